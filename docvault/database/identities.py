"""Who somebody is at an identity provider: issuer and subject, which never change."""

from __future__ import annotations

import datetime

from sqlalchemy import Connection, bindparam, select

from docvault.database import users
from docvault.database.tables import identities as _table
from docvault.database.tables import users as _users
from docvault.model.user import User

_FIND = (
    select(*users.COLUMNS)
    .join(_table, _users.c.name == _table.c.user_name)
    .where(_table.c.issuer == bindparam("issuer"), _table.c.subject == bindparam("subject"))
)
_ISSUERS = select(_table.c.issuer).where(_table.c.user_name == bindparam("user"))
_INSERT = _table.insert()


def user_of(connection: Connection, issuer: str, subject: str) -> User | None:
    """Return the user who is this subject there; None when nobody is."""
    row = connection.execute(_FIND, {"issuer": issuer, "subject": subject}).first()
    return users.user_of(row) if row else None


def has_other(connection: Connection, issuer: str, user: str) -> bool:
    """Tell whether a user is already somebody at this provider."""
    return issuer in connection.execute(_ISSUERS, {"user": user}).scalars().all()


def insert(
    connection: Connection, issuer: str, subject: str, user: str, at: datetime.datetime
) -> None:
    """Enter who a user is at a provider."""
    row = {"issuer": issuer, "subject": subject, "user_name": user, "created_at": at}
    connection.execute(_INSERT, row)
