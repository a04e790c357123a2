"""How often somebody guessed wrong of late, by who or where they were."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, select

from docvault.database.tables import failed_attempts as _table
from docvault.database.upsert import insert_unless_there, upsert

# On SQLite this is a plain SELECT; there BEGIN IMMEDIATE keeps other writers out already.
_OF = (
    select(_table.c.key, _table.c.count, _table.c.last_at)
    .where(_table.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(_table.c.key)
    .with_for_update()
)
_DELETE = _table.delete().where(_table.c.key.in_(bindparam("keys", expanding=True)))
_DELETE_OLD = _table.delete().where(_table.c.last_at <= bindparam("before"))


def of(connection: Connection, keys: Sequence[str]) -> dict[str, tuple[int, datetime.datetime]]:
    """Return how many and the last of each key's failures, kept from change until the end."""
    rows = connection.execute(_OF, {"keys": list(keys)})
    return {key: (count, last_at) for key, count, last_at in rows}


def held(
    connection: Connection, keys: Sequence[str], now: datetime.datetime
) -> dict[str, tuple[int, datetime.datetime]]:
    """Return the same, with 0 for a key that has none: those are kept from change as well."""
    for key in sorted(keys):
        insert_unless_there(connection, _table, {"key": key, "count": 0, "last_at": now})
    return of(connection, keys)


def put(connection: Connection, key: str, count: int, at: datetime.datetime) -> None:
    """Set a key's failures."""
    upsert(connection, _table, {"key": key, "count": count, "last_at": at})


def forget(connection: Connection, keys: Iterable[str]) -> None:
    """Forget the failures of some keys."""
    known = of(connection, list(keys))  # locked in the one order before they are deleted
    connection.execute(_DELETE, {"keys": list(known)})


def forget_old(connection: Connection, before: datetime.datetime) -> None:
    """Forget what has been quiet since `before`."""
    connection.execute(_DELETE_OLD, {"before": before})
