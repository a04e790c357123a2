"""The latest moment the vault has known: a clock that is set back revives nothing."""

from __future__ import annotations

import datetime

from sqlalchemy import Connection, bindparam, select

from docvault.database.tables import high_water as _table
from docvault.database.upsert import insert_unless_there

_ROW = 1
_RAISE = (
    _table.update()
    .where(_table.c.id == _ROW, _table.c.at < bindparam("now"))
    .values(at=bindparam("now"))
)
_MARK = select(_table.c.at).where(_table.c.id == _ROW)


def mark(connection: Connection) -> datetime.datetime | None:
    """Return the latest moment known."""
    return connection.execute(_MARK).scalar()


def advance(connection: Connection, now: datetime.datetime) -> datetime.datetime:
    """Note the moment it is; return the latest known, which may lie after it."""
    connection.execute(_RAISE, {"now": now})
    insert_unless_there(connection, _table, {"id": _ROW, "at": now})
    latest: datetime.datetime = connection.execute(_MARK).scalar_one()
    return latest
