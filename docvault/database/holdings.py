"""The files in the holding area 待更正."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from docvault.database.tables import holdings as _table
from docvault.model.holding import Holding

_SELECT: Select[Any] = select(
    _table.c.path,
    _table.c.original_name,
    _table.c.reason,
    _table.c.suggestion,
    _table.c.held_at,
    _table.c.actor,
    _table.c.id,
)
_ALL = _SELECT.order_by(_table.c.id)
_AT = _SELECT.where(_table.c.path == bindparam("path"))
_INSERT = _table.insert()
_DELETE = _table.delete().where(_table.c.path == bindparam("at"))


def put(connection: Connection, holding: Holding) -> None:
    """Enter a held file; what was known of another one at the same path is forgotten."""
    release(connection, holding.path)
    row = {
        "path": holding.path,
        "original_name": holding.original_name,
        "reason": holding.reason,
        "suggestion": holding.suggestion,
        "held_at": holding.held_at,
        "actor": holding.actor,
    }
    connection.execute(_INSERT, row)


def release(connection: Connection, path: str) -> bool:
    """Forget the held file at `path`; tell whether there was one."""
    return connection.execute(_DELETE, {"at": path}).rowcount > 0


def at(connection: Connection, path: str) -> Holding | None:
    """Return the held file at `path`, None when none is."""
    row = connection.execute(_AT, {"path": path}).first()
    return Holding(*row) if row else None


def every(connection: Connection) -> list[Holding]:
    """Return all held files, the longest held first."""
    return [Holding(*row) for row in connection.execute(_ALL)]
