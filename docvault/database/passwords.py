"""The passwords, as slow hashes."""

from __future__ import annotations

import datetime

from sqlalchemy import Connection, bindparam, select

from docvault.database.tables import passwords as _table
from docvault.database.upsert import upsert

_HASH = select(_table.c.hash).where(_table.c.user_name == bindparam("user"))
_WITH = select(_table.c.user_name)


def hash_of(connection: Connection, user: str) -> str | None:
    """Return the hash of a user's password; None without one."""
    found: str | None = connection.execute(_HASH, {"user": user}).scalar()
    return found


def owners(connection: Connection) -> frozenset[str]:
    """Return the names of all who have a password."""
    return frozenset(connection.execute(_WITH).scalars())


def put(connection: Connection, user: str, hashed: str, at: datetime.datetime) -> None:
    """Set a user's password."""
    upsert(connection, _table, {"user_name": user, "hash": hashed, "changed_at": at})
