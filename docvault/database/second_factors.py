"""The second factors. Their secrets are sealed with a key that lies outside the database."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from docvault.database.tables import second_factors as _table
from docvault.database.upsert import upsert

_OF: Select[Any] = (
    select(
        _table.c.user_name,
        _table.c.secret,
        _table.c.confirmed_at,
        _table.c.last_step,
        _table.c.recovery_hashes,
    )
    .where(_table.c.user_name == bindparam("user"))
    .with_for_update()
)
_WITH = select(_table.c.user_name).where(_table.c.confirmed_at.is_not(None))
_DELETE = _table.delete().where(_table.c.user_name == bindparam("user"))


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A user's second factor as it is kept."""

    user: str
    sealed: str
    confirmed_at: datetime.datetime | None
    """None until the first right code; until then it is not asked for."""
    last_step: int
    """The last time step whose code was used: none opens twice."""
    recovery_hashes: Sequence[str]


def of(connection: Connection, user: str) -> SecondFactor | None:
    """Return a user's second factor, in a `write` kept from change until its end."""
    row = connection.execute(_OF, {"user": user}).first()
    if row is None:
        return None
    return SecondFactor(row[0], row[1], row[2], row[3], tuple(json.loads(row[4])))


def owners(connection: Connection) -> frozenset[str]:
    """Return the names of all whose second factor is asked for."""
    return frozenset(connection.execute(_WITH).scalars())


def put(connection: Connection, factor: SecondFactor) -> None:
    """Set a user's second factor."""
    row = {
        "user_name": factor.user,
        "secret": factor.sealed,
        "confirmed_at": factor.confirmed_at,
        "last_step": factor.last_step,
        "recovery_hashes": json.dumps(list(factor.recovery_hashes)),
    }
    upsert(connection, _table, row)


def delete(connection: Connection, user: str) -> bool:
    """Take a user's second factor away; tell whether there was one."""
    return connection.execute(_DELETE, {"user": user}).rowcount > 0
