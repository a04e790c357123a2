"""Import: take over an existing tree, in place or from elsewhere.

Right names are taken as they are, wrong ones under the name that the linter suggests; what has
no whole suggestion stays where it is, with its findings. Old versions in a history folder become
the first versions of their documents.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from docvault.access import Right, require
from docvault.archive import Action
from docvault.errors import BadArgument, DocVaultError, FileNotFound, VersionConflict
from docvault.store.files import sha256_of
from docvault.vault import CheckIn, Incoming, check_in_many
from docvault.vault.folders import files_below, is_foreign, is_own
from docvault.vault.naming import Proposal, next_free, propose
from naming_rules.finding import Finding, Severity
from naming_rules.language import Text
from naming_rules.name import DocumentName
from naming_rules.report.visible import visible

if TYPE_CHECKING:
    from docvault.vault import Vault

_FOLDER = Text("一个不属于 DocVault 自己的文件夹", "a folder that is not DocVault's own")


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: `files` with their names, and the folders it cannot read."""

    folder: Path
    files: tuple[Proposal, ...]
    unreadable: tuple[Finding, ...] = ()

    @property
    def named(self) -> list[Proposal]:
        """The files that would be taken in."""
        return [file for file in self.files if file.name]

    @property
    def findings(self) -> list[Finding]:
        """Why the others would not."""
        left = (file.findings for file in self.files if file.name is None)
        return [*self.unreadable, *chain.from_iterable(left)]


@dataclass(slots=True)
class Imported:
    """What an import did."""

    imported: int = 0
    skipped: int = 0
    """All that were not imported: those below, and those with findings."""
    known: int = 0
    """Of those skipped, how many an earlier import took."""
    findings: list[Finding] = field(default_factory=list)


def plan_import(
    vault: Vault,
    folder: Path,
    *,
    defaults: Mapping[str, str] | None = None,
    done: Callable[[int], None] = lambda _: None,
) -> Plan:
    """Look at every file below `folder` and say under which name it would be taken in.

    `defaults` gives codes for what a name and its folders do not tell (`department`, `type`).
    What is registered already is left out. `done(n)` is told how many were looked at. Changes
    nothing. Raises FileNotFound; BadArgument when it is no folder.
    """
    if not folder.exists():
        raise FileNotFound(path=folder)
    within = vault.relative(folder / "x")
    if not folder.is_dir() or (within and is_own(vault, within)):
        raise BadArgument(argument="DIR", value=str(folder), allowed=_FOLDER)
    unreadable: list[Finding] = []
    paths = _told(_files(vault, folder, unreadable), done)
    files = tuple(propose(vault, folder, paths, defaults=defaults))
    return Plan(folder, files, tuple(unreadable))


def run_import(
    vault: Vault,
    plan: Plan,
    *,
    actor: str,
    move: bool = False,
    done: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Take in what the plan has a name for; say what was left out and why.

    A file inside the vault moves to its place; one from elsewhere is copied, and with `move`
    removed once the vault has its bytes as that document's. Folders emptied by it go. Raises
    StoreError and NotAllowed; what went in before stands.
    """
    require(vault.actor(actor), Right.OVERSEE)
    named = {plan.folder / file.path: file for file in plan.named}
    incoming = sorted(
        (_incoming(vault, path, file.name, actor) for path, file in named.items() if file.name),
        key=lambda item: item.request.name.version,
    )
    turned = {turn.file: turn.error for turn in check_in_many(vault, incoming, done=done)}
    known = {path for path, error in turned.items() if _taken_before(vault, path, error)}
    refused = [
        _finding(vault, named[path], error) for path, error in turned.items() if path not in known
    ]
    taken = named.keys() - turned.keys()
    if move:
        for path in taken | known:
            _remove_source(vault, path)
    _remove_emptied(plan.folder, {path.parent for path in taken | known})
    imported = len(named) - len(turned)
    left = len(plan.files) - imported
    return Imported(imported, left, len(known), [*plan.findings, *refused])


def _files(vault: Vault, folder: Path, unreadable: list[Finding]) -> Iterator[str]:
    """Yield the files below `folder` that may be documents and are not registered."""
    within = vault.relative(folder / "x")
    prefix = "" if within is None else within.removesuffix("x")
    # An imported folder may hold the vault itself.
    root = folder.resolve()
    inner = f"{vault.root.relative_to(root)}/" if vault.root.is_relative_to(root) else None

    def leave_out(path: str) -> bool:
        own = path == inner if within is None else is_own(vault, prefix + path)
        return own or is_foreign(vault, path)

    def tell(path: str, error: OSError) -> None:
        reason = error.strerror or str(error)
        message = Text(f"无法读取：{reason}", f"cannot be read: {reason}")
        unreadable.append(Finding("unreadable-folder", path or ".", message, Severity.ERROR))

    for path in files_below(folder, leave_out=leave_out, unreadable=tell):
        if within is None or vault.inside(folder / path):
            yield path


def _told(paths: Iterator[str], done: Callable[[int], None]) -> Iterator[str]:
    for path in paths:
        yield path
        done(1)


def _incoming(vault: Vault, file: Path, name: DocumentName, actor: str) -> Incoming:
    note = "" if vault.convention.format(name) == file.name else visible(file.name)
    request = CheckIn(name, Action.IMPORT, actor, note, source=vault.inside(file))
    return Incoming(file, request)


def _finding(vault: Vault, file: Proposal, error: DocVaultError) -> Finding:
    suggestion = None
    if file.name and isinstance(error, VersionConflict):
        suggestion = next_free(vault, file.name, error)
    return Finding(error.code, file.path, error.message, Severity.ERROR, suggestion)


def _taken_before(vault: Vault, file: Path, error: DocVaultError) -> bool:
    """Tell whether a file was turned away because an earlier import took it."""
    if not isinstance(error, VersionConflict):
        return False
    document = vault.find(str(error.fields["id"]))
    digest = _digest(file)
    return any(version.sha256 == digest for version in vault.history(document))


def _remove_source(vault: Vault, file: Path) -> None:
    """Remove a file from elsewhere, once the vault has exactly its bytes."""
    digest = _digest(file)
    if vault.relative(file) is None and digest and vault.has_bytes(digest):
        file.unlink(missing_ok=True)


def _remove_emptied(top: Path, folders: Iterable[Path]) -> None:
    """Remove those of the folders below `top` in which nothing is left, and so on upwards."""
    waiting = set(folders)
    while waiting:
        folder = waiting.pop()
        if top in folder.parents:
            with contextlib.suppress(OSError):  # something is in it
                folder.rmdir()
                waiting.add(folder.parent)


def _digest(file: Path) -> str | None:
    try:
        return sha256_of(file)
    except OSError:
        return None
