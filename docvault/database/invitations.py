"""The one-time links, as hashes."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from docvault.database.tables import invitations as _table
from docvault.model.invitation import Invitation, Purpose

_SELECT: Select[Any] = select(
    _table.c.hash,
    _table.c.purpose,
    _table.c.user_name,
    _table.c.created_at,
    _table.c.expires_at,
    _table.c.used_at,
)
_BY_HASH = _SELECT.where(_table.c.hash == bindparam("hash"))
_OPEN = _SELECT.where(_table.c.used_at.is_(None), _table.c.expires_at > bindparam("now"))
_INSERT = _table.insert()
_USE = (
    _table.update()
    .where(_table.c.hash == bindparam("which"), _table.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)
_DELETE_OF = _table.delete().where(
    _table.c.user_name == bindparam("who"), _table.c.used_at.is_(None)
)
_DELETE_FOR = _table.delete().where(
    _table.c.purpose == bindparam("what"), _table.c.used_at.is_(None)
)


def insert(connection: Connection, invitation: Invitation) -> None:
    """Enter a new link."""
    row = {
        "hash": invitation.hash,
        "purpose": invitation.purpose.value,
        "user_name": invitation.user,
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
        "used_at": invitation.used_at,
    }
    connection.execute(_INSERT, row)


def by_hash(connection: Connection, hashed: str) -> Invitation | None:
    """Return the link with this hash, used or not."""
    row = connection.execute(_BY_HASH, {"hash": hashed}).first()
    return _invitation(row) if row else None


def still_open(connection: Connection, now: datetime.datetime) -> list[Invitation]:
    """Return the links that can still be used."""
    return [_invitation(row) for row in connection.execute(_OPEN, {"now": now})]


def use(connection: Connection, hashed: str, at: datetime.datetime) -> bool:
    """Use a link up; False when it was used already, also a moment ago by somebody else."""
    return connection.execute(_USE, {"which": hashed, "now": at}).rowcount > 0


def withdraw(connection: Connection, user: str) -> None:
    """Forget a user's unused links."""
    connection.execute(_DELETE_OF, {"who": user})


def withdraw_for(connection: Connection, purpose: Purpose) -> None:
    """Forget the unused links for a purpose."""
    connection.execute(_DELETE_FOR, {"what": purpose.value})


def _invitation(row: Any) -> Invitation:
    hashed, purpose, *rest = row
    return Invitation(hashed, Purpose(purpose), *rest)
