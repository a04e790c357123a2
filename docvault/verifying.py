"""Verify: objects, branches, tree, register and audit trail against each other.

Git is asked for everything it has (`git fsck`), the register is made anew from the commits in a
scratch database and compared row by row, every visible file is read, and the audit trail's chain
is followed. With `deep` every version ever checked in is read from git and hashed as well.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from docvault.archive import Archive
from docvault.database import archives, audit_check, audit_trail, documents, kept_changes, versions
from docvault.database.documents import Key
from docvault.database.engine import Connection
from docvault.errors import StoreError, StoreLocked
from docvault.model.document import Document
from docvault.model.version import KeptChange, Version
from docvault.rebuilding import scratch_register
from docvault.store.files import sha256_of
from docvault.vault.follow import content_of
from naming_rules.moving import is_real_folder

if TYPE_CHECKING:
    from docvault.vault import Vault

_Row = Document | Version | KeptChange | Key
# What the register consists of, and by what two rows of it are the same one.
_ROWS: tuple[tuple[Callable[[Connection], Iterator[_Row]], tuple[str, ...]], ...] = (
    (documents.every, ("id",)),
    (documents.every_key, ("document", "folded")),
    (versions.every, ("document", "sequence")),
    (kept_changes.every, ("document", "commit")),
)
# Given by people and by the disk, not by git.
_NOT_FROM_GIT = {"level", "mtime_ns", "state"}
_ABSENT = re.compile(r"^(missing|broken link) |invalid sha1 pointer")
_OID = re.compile(r"\b[0-9a-f]{40}\b|objects/([0-9a-f]{2})/([0-9a-f]{38})")


@dataclass(frozen=True, slots=True)
class Problem:
    """One disagreement: its kind, what it concerns, and the detail in words."""

    kind: str
    document: str | None
    version: str | None
    detail: str


@dataclass(slots=True)
class Tally:
    """How much was looked at; counted up while the problems are yielded."""

    checked: int = 0


def verify(
    vault: Vault, *, deep: bool = False, tally: Tally, done: Callable[[int], None] = lambda _: None
) -> Iterator[Problem]:
    """Yield every disagreement found. Changes nothing.

    Others may write meanwhile: the register is held against git's commits up to the one that it
    says it has come to.
    """
    for line in vault.database.damage():
        yield Problem("database-damaged", None, None, line)
    with vault.database.read(lenient=True) as connection:
        recorded = archives.names(connection)
    for name in sorted({*vault.archive_names(), *recorded}):
        archive = vault.archive(name)
        if not archive.exists:
            yield Problem("archive-missing", None, None, f"{name}: {archive.git_dir}")
            continue
        yield from _or("git-unreadable", _branch(vault, archive))
        yield from _or("git-unreadable", _objects(vault, archive))
        yield from _or("git-unreadable", _tree_in_git(vault, archive))
    yield from _or("register-unreadable", _register(vault))
    yield from _or("register-unreadable", _visible_files(vault, tally, done))
    if deep:
        yield from _or("register-unreadable", _all_versions(vault, tally, done))
    yield from _or("audit-trail-unreadable", _audit_trail(vault))


def _or(kind: str, problems: Iterator[Problem]) -> Iterator[Problem]:
    """Yield the problems; what cannot be looked at any further is one as well."""
    try:
        yield from problems
    except StoreError as error:
        yield Problem(kind, None, None, str(error))


def _branch(vault: Vault, archive: Archive) -> Iterator[Problem]:
    tip, recorded = _tips(vault, archive)
    if tip == recorded:
        return
    what = f"{archive.name}: refs/heads/main at {tip}; recorded {recorded}"
    if tip is None:
        yield Problem("ref-missing", None, None, what)
    elif recorded and not archive.repository.is_ancestor(recorded, tip):
        yield Problem("ref-moved", None, None, what)
    elif _is_left_behind(vault, archive):
        yield Problem("register-behind", None, None, what)


def _tips(vault: Vault, archive: Archive) -> tuple[str | None, str | None]:
    with vault.database.read(lenient=True) as connection:
        recorded = archives.tip(connection, archive.name)
    return archive.tip(), recorded  # in this order: the branch is never behind the register


def _is_left_behind(vault: Vault, archive: Archive) -> bool:
    """Tell whether git is ahead although nobody is writing at this moment."""
    with contextlib.suppress(StoreLocked), archive.locked(timeout=0):
        tip, recorded = _tips(vault, archive)
        return tip != recorded
    return False


def _objects(vault: Vault, archive: Archive) -> Iterator[Problem]:
    for line in archive.repository.fsck():
        oids = {match[0] if not match[1] else match[1] + match[2] for match in _OID.finditer(line)}
        if _ABSENT.search(line) and oids and all(archive.repository.has(oid) for oid in oids):
            continue  # it came while git was looking
        owners = [owner for oid in sorted(oids) for owner in _owners(vault, oid)]
        detail = f"{archive.name}: {line}"
        if not owners:
            yield Problem("git-object", None, None, detail)
        for owner in owners:
            yield Problem("git-object", owner.document, owner.number, detail)


def _owners(vault: Vault, oid: str) -> list[Version]:
    with vault.database.read(lenient=True) as connection:
        return versions.with_object(connection, oid)


def _tree_in_git(vault: Vault, archive: Archive) -> Iterator[Problem]:
    """Compare what the register says is visible with the tree of the commit it has come to."""
    with vault.database.read(lenient=True) as connection:
        tip = archives.tip(connection, archive.name)
        expected = _expected_tree(connection, archive.name)
    if tip is None:
        return
    for path, blob in archive.repository.files(tip):
        wanted, document, number = expected.pop(f"{archive.name}/{path}", ("-", None, None))
        if blob != wanted:
            detail = f"{archive.name}/{path}: git {blob}, register {wanted}"
            yield Problem("tree-differs", document, number, detail)
    for path, (_, document, number) in expected.items():
        yield Problem("tree-differs", document, number, f"{path}: not in git's tree")


def _expected_tree(connection: Connection, archive: str) -> dict[str, tuple[str, str, str]]:
    """Return path -> (blob, document, number) of what the register says is visible."""
    expected = {
        file.path: (file.blob, file.document, file.number)
        for file in versions.files(connection, under=archive)
    }
    for change in kept_changes.all_open(connection):
        if change.path in expected:
            expected[change.path] = (change.blob, change.document, change.number)
    return expected


def _register(vault: Vault) -> Iterator[Problem]:
    """Compare the register, row by row, with one made anew from git."""
    with (
        vault.database.read(lenient=True) as connection,
        scratch_register(vault, archives.tips(connection)) as (anew, unread),
    ):
        for archive, error in unread.items():
            yield Problem("git-unreadable", None, None, f"{archive}: {error}")
        out = {d.id for c in (connection, anew) for d in documents.every(c) if d.archive in unread}
        for rows, key in _ROWS:
            document = attrgetter(key[0])
            left, right = (
                (row for row in rows(c) if document(row) not in out) for c in (connection, anew)
            )
            yield from _compare(left, right, key)


def _compare(
    found: Iterator[_Row], anew: Iterator[_Row], key: tuple[str, ...]
) -> Iterator[Problem]:
    """Compare two streams of rows, both in the order of `key`."""
    at = attrgetter(*key)
    one, other = next(found, None), next(anew, None)
    while one or other:
        if one and (other is None or at(one) < at(other)):
            yield _row_problem("register-extra", one, "not in git")
            one = next(found, None)
        elif other and (one is None or at(other) < at(one)):
            yield _row_problem("register-missing", other, "in git, not in the register")
            other = next(anew, None)
        elif one and other:
            if differing := _differences(one, other):
                yield _row_problem("register-differs", one, differing)
            one, other = next(found, None), next(anew, None)


def _row_problem(kind: str, row: _Row, detail: str) -> Problem:
    match row:
        case Document():
            return Problem(kind, row.id, row.current, f"{row.name}: {detail}")
        case Version():
            return Problem(kind, row.document, row.number, f"{row.name}: {detail}")
        case KeptChange():
            return Problem(kind, row.document, row.number, f"{row.path} (kept): {detail}")
        case Key():
            return Problem(kind, row.document, None, f"{row.key}: {detail}")


def _differences(one: _Row, other: _Row) -> str:
    pairs = (
        (field.name, getattr(one, field.name), getattr(other, field.name))
        for field in fields(one)
        if field.name not in _NOT_FROM_GIT and (field.name, type(one)) != ("id", KeptChange)
    )
    return "; ".join(f"{name} {mine!r}, git {git!r}" for name, mine, git in pairs if mine != git)


def _visible_files(vault: Vault, tally: Tally, done: Callable[[int], None]) -> Iterator[Problem]:
    """Read every file that should lie in the folders."""
    with vault.database.read(lenient=True) as connection:
        kept = {change.path: change.sha256 for change in kept_changes.all_open(connection)}
        for file in versions.files(connection):
            tally.checked += 1
            done(1)
            sha256 = kept.get(file.path, file.sha256)
            if trouble := _trouble_with(vault.root, file.path, sha256):
                problem = Problem(trouble, file.document, file.number, file.path)
                yield from _unless_moved(vault, file.path, problem)


def _unless_moved(vault: Vault, path: str, problem: Problem) -> Iterator[Problem]:
    """Yield the problem, unless a check-in was moving that file: look again when nobody does."""
    try:
        with (
            vault.archive(path.partition("/")[0]).locked(),
            vault.database.read(lenient=True) as connection,
        ):
            sha256s = [version.sha256 for version in versions.at_path(connection, path)]
            kept = [c.sha256 for c in kept_changes.all_open(connection) if c.path == path]
            still = sha256s and _trouble_with(vault.root, path, (kept or sha256s)[-1])
    except StoreError:
        still = problem.kind
    if still:
        yield replace(problem, kind=still)


def _trouble_with(root: Path, path: str, sha256: str) -> str | None:
    if not is_real_folder(root, path.rpartition("/")[0], or_missing=True):
        return "file-behind-link"
    try:
        return None if sha256_of(root / path) == sha256 else "file-differs"
    except FileNotFoundError:
        return "file-missing"
    except OSError:
        return "file-unreadable"


def _all_versions(vault: Vault, tally: Tally, done: Callable[[int], None]) -> Iterator[Problem]:
    """Read every version ever checked in from git and hash it."""
    with vault.database.read(lenient=True) as connection:
        for document in documents.every(connection):
            for version in versions.of(connection, document.id):
                tally.checked += 1
                done(1)
                try:
                    for _ in vault.archive(document.archive).read(content_of(version)):
                        pass
                except StoreError as error:
                    yield Problem("content-differs", document.id, version.number, str(error))


def _audit_trail(vault: Vault) -> Iterator[Problem]:
    with vault.database.read(lenient=True) as connection:
        for trouble in audit_check.verify(connection):
            kind = f"audit-trail-{trouble.kind}"
            yield Problem(kind, trouble.document, trouble.version, str(trouble.text))


def proof(vault: Vault) -> dict[str, str | None]:
    """Return what to keep elsewhere, so that nobody can rewrite everything unnoticed.

    Archive -> its newest commit; `audit-trail` -> number and hash of the trail's last line.
    """
    with vault.database.read(lenient=True) as connection:
        end = audit_trail.head(connection)
    tips = {name: vault.archive(name).tip() for name in vault.archive_names()}
    return {**tips, "audit-trail": f"{end[0]} {end[1]}" if end else None}
