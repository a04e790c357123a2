"""The audit trail 审计: append-only, each line holding the hash of the one before it.

A line's hash is the SHA-256 of a canonical JSON of all its fields and of the hash before it, so
no line can be changed, taken out, put in or moved without the next one telling. The row in
`audit_head` says how long the trail is and how it ends, so that its tail cannot be cut off.
Triggers refuse UPDATE and DELETE on both databases (`migrations/append_only.py`).

Who can write to the database directly and recomputes everything, head included, leaves a trail
that is whole; against that only a copy of the head elsewhere helps: `head` gives it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from docvault.database.columns import utc_text
from docvault.database.tables import audit_events, audit_head
from docvault.errors import StoreCorrupt
from docvault.model.event import Event, Line

GENESIS = "0" * 64
"""What the first line holds as the hash before it."""

_SELECT: Select[Any] = select(
    audit_events.c.seq,
    audit_events.c.at,
    audit_events.c.actor,
    audit_events.c.action,
    audit_events.c.document_id,
    audit_events.c.version,
    audit_events.c.detail,
    audit_events.c.previous_hash,
    audit_events.c.hash,
)
_ALL = _SELECT.order_by(audit_events.c.seq)
_NEWEST = _SELECT.order_by(audit_events.c.seq.desc()).limit(bindparam("most"))
_OF_DOCUMENT = _SELECT.where(audit_events.c.document_id == bindparam("document")).order_by(
    audit_events.c.seq
)
_HEAD = select(audit_head.c.seq, audit_head.c.hash)
# On SQLite this is a plain SELECT; there BEGIN IMMEDIATE keeps other writers out already.
_HEAD_FOR_UPDATE = _HEAD.with_for_update()
_INSERT = audit_events.insert()
_SET_HEAD = audit_head.update()


def append(connection: Connection, *events: Event) -> None:
    """Write events down, in the caller's transaction: both happen, or neither.

    From here to the end of the transaction nobody else can append, so do it last. Raises
    TypeError or ValueError for a detail that is no JSON, StoreCorrupt when the head is gone.
    """
    if not events:
        return
    end = connection.execute(_HEAD_FOR_UPDATE).first()
    if end is None:
        raise StoreCorrupt(what="audit_head", detail="no row")
    seq, before = end
    rows = []
    for event in events:
        seq += 1
        row = _row(seq, before, event)
        before = row["hash"]
        rows.append(row)
    connection.execute(_INSERT, rows)
    connection.execute(_SET_HEAD, {"seq": seq, "hash": before})


def head(connection: Connection) -> tuple[int, str] | None:
    """Return the number and the hash of the last line; None when that record is gone.

    Kept somewhere else, it proves later that the trail up to it has not been rewritten.
    """
    end = connection.execute(_HEAD).first()
    return (end[0], end[1]) if end else None


def lines(connection: Connection) -> Iterator[Line]:
    """Yield the whole trail, streaming."""
    for row in connection.execute(_ALL, execution_options={"yield_per": 1000}):
        yield Line(*row)


def newest(connection: Connection, most: int = 100) -> Sequence[Line]:
    """Return the last lines, the newest first, at most `most`."""
    return [Line(*row) for row in connection.execute(_NEWEST, {"most": most})]


def of_document(connection: Connection, document_id: str) -> Sequence[Line]:
    """Return every line about a document, in their order."""
    return [Line(*row) for row in connection.execute(_OF_DOCUMENT, {"document": document_id})]


def hash_of(line: Line, seq: int | None = None) -> str:
    """Return what a line's hash must be, or what it would be if its number were `seq`."""
    return _hash(
        line.seq if seq is None else seq,
        line.at,
        line.actor,
        line.action,
        line.document,
        line.version,
        line.detail,
        line.previous_hash,
    )


def _row(seq: int, before: str, event: Event) -> dict[str, Any]:
    detail = _json(event.detail)
    at = utc_text(event.at)
    values = (event.actor, event.action, event.document, event.version, detail, before)
    return {
        "seq": seq,
        "at": at,
        "actor": event.actor,
        "action": event.action,
        "document_id": event.document,
        "version": event.version,
        "detail": detail,
        "previous_hash": before,
        "hash": _hash(seq, at, *values),
    }


def _hash(*fields: int | str | None) -> str:
    # ASCII and without spaces: one spelling for one list of values, also in other languages.
    # (`default`: somebody's SQL may have put bytes into a text column of SQLite.)
    canonical = json.dumps(fields, ensure_ascii=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _json(detail: object) -> str:
    text = json.dumps(
        detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    # A lone surrogate (a file name in no encoding) cannot be stored; its JSON escape can.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
