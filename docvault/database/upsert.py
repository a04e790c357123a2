"""A row put in place of what had its key, or not: one statement, so that of two none fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Enter a row; one with the same primary key is replaced."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    keys = [column.name for column in table.primary_key]
    changed = {name: value for name, value in row.items() if name not in keys}
    statement = dialect.insert(table).values(dict(row))
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def insert_unless_there(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Enter a row; tell whether it was: one with the same primary key stays as it is."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    keys = [column.name for column in table.primary_key]
    statement = dialect.insert(table).values(dict(row))
    return connection.execute(statement.on_conflict_do_nothing(index_elements=keys)).rowcount > 0
