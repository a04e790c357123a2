"""The rows of the users; who may enter them is `docvault.users`' matter."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from docvault.database.tables import users as _table
from docvault.model.document import fold
from docvault.model.user import Role, User

COLUMNS = (
    _table.c.name,
    _table.c.display_name,
    _table.c.role,
    _table.c.department,
    _table.c.email,
    _table.c.created_at,
    _table.c.disabled_at,
)
"""What `user_of` makes a user from."""
_SELECT: Select[Any] = select(*COLUMNS)
_BY_NAME = _SELECT.where(_table.c.name == bindparam("name"))
_LIKE = _SELECT.where(_table.c.folded_name == bindparam("folded"))
_ALL = _SELECT.order_by(_table.c.name)
# On SQLite this is a plain SELECT; there BEGIN IMMEDIATE keeps other writers out already.
_ADMINISTRATORS = _ALL.where(
    _table.c.role == Role.ADMINISTRATOR.value, _table.c.disabled_at.is_(None)
).with_for_update()
_INSERT = _table.insert()
_DISABLE = (
    _table.update()
    .where(_table.c.name == bindparam("who"), _table.c.disabled_at.is_(None))
    .values(disabled_at=bindparam("disabled"))
)
_ENABLE = (
    _table.update()
    .where(_table.c.name == bindparam("who"), _table.c.disabled_at.is_not(None))
    .values(disabled_at=None)
)
_CHANGE = (
    _table.update()
    .where(_table.c.name == bindparam("who"))
    .values(
        display_name=bindparam("shown"),
        role=bindparam("new_role"),
        department=bindparam("place"),
        email=bindparam("mail"),
    )
)
_WITH_MAIL = _SELECT.where(func.lower(_table.c.email) == bindparam("mail")).order_by(_table.c.name)


def by_name(connection: Connection, name: str) -> User | None:
    """Return the user of exactly this name, None when there is none."""
    row = connection.execute(_BY_NAME, {"name": name}).first()
    return user_of(row) if row else None


def spelled_like(connection: Connection, name: str) -> User | None:
    """Return the user whose name differs from `name` in nothing but case or width, if any."""
    row = connection.execute(_LIKE, {"folded": fold(name)}).first()
    return user_of(row) if row else None


def every(connection: Connection) -> list[User]:
    """Return all users, the disabled ones too, by name."""
    return [user_of(row) for row in connection.execute(_ALL)]


def administrators(connection: Connection) -> list[User]:
    """Return the administrators who are not disabled, in a `write` kept from change until its end.

    Of two who are to go at the same moment, the second is looked at when the first has gone.
    """
    return [user_of(row) for row in connection.execute(_ADMINISTRATORS)]


def insert(connection: Connection, user: User) -> None:
    """Enter a new user."""
    row = {
        "name": user.name,
        "folded_name": fold(user.name),
        "display_name": user.display_name,
        "role": user.role.value,
        "department": user.department,
        "email": user.email,
        "created_at": user.created_at,
        "disabled_at": user.disabled_at,
    }
    connection.execute(_INSERT, row)


def disable(connection: Connection, name: str, at: datetime.datetime) -> bool:
    """Disable a user; tell whether that changed anything."""
    return connection.execute(_DISABLE, {"who": name, "disabled": at}).rowcount > 0


def enable(connection: Connection, name: str) -> bool:
    """Let a disabled user act again; tell whether that changed anything."""
    return connection.execute(_ENABLE, {"who": name}).rowcount > 0


def change(connection: Connection, user: User) -> None:
    """Enter what a user is called and is now; name and dates stay."""
    row = {
        "who": user.name,
        "shown": user.display_name,
        "new_role": user.role.value,
        "place": user.department,
        "mail": user.email,
    }
    connection.execute(_CHANGE, row)


def with_email(connection: Connection, email: str) -> list[User]:
    """Return the users of an address, whatever its case, by name."""
    found = connection.execute(_WITH_MAIL, {"mail": email.lower()})
    return [user_of(row) for row in found]


def user_of(row: Sequence[Any]) -> User:
    """Return the user in a row of COLUMNS."""
    name, display_name, role, *rest = row
    return User(name, display_name, Role(role), *rest)
