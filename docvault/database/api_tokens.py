"""The tokens of programs, as hashes."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from docvault.database import users
from docvault.database.tables import api_tokens as _table
from docvault.database.tables import users as _users
from docvault.model.token import Token
from docvault.model.user import User

_COLUMNS = (
    _table.c.id,
    _table.c.user_name,
    _table.c.label,
    _table.c.created_at,
    _table.c.expires_at,
    _table.c.seen_at,
    _table.c.revoked_at,
)
_FIND: Select[Any] = (
    select(*_COLUMNS, *users.COLUMNS)
    .join(_users, _users.c.name == _table.c.user_name)
    .where(_table.c.hash == bindparam("hash"))
)
_OF: Select[Any] = (
    select(*_COLUMNS)
    .where(_table.c.user_name == bindparam("user"), _table.c.revoked_at.is_(None))
    .order_by(_table.c.created_at, _table.c.id)
)
_INSERT = _table.insert()
_SEE = _table.update().where(_table.c.id == bindparam("which")).values(seen_at=bindparam("now"))
_REVOKE = (
    _table.update()
    .where(
        _table.c.user_name == bindparam("who"),
        _table.c.id == bindparam("which"),
        _table.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("now"))
)
_REVOKE_ALL = (
    _table.update()
    .where(_table.c.user_name == bindparam("who"), _table.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
)


def insert(connection: Connection, token: Token, hashed: str) -> None:
    """Enter a new token with the hash of its secret."""
    row = {
        "id": token.id,
        "hash": hashed,
        "user_name": token.user,
        "label": token.label,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "seen_at": token.seen_at,
        "revoked_at": token.revoked_at,
    }
    connection.execute(_INSERT, row)


def find(connection: Connection, hashed: str) -> tuple[User, Token] | None:
    """Return a token with its user, both as they are; None when there is none."""
    row = connection.execute(_FIND, {"hash": hashed}).first()
    if row is None:
        return None
    width = len(_COLUMNS)
    return users.user_of(row[width:]), Token(*row[:width])


def of(connection: Connection, user: str) -> list[Token]:
    """Return a user's tokens that were not revoked, the oldest first."""
    return [Token(*row) for row in connection.execute(_OF, {"user": user})]


def see(connection: Connection, token_id: str, at: datetime.datetime) -> None:
    """Note that a token was used."""
    connection.execute(_SEE, {"which": token_id, "now": at})


def revoke(connection: Connection, user: str, token_id: str, at: datetime.datetime) -> bool:
    """Revoke one of a user's tokens; tell whether that changed anything."""
    done = connection.execute(_REVOKE, {"who": user, "which": token_id, "now": at})
    return done.rowcount > 0


def revoke_all(connection: Connection, user: str, at: datetime.datetime) -> int:
    """Revoke all of a user's tokens; return how many."""
    return connection.execute(_REVOKE_ALL, {"who": user, "now": at}).rowcount
