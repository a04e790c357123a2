"""The rights that people were given in departments that are not theirs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from docvault.database.tables import grants as _table
from docvault.model.grant import Grant

_SELECT: Select[Any] = select(
    _table.c.user_name,
    _table.c.department,
    _table.c.right,
    _table.c.granted_by,
    _table.c.granted_at,
)
_ORDER = (_table.c.user_name, _table.c.department, _table.c.right)
_ALL = _SELECT.order_by(*_ORDER)
_OF = _SELECT.where(_table.c.user_name == bindparam("user")).order_by(*_ORDER)
_SAME = (
    _table.c.user_name == bindparam("user"),
    _table.c.department == bindparam("place"),
    _table.c.right == bindparam("what"),
)
_ONE = _SELECT.where(*_SAME)
_INSERT = _table.insert()
_DELETE = _table.delete().where(*_SAME)


def every(connection: Connection) -> list[Grant]:
    """Return all grants, by user and department."""
    return [Grant(*row) for row in connection.execute(_ALL)]


def of(connection: Connection, user: str) -> tuple[Grant, ...]:
    """Return a user's grants, by department."""
    return tuple(Grant(*row) for row in connection.execute(_OF, {"user": user}))


def insert(connection: Connection, grant: Grant) -> bool:
    """Enter a grant; tell whether it was new. The first to give it stays on record."""
    if connection.execute(_ONE, _key(grant.user, grant.department, grant.right)).first():
        return False
    row = {
        "user_name": grant.user,
        "department": grant.department,
        "right": grant.right,
        "granted_by": grant.granted_by,
        "granted_at": grant.granted_at,
    }
    connection.execute(_INSERT, row)
    return True


def delete(connection: Connection, user: str, department: str, right: str) -> bool:
    """Take a grant back; tell whether it was there."""
    return connection.execute(_DELETE, _key(user, department, right)).rowcount > 0


def _key(user: str, department: str, right: str) -> dict[str, str]:
    return {"user": user, "place": department, "what": right}
