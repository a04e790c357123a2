"""The register 台账 follows git: what a commit's record says is entered in the database.

`enter` takes a record, whether it was made a moment ago, is caught up with after a crash,
or is read from the repositories to make the register anew. So all three give the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from docvault.archive import Action, Content, Record
from docvault.database import audit_trail, documents, index_queue, kept_changes, versions
from docvault.database.engine import Connection
from docvault.model.document import Document
from docvault.model.event import Event
from docvault.model.version import KeptChange, Version
from naming_rules.convention import Convention
from naming_rules.name import DocumentName


@dataclass(frozen=True, slots=True)
class Entry:
    """One commit to be entered: its record, and what git has at the record's path."""

    record: Record
    content: Content


def enter(
    connection: Connection,
    entry: Entry,
    before: Document | None,
    *,
    archive: str,
    convention: Convention,
    level: str,
) -> None:
    """Enter one commit in the transaction of `connection`.

    `before` is the row its document has until now; `level` is for a new one.
    """
    record = entry.record
    if record.action is Action.KEEP:
        _enter_change(connection, _kept(entry, archive))
        return
    name = convention.read(record.name)
    department = convention.department_of(name) if name else None
    document = replace(_document(record, name, archive, before, level), department=department)
    if before:
        place = f"{archive}/{record.superseded}" if record.superseded else None
        versions.move(connection, document.id, before.sequence, place)
        for path in record.removed:
            versions.leave(connection, document.id, f"{archive}/{path}")
        documents.update(connection, document)
        kept_changes.resolve(connection, document.id, record.at)
    else:
        documents.insert(connection, document)
    versions.insert(connection, _version(entry, document, name))
    key = convention.identity(name) if name else record.name
    documents.claim_key(connection, archive, key, document.id)


def _enter_change(connection: Connection, change: KeptChange) -> None:
    """Enter a change of a visible file; one that brings the version's bytes back closes them."""
    version = versions.one(connection, change.document, change.number)
    if version and version.sha256 == change.sha256:
        kept_changes.resolve(connection, change.document, change.at, path=change.path)
        change = replace(change, resolved_at=change.at)
    kept_changes.add(connection, change)


def announce(connection: Connection, records: Sequence[Record], *, archive: str) -> None:
    """Write commits that are new to the audit trail and to the queue of the search index.

    Last in a transaction: from here on nobody else can write to the trail.
    """
    for record in records:
        if record.action is not Action.KEEP:
            action = record.action.value
            index_queue.add(connection, record.document, record.version, action, record.at)
    audit_trail.append(connection, *(_event(record, archive) for record in records))


def _event(record: Record, archive: str) -> Event:
    return Event(
        at=record.at,
        actor=record.actor,
        action=record.action.value,
        document=record.document,
        version=record.version,
        detail={
            "path": f"{archive}/{record.path}",
            "sha256": record.sha256,
            "commit": record.commit,
            "note": record.note,
        },
    )


def _document(
    record: Record, name: DocumentName | None, archive: str, before: Document | None, level: str
) -> Document:
    current = Document(
        id=record.document,
        archive=archive,
        scheme=name.scheme if name else "",
        department=None,
        type=name.type if name else None,
        category=name.category if name else None,
        date=name.date if name else date(record.at.year, record.at.month, record.at.day),
        title=name.title if name else record.name,
        extension=name.extension if name else record.name.rpartition(".")[2],
        name=record.name,
        folder=f"{archive}/{record.path}".rpartition("/")[0],
        current=record.version,
        sequence=1,
        created_by=record.actor,
        created_at=record.at,
        modified_by=record.actor,
        modified_at=record.at,
        level=level,
    )
    if before is None:
        return current
    return replace(
        current,
        sequence=before.sequence + 1,
        created_by=before.created_by,
        created_at=before.created_at,
        level=before.level,
    )


def _version(entry: Entry, document: Document, name: DocumentName | None) -> Version:
    record, content = entry.record, entry.content
    return Version(
        document=document.id,
        number=record.version,
        sequence=document.sequence,
        major=name.version.major if name else 0,
        minor=name.version.minor if name else None,
        name=record.name,
        path=f"{document.archive}/{record.path}",
        sha256=record.sha256,
        size=content.size,
        blob=content.blob,
        commit=record.commit,
        actor=record.actor,
        at=record.at,
        note=record.note,
        action=record.action.value,
        mtime_ns=content.mtime_ns,
    )


def _kept(entry: Entry, archive: str) -> KeptChange:
    record, content = entry.record, entry.content
    return KeptChange(
        document=record.document,
        number=record.version,
        path=f"{archive}/{record.path}",
        sha256=record.sha256,
        size=content.size,
        blob=content.blob,
        commit=record.commit,
        actor=record.actor,
        at=record.at,
    )
