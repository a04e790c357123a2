"""The searches people keep: each name once for each of them."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from docvault.database.tables import saved_searches as _table
from docvault.model.saved_search import SavedSearch

_MINE = _table.c.user_name == bindparam("who")
_SELECT: Select[Any] = (
    select(_table.c.id, _table.c.label, _table.c.query, _table.c.created_at)
    .where(_MINE)
    .order_by(_table.c.label, _table.c.id)
)
_OTHERS = (
    select(func.count()).select_from(_table).where(_MINE, _table.c.label != bindparam("besides"))
)
_DELETE = _table.delete().where(_MINE, _table.c.id == bindparam("which"))


def put(
    connection: Connection, user_name: str, label: str, query: str, at: datetime.datetime
) -> None:
    """Keep a query under a label; what the user had under it before is replaced."""
    row = {"user_name": user_name, "label": label, "query": query, "created_at": at}
    # In one statement: of two requests at once neither may fail.
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(_table).values(row)
    changed = {"query": query, "created_at": at}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["user_name", "label"], set_=changed)
    )


def remove(connection: Connection, user_name: str, id_: int) -> bool:
    """Forget one of the user's own searches; tell whether there was one."""
    return connection.execute(_DELETE, {"who": user_name, "which": id_}).rowcount > 0


def of(connection: Connection, user_name: str) -> list[SavedSearch]:
    """Return the searches a user keeps, by label."""
    return [SavedSearch(*row) for row in connection.execute(_SELECT, {"who": user_name})]


def others(connection: Connection, user_name: str, label: str) -> int:
    """Return how many searches a user keeps under other labels than this one."""
    values = {"who": user_name, "besides": label}
    return int(connection.execute(_OTHERS, values).scalar_one())
