"""Who has looked at which version: one row for each, however often they looked."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from docvault.database.tables import looks as _table
from docvault.model.look import Look

_VERSIONS_OF_ONE = 5
"""Looks that are looked through for each document wanted."""
_KEYS = ("document_id", "number", "user_name")
_SELECT: Select[Any] = select(
    _table.c.number, _table.c.user_name, _table.c.first_at, _table.c.last_at, _table.c.count
)
_OF = (
    _SELECT.where(_table.c.document_id == bindparam("document"))
    .order_by(_table.c.last_at.desc(), _table.c.user_name, _table.c.number)
    .limit(bindparam("most"))
)
_BY = (
    select(_table.c.document_id)
    .where(_table.c.user_name == bindparam("user"))
    .order_by(_table.c.last_at.desc(), _table.c.document_id, _table.c.number)
    .limit(bindparam("most"))
)
_LAST = select(_table.c.last_at).where(
    _table.c.document_id == bindparam("document"),
    _table.c.number == bindparam("number"),
    _table.c.user_name == bindparam("user"),
)


def last(connection: Connection, document: str, number: str, user: str) -> datetime.datetime | None:
    """Return when somebody last looked at a version, None when never."""
    values = {"document": document, "number": number, "user": user}
    found: datetime.datetime | None = connection.execute(_LAST, values).scalar()
    return found


def record(
    connection: Connection, document: str, number: str, user: str, at: datetime.datetime
) -> None:
    """Enter a look: the first, or one more. Of two at once none fails."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = {"document_id": document, "number": number, "user_name": user}
    statement = dialect.insert(_table).values(**row, first_at=at, last_at=at, count=1)
    again = {"last_at": statement.excluded.last_at, "count": _table.c.count + 1}
    connection.execute(statement.on_conflict_do_update(index_elements=_KEYS, set_=again))


def of(connection: Connection, document: str, most: int = 200) -> list[Look]:
    """Return who has looked at the versions of a document, the latest look first."""
    rows = connection.execute(_OF, {"document": document, "most": most})
    return [Look(*row) for row in rows]


def latest(connection: Connection, user: str, most: int) -> list[str]:
    """Return the documents that somebody looked at last, the last first, at most `most`.

    Of who has gone through many versions of one document they may be fewer.
    """
    rows = connection.execute(_BY, {"user": user, "most": most * _VERSIONS_OF_ONE}).scalars()
    return list(dict.fromkeys(rows))[:most]
