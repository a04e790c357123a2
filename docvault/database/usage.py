"""How many documents use each department, type, category, level and scheme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Select, func, select

from docvault.database.tables import documents as _table

Field = Literal["department", "type", "category", "level", "scheme"]
FIELDS: tuple[Field, ...] = ("department", "type", "category", "level", "scheme")

_NAMES: Select[Any] = select(
    _table.c.id, _table.c.name, _table.c.folder, _table.c.current, _table.c.scheme
).order_by(_table.c.folder, _table.c.name, _table.c.id)


@dataclass(frozen=True, slots=True)
class Named:
    """A document as far as its name and place go."""

    id: str
    name: str
    folder: str
    current: str
    scheme: str


def counts(connection: Connection, field: Field) -> dict[str, int]:
    """Return how many documents have each value of a field; those without one are left out."""
    column = _table.c[field]
    statement = select(column, func.count()).where(column.is_not(None)).group_by(column)
    return {str(value): int(number) for value, number in connection.execute(statement)}


def every_name(connection: Connection) -> Iterator[Named]:
    """Yield all documents' names and places, streaming, by folder and name."""
    for row in connection.execute(_NAMES, execution_options={"yield_per": 5000}):
        yield Named(*row)
