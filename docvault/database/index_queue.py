"""What the search index has yet to take in, in the order in which it happened."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from docvault.database.tables import index_queue as _table

_INSERT = _table.insert()
_PENDING = (
    select(_table.c.id, _table.c.document_id, _table.c.number, _table.c.action, _table.c.at)
    .where(_table.c.id > bindparam("after"))
    .order_by(_table.c.id)
    .limit(bindparam("most"))
)
_DELETE = _table.delete().where(_table.c.id == bindparam("taken"))
_DELETE_UNTIL = _table.delete().where(_table.c.id <= bindparam("until"))
_LAST = select(func.max(_table.c.id))
_COUNT = select(func.count()).select_from(_table)


@dataclass(frozen=True, slots=True)
class Pending:
    """One thing to take in: a version, and what was done with it."""

    id: int
    document: str
    number: str
    action: str
    at: datetime.datetime


def add(
    connection: Connection, document_id: str, number: str, action: str, at: datetime.datetime
) -> None:
    """Queue one version."""
    row = {"document_id": document_id, "number": number, "action": action, "at": at}
    connection.execute(_INSERT, row)


def pending(connection: Connection, most: int = 100, *, after: int = 0) -> list[Pending]:
    """Return the oldest entries, at most `most`, of those behind the entry `after`."""
    values = {"most": most, "after": after}
    return [Pending(*row) for row in connection.execute(_PENDING, values)]


def last(connection: Connection) -> int:
    """Return the number of the newest entry, 0 where none waits."""
    return int(connection.execute(_LAST).scalar_one() or 0)


def done_until(connection: Connection, last: int) -> None:
    """Take all entries up to `last` off the queue."""
    connection.execute(_DELETE_UNTIL, {"until": last})


def done(connection: Connection, ids: Iterable[int]) -> None:
    """Take entries off the queue, once the index has them on disk."""
    rows = [{"taken": id_} for id_ in ids]
    if rows:
        connection.execute(_DELETE, rows)


def length(connection: Connection) -> int:
    """Return how many entries wait."""
    return int(connection.execute(_COUNT).scalar_one())
