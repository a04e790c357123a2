"""In which language and light each user wants the pages."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from docvault.database.tables import preferences as _table
from docvault.database.upsert import upsert

_OF = select(_table.c.language, _table.c.theme).where(_table.c.user_name == bindparam("user"))


def of(connection: Connection, user: str) -> tuple[str | None, str | None]:
    """Return a user's language and theme, None for what was not chosen."""
    row = connection.execute(_OF, {"user": user}).first()
    return (row[0], row[1]) if row else (None, None)


def put(connection: Connection, user: str, language: str | None, theme: str | None) -> None:
    """Set a user's language and theme."""
    upsert(connection, _table, {"user_name": user, "language": language, "theme": theme})
