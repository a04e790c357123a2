"""Check-in: everything that changes a document passes here and nowhere else.

The order is the promise (docvault/DESIGN.md): the bytes are staged and synced; under the
archive's lock the version must follow; git has it, synced, before anything else; then the
visible tree, then the database, then the caller is told. Killed anywhere, either nothing
happened or the next opening finishes it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from docvault.access import Right, Subject, require, subject_of
from docvault.archive import Action, Archive, Record, clean_note
from docvault.archive.visible import holds
from docvault.database import documents, kept_changes, versions
from docvault.errors import (
    BadArgument,
    NameRefused,
    NameTaken,
    Unchanged,
    VersionConflict,
    VersionMoved,
)
from docvault.model.document import Document
from docvault.model.version import Version
from docvault.store.files import ensure_file, ensure_no_link, kind_of
from docvault.store.staging import Staged, stage
from docvault.vault.follow import catch_up, content_of
from docvault.vault.naming import faults_of, suggestion_for
from docvault.vault.whole import Plan, carry_out
from naming_rules.language import Text
from naming_rules.name import DocumentName
from naming_rules.scheme import split_extension

if TYPE_CHECKING:
    from docvault.vault.vault import Vault

# Department, year, month and type, where somebody keeps files as a vault would.
_TELLING_FOLDERS = 4


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What is to be checked in: the name, who, why, and as what.

    `document` is the id of the document it must belong to, or None: then its name decides.
    `source` is the path relative to the vault where the file lies, if it is to leave from there.
    `unchanged` takes a revision also when its bytes are those of the current version.
    """

    name: DocumentName
    action: Action
    actor: str
    note: str = ""
    document: str | None = None
    source: str | None = None
    unchanged: bool = True


def add(
    vault: Vault, file: Path, *, actor: str, name: str | None = None, note: str = ""
) -> Version:
    """Check in `file` under its own name or under `name`; return the version.

    A name whose parts but the version are those of a document makes its next version. A file
    that lies inside the vault is adopted: it is moved to where it belongs. Raises NameRefused,
    NotAFile, FileNotFound, VersionConflict, NameTaken, ActorNotAllowed, StoreError.
    """
    ensure_file(file)
    parsed = compliant(vault, name if name is not None else file.name, file)
    request = CheckIn(parsed, Action.ADD, actor, note, source=vault.inside(file))
    return check_in(vault, file, request)


def add_staged(vault: Vault, staged: Staged, *, actor: str, name: str, note: str = "") -> Version:
    """Check in bytes that are staged already, as `add` does a file; they stay the caller's.

    Raises NameRefused, VersionConflict, NameTaken, ActorNotAllowed, StoreError.
    """
    parsed = compliant(vault, name, staged.path, ())
    return check_in(vault, staged, CheckIn(parsed, Action.ADD, actor, note))


def revise(
    vault: Vault,
    document: str,
    file: Path,
    *,
    actor: str,
    major: bool = True,
    note: str = "",
    unchanged: bool = True,
) -> Version:
    """Check in `file` as the next version of `document`, named by DocVault.

    The extension follows the file. Not `unchanged`: the bytes that the current version has are
    refused. Raises DocumentNotFound, Unchanged and what `add` raises.
    """
    found = vault.find(document)
    extension = file.suffix.removeprefix(".") or found.extension
    name = next_name(vault, found, major=major, extension=extension)
    compliant(vault, vault.convention.format(name), file)
    source = vault.inside(file)
    request = CheckIn(name, Action.REVISE, actor, note, found.id, source, unchanged)
    return check_in(vault, file, request)


def revise_staged(
    vault: Vault,
    document: str,
    staged: Staged,
    *,
    actor: str,
    file_name: str,
    current: str | None = None,
    major: bool = True,
    note: str = "",
    unchanged: bool = True,
) -> Version:
    """Check in bytes that are staged already, as `revise` does a file; they stay the caller's.

    Of `file_name` only the extension counts. `current` is the version that the change was made
    from: raises VersionMoved where the document has another one by now.
    """
    found = vault.find(document)
    if current is not None and current != found.current:
        raise VersionMoved(document=found.name, current=found.current)
    extension = split_extension(file_name)[1] or found.extension
    name = next_name(vault, found, major=major, extension=extension)
    compliant(vault, vault.convention.format(name), staged.path, ())
    request = CheckIn(name, Action.REVISE, actor, note, found.id, unchanged=unchanged)
    return check_in(vault, staged, request)


def restore(vault: Vault, document: str, number: str, *, actor: str, note: str = "") -> Version:
    """Check in an old version's bytes as the next version.

    Raises DocumentNotFound, VersionNotFound, StoreCorrupt, and what `add` raises.
    """
    found = vault.find(document)
    old = vault.version(found, number)
    extension = old.name.rpartition(".")[2]
    name = next_name(vault, found, extension=extension)
    with vault.copy_of(found, old) as copy:
        note = note or f"{number} → {name.version}"
        return check_in(vault, copy, CheckIn(name, Action.RESTORE, actor, note, found.id))


def compliant(
    vault: Vault, name: str, file: Path, folders: Sequence[str] | None = None
) -> DocumentName:
    """Return the parsed name, or raise NameRefused with the findings and a suggestion.

    `file` helps the suggestion: by its own date and by the folders it lies in, unless `folders`
    says in which it lay.
    """
    findings = faults_of(vault, name)
    parsed = vault.convention.parse(name)
    if findings or parsed is None:
        said = [finding.message for finding in findings]
        reason = Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))
        if folders is None:
            folders = file.absolute().parent.parts[-_TELLING_FOLDERS:]
        found = suggestion_for(vault, file, folders, name=name)
        suggestion = found.name if found else None
        raise NameRefused(name=name, reason=reason, suggestion=suggestion, findings=findings)
    return parsed


def next_name(
    vault: Vault, document: Document, *, extension: str, major: bool = True
) -> DocumentName:
    """Return the name of the document's next version."""
    current = vault.convention.parse(document.name)
    if current is None:
        raise NameRefused(name=document.name, reason="", suggestion=None, findings=[])
    if not major and current.version.minor is None:
        raise BadArgument(argument="--minor", value=document.current, allowed="--major")
    return replace(current, version=current.version.next(major=major), extension=extension)


def check_in(vault: Vault, source: Path | Staged, request: CheckIn) -> Version:
    """Check in a file, which is staged first, or what is staged; the waist of the house.

    What came staged is moved to its place, or lies where it lay when this raises.
    """
    ensure_allowed(vault, request.actor, request.name)
    with _staged(vault, source) as staged:
        archive = vault.archive(vault.convention.place(request.name)[0])
        with archive.locked():
            catch_up(vault, archive)
            archive.make()
            version = _commit(vault, archive, request, staged)
        archive.repository.tidy()
        return version


@contextlib.contextmanager
def _staged(vault: Vault, source: Path | Staged) -> Iterator[Staged]:
    if isinstance(source, Staged):
        yield source
        return
    staged = stage(source, vault.staging, limit=vault.settings.limits.max_file_size)
    try:
        yield staged
    finally:
        staged.discard()


def ensure_allowed(vault: Vault, actor: str, name: DocumentName) -> None:
    """Raise ActorNotAllowed, with the reason, unless the actor may check in in its department.

    Whether that is so for the document which the name turns out to belong to, `current_of` asks.
    """
    require(vault.actor(actor), Right.CHECK_IN, Subject(vault.convention.department_of(name)))


def _commit(vault: Vault, archive: Archive, request: CheckIn, staged: Staged) -> Version:
    current = current_of(vault, archive, request)
    if current:
        _ensure_changed(current, request, staged)
        keep_changes(vault, archive, current, request.actor)
    record, previous = record_for(vault, archive, request, current, staged)
    ensure_free(vault, archive, record, staged)
    (record,) = carry_out(vault, archive, [Plan(record, staged, previous)])
    with vault.database.read() as connection:
        return versions.of_commit(connection, record.commit)[0]


def current_of(vault: Vault, archive: Archive, request: CheckIn) -> Version | None:
    """Return the version that the request follows, None for a new document.

    Raises ActorNotAllowed where the actor may not check in to a document that it touches, before
    anything is said of that one; VersionConflict when it does not follow, NameTaken when the name
    is another's. Needs the archive's lock.
    """
    key = vault.convention.identity(request.name)
    actor = vault.actor(request.actor)
    with vault.database.read() as connection:
        owner = documents.by_key(connection, archive.name, key)
        document = documents.by_id(connection, request.document) if request.document else owner
        for touched in filter(None, (owner, document)):
            require(actor, Right.CHECK_IN, subject_of(touched, vault.settings))
        if owner and document and owner.id != document.id:
            raise NameTaken(name=vault.convention.format(request.name), taken_by=owner.name)
        if document is None:
            return None
        version = versions.one(connection, document.id, document.current)
    _ensure_follows(vault, document, request)
    return version


def _ensure_changed(current: Version, request: CheckIn, staged: Staged) -> None:
    if request.unchanged or staged.sha256 != current.sha256:
        return
    if request.name.extension.casefold() == current.name.rpartition(".")[2].casefold():
        raise Unchanged(document=current.name, id=current.document, version=current.number)


def _ensure_follows(vault: Vault, document: Document, request: CheckIn) -> None:
    current = vault.convention.parse(document.name)
    wanted = vault.convention.format(request.name)
    if current is None:
        return
    if request.name.version <= current.version:
        raise VersionConflict(
            document=document.name,
            id=document.id,
            version=str(request.name.version),
            current=document.current,
            next=str(current.version.next(major=True)),
        )
    spelled = vault.convention.format(replace(request.name, version=current.version))
    same_extension = request.name.extension.casefold() == current.extension.casefold()
    if same_extension and spelled != document.name:
        raise NameTaken(name=wanted, taken_by=document.name)


def record_for(
    vault: Vault, archive: Archive, request: CheckIn, current: Version | None, staged: Staged
) -> tuple[Record, tuple[str, str] | None]:
    """Return the record of a check-in, and (path, blob) of the version it supersedes."""
    convention = vault.convention
    folder = "/".join(convention.place(request.name)[1:])
    record = Record(
        document=current.document if current else secrets.token_hex(8),
        action=request.action,
        version=str(request.name.version),
        path=f"{folder}/{convention.format(request.name)}".lstrip("/"),
        sha256=staged.sha256,
        actor=request.actor,
        at=vault.now(),
        note=clean_note(request.note),
        source=request.source,
    )
    if current is None:
        return record, None
    before = convention.parse(current.name)
    history = (
        (*folder.split("/"), convention.history_folder) if folder else (convention.history_folder,)
    )
    superseded = "/".join([*history, convention.superseded_name(before)]) if before else None
    visible = [path for path in vault.visible_paths(current.document) if path != current.path]
    kept_old = convention.keep - 2
    removed = visible[max(0, kept_old) :]
    prefix = f"{archive.name}/"
    record = replace(
        record,
        superseded=superseded if convention.keep > 1 else None,
        removed=tuple(path.removeprefix(prefix) for path in removed),
    )
    path = str(current.path).removeprefix(prefix)
    return record, (path, current.blob)


def keep_changes(vault: Vault, archive: Archive, version: Version, actor: str) -> Version | None:
    """Keep in git what somebody changed in a visible file without a new version.

    A file that was changed back is kept as well: git has what lies in the folder. Returns the
    version when its file was changed and is now kept, None when there was nothing to do. Needs
    the archive's lock.
    """
    path = vault.root / str(version.path)
    with vault.database.read() as connection:
        known = kept_changes.open_of(connection, version.document)
    last = next((change for change in reversed(known) if change.path == version.path), version)
    if kind_of(path) or not path.exists() or holds(path, content_of(last)):
        return None
    staged = stage(path, vault.staging)
    try:
        if staged.sha256 == last.sha256:
            return None  # it was being written to when it was looked at first
        record = Record(
            document=version.document,
            action=Action.KEEP,
            version=version.number,
            path=str(version.path).removeprefix(f"{archive.name}/"),
            sha256=staged.sha256,
            actor=actor,
            at=vault.now(),
        )
        carry_out(vault, archive, [Plan(record, staged)])
        return version
    finally:
        staged.discard()


def ensure_free(vault: Vault, archive: Archive, record: Record, staged: Staged) -> None:
    """Raise NameTaken when a file with other bytes lies where this one would go.

    StoreUnwritable when the way there leads through a link.
    """
    path = archive.folder / record.path
    ensure_no_link(vault.root, path.parent)
    if not os.path.lexists(path) or vault.inside(path) == record.source:
        return
    if not holds(path, content_of(staged)):
        raise NameTaken(name=record.name, taken_by=f"{archive.name}/{record.path}")


def keep(vault: Vault, path: str, *, actor: str) -> Version | None:
    """Keep in git what was changed in the registered file at `path`, relative to the vault.

    Whoever notices may do it: it makes no version and gives nothing away.

    Returns the version whose file it is, None when its bytes are known already.
    """
    found = vault.at_path(path)
    if found is None:
        return None
    archive = vault.archive(path.partition("/")[0])
    with archive.locked():
        catch_up(vault, archive)
        version = vault.at_path(path)
        return keep_changes(vault, archive, version, actor) if version else None
