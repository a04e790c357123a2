"""Audit: all of the linter, plus what only the register can tell.

| rule | what |
|---|---|
| not-registered | a file in an archive's folder that was never checked in |
| changed-on-disk | a visible file was changed without a new version |
| sha256-mismatch | a visible file has other bytes although its size and time are untouched |
| missing-file | a visible file is gone |
| unreadable-file | a visible file that may not be read |
| missing-revision-record | a docx or xlsx without its page 修订记录 |
| unreadable-document | a docx or xlsx that cannot be opened: damaged, encrypted or unsafe |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from docvault.database import kept_changes, versions
from docvault.errors import BadArgument, FileNotFound
from docvault.extract.contents import Contents
from docvault.extract.kinds import kind_of as extract_kind
from docvault.extract.limited import Unread
from docvault.extract.revision_record import has_revision_record
from docvault.model.document import Document
from docvault.model.version import KeptChange, Version, VisibleFile
from docvault.store.files import kind_of, sha256_of
from docvault.texts import Texts
from docvault.vault.folders import is_own, loose_files
from naming_rules.checker import Tally, check_name, check_tree
from naming_rules.context import Context
from naming_rules.finding import Finding, Severity
from naming_rules.language import Text
from naming_rules.report import RulePage

if TYPE_CHECKING:
    from docvault.vault import Vault

_MESSAGES = {
    "not-registered": Text(
        "不在台账中：从未签入", "is not in the register: it was never checked in"
    ),
    "changed-on-disk": Text(
        "在文件夹中被直接修改，没有升版本", "was changed in its folder without a new version"
    ),
    "sha256-mismatch": Text(
        "内容与签入时的 SHA-256 不符，而大小和时间未变",
        "does not have the SHA-256 it was checked in with, though size and time are unchanged",
    ),
    "missing-file": Text(
        "应在此处的文件不见了；docvault rebuild 可从 git 放回",
        "should lie here and is gone; docvault rebuild puts it back from git",
    ),
    "unreadable-file": Text("无法读取：{reason}", "cannot be read: {reason}"),
    "missing-revision-record": Text("没有修订记录页", "has no revision record (修订记录) page"),
    "unreadable-document": Text(
        "无法打开，查不到修订记录：{reason}", "cannot be looked into: {reason}"
    ),
}
_KEPT = Text(
    "在文件夹中被直接修改，没有升版本；改动后的内容已留存在 git 中（{commit}）",
    "was changed in its folder without a new version; its bytes are kept in git ({commit})",
)
_WARNINGS = {"not-registered", "missing-revision-record", "unreadable-document"}
_PLACE = Text("存放文件的文件夹，或其中的文件", "a folder of documents, or a file in one")


def audit(
    vault: Vault,
    path: Path | None = None,
    *,
    tally: Tally,
    done: Callable[[int], None] = lambda _: None,
) -> Iterator[Finding]:
    """Yield what is wrong in the vault, or in and below the folder (or with the file) `path`.

    Paths of findings are relative to the vault; all findings of a file come together. Reads
    every visible file; `done(n)` is told how many were read. Raises FileNotFound for a path that
    is not there or not in the vault, BadArgument for one where no documents lie.
    """
    under = place_in(vault, path)
    registered = _of_register(vault, under, done)
    named = check_tree(
        vault.convention,
        vault.root,
        under=under,
        strict_places=True,
        skip=lambda relative: is_own(vault, relative),
        tally=tally,
    )
    for relative, findings in groupby(named, key=lambda finding: finding.path):
        yield from findings
        if finding := registered.pop(relative, None):
            yield finding
    for relative in sorted(registered):
        yield registered[relative]


def audit_documents(
    vault: Vault, documents: Iterable[Document]
) -> Iterator[tuple[Document, list[Finding]]]:
    """Yield each document with what is wrong with its current file: name, place, bytes, record."""
    for document in documents:
        folders = tuple(document.folder.split("/"))
        context = Context(folder=folders, history=False, strict_places=True)
        found = [
            replace(finding, path=document.path)
            for finding in check_name(vault.convention, document.name, context=context)
        ]
        with vault.database.read() as connection:
            kept = {change.path: change for change in kept_changes.open_of(connection, document.id)}
            current = versions.one(connection, document.id, document.current)
        if current and (finding := _check_file(vault, visible_file(current, document), kept)):
            found.append(finding)
        yield document, found


def visible_file(version: Version, document: Document) -> VisibleFile:
    """Return what should lie in the folders of a document's current version."""
    return VisibleFile(
        document.id,
        version.number,
        document.folder,
        document.name,
        version.sha256,
        version.blob,
        version.size,
        version.mtime_ns,
    )


def place_in(vault: Vault, path: Path | None) -> str | None:
    """Return a folder or file of the vault relative to it, None for the whole vault.

    Raises FileNotFound, BadArgument.
    """
    if path is None or path.resolve() == vault.root:
        return None
    relative = vault.relative(path)
    if relative is None or not (path.exists() or vault.at_path(relative)):
        raise FileNotFound(path=path)
    if is_own(vault, relative):
        raise BadArgument(argument="PATH", value=str(path), allowed=_PLACE)
    return relative


def _of_register(
    vault: Vault, under: str | None, done: Callable[[int], None]
) -> dict[str, Finding]:
    """Return what the register finds: at most one thing for each file."""
    single = under if under and not (vault.root / under).is_dir() else None
    folder = under.rpartition("/")[0] if under and single else under
    found: dict[str, Finding] = {}
    with vault.database.read() as connection:
        kept = {change.path: change for change in kept_changes.all_open(connection)}
        for file in versions.files(connection, under=folder):
            if single in {None, file.path}:
                done(1)
                if finding := _check_file(vault, file, kept):
                    found[file.path] = finding
    for relative in loose_files(vault, folder):
        if single in {None, relative}:
            found[relative] = _finding("not-registered", relative)
    return found


def _check_file(vault: Vault, file: VisibleFile, kept: Mapping[str, KeptChange]) -> Finding | None:
    path = vault.root / file.path
    if kind_of(path):
        return _finding("missing-file", file.path)
    try:
        found = path.lstat()
        digest = sha256_of(path)
    except FileNotFoundError:
        return _finding("missing-file", file.path)
    except OSError as error:
        return _finding("unreadable-file", file.path, reason=error.strerror or str(error))
    if digest != file.sha256:
        same = (found.st_size, found.st_mtime_ns) == (file.size, file.mtime_ns)
        finding = _finding("sha256-mismatch" if same else "changed-on-disk", file.path)
        change = kept.get(file.path)
        if change and change.sha256 == digest:
            finding = replace(finding, message=_KEPT.format(commit=change.commit[:10]))
        return replace(finding, suggestion=_next(vault, file))
    required = path.suffix[1:].casefold() in vault.settings.revision_record.required_in
    current = vault.convention.parse(file.file) is not None
    return _check_record(vault, path, file) if required and current else None


def _check_record(vault: Vault, path: Path, file: VisibleFile) -> Finding | None:
    known = Texts(vault.own / "texts", vault.staging).get(file.sha256, extract_kind(file.file))
    if isinstance(known, Contents) and known.revisions:
        return None  # search has read these bytes already, which is the costly part
    match has_revision_record(path):
        case Unread() as unread:
            return _finding("unreadable-document", file.path, reason=unread.message)
        case False:
            return _finding("missing-revision-record", file.path)
    return None


def _next(vault: Vault, file: VisibleFile) -> str | None:
    name = vault.convention.parse(file.file)
    if name is None:
        return None
    return vault.convention.format(replace(name, version=name.version.next(major=True)))


def _finding(rule: str, path: str, **fields: object) -> Finding:
    severity = Severity.WARNING if rule in _WARNINGS else Severity.ERROR
    return Finding(rule, path, _MESSAGES[rule].format(**fields), severity)


def rule_pages() -> tuple[RulePage, ...]:
    """Return what reports say about the audit's own rules."""
    return tuple(
        RulePage(rule, summary, Severity.WARNING if rule in _WARNINGS else Severity.ERROR, summary)
        for rule, message in _MESSAGES.items()
        for summary in (message.format(reason="…"),)
    )
