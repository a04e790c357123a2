"""Mail that is to be sent, was sent, or was given up. Never with a secret in it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from docvault.database.tables import outbox as _table


@dataclass(frozen=True, slots=True)
class Entry:
    """A message that waits."""

    id: int
    recipient: str
    subject: str
    body: str
    tries: int


_DUE: Select[Any] = (
    select(_table.c.id, _table.c.recipient, _table.c.subject, _table.c.body, _table.c.tries)
    .where(_table.c.due_at <= bindparam("now"))
    .order_by(_table.c.due_at, _table.c.id)
)
_INSERT = _table.insert()
_SENT = (
    _table.update()
    .where(_table.c.id == bindparam("which"))
    .values(sent_at=bindparam("now"), due_at=None, error=None)
)
_FAILED = (
    _table.update()
    .where(_table.c.id == bindparam("which"))
    .values(tries=_table.c.tries + 1, due_at=bindparam("again"), error=bindparam("why"))
)


def put(
    connection: Connection, recipient: str, subject: str, body: str, now: datetime.datetime
) -> None:
    """Let a message wait to be sent."""
    row = {
        "recipient": recipient,
        "subject": subject,
        "body": body,
        "created_at": now,
        "due_at": now,
        "tries": 0,
    }
    connection.execute(_INSERT, row)


def due(connection: Connection, now: datetime.datetime, *, limit: int) -> list[Entry]:
    """Return the messages whose turn has come, those that wait longest first."""
    return [Entry(*row) for row in connection.execute(_DUE.limit(limit), {"now": now})]


def note_sent(connection: Connection, entry: int, now: datetime.datetime) -> None:
    """Note that a message went."""
    connection.execute(_SENT, {"which": entry, "now": now})


def note_failed(
    connection: Connection, entry: int, why: str, again: datetime.datetime | None
) -> None:
    """Note why a message did not go, and when to try again; None: never."""
    connection.execute(_FAILED, {"which": entry, "why": why[:1000], "again": again})
