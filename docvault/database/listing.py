"""Pages of documents: filtered, in a stated order, each as cheap as the first.

A page begins after the last document of the page before it, which the cursor names; nothing is
counted or skipped. So page 1,000 costs what page 1 costs, and a document checked in meanwhile
neither repeats nor hides another.
"""

from __future__ import annotations

import base64
import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    literal,
    select,
    tuple_,
)

from docvault.database import tables
from docvault.database.columns import utc_moment
from docvault.database.documents import COLUMNS, document_of
from docvault.database.folders import in_folder
from docvault.database.kinds import EVERYTHING as ANY_KIND
from docvault.database.kinds import Kinds, is_any_of
from docvault.errors import BadArgument
from docvault.model.document import Document
from naming_rules.language import Text

_table = tables.documents
MOST = 1000
"""The largest page."""


class Order(StrEnum):
    """The order of a list. Each walks along an index; the id makes it total."""

    PLACE = "place"
    """By folder and name, as on disk."""
    MODIFIED = "modified"
    """Last changed first."""
    DATE = "date"
    """Latest date in the name first."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents; what is None does not matter."""

    archive: str | None = None
    folder: str | None = None
    """In this folder or anywhere below it."""
    place: str | None = None
    """In exactly this folder."""
    department: str | None = None
    type: str | None = None
    category: str | None = None
    level: str | None = None
    extension: str | None = None
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    """Both days included."""
    kinds: Kinds = (ANY_KIND,)


@dataclass(frozen=True, slots=True)
class Page:
    """One page, and the cursor of the next one: None on the last."""

    documents: tuple[Document, ...]
    next: str | None


EVERYTHING = Filter()
# The last one is the id, so that no two documents are equal in an order.
_FIELDS: dict[Order, tuple[str, ...]] = {
    Order.PLACE: ("folder", "name", "id"),
    Order.MODIFIED: ("modified_at", "id"),
    Order.DATE: ("date", "id"),
}
_EQUAL = ("archive", "department", "type", "category", "level", "extension")


def page(
    connection: Connection,
    wanted: Filter = EVERYTHING,
    *,
    order: Order = Order.PLACE,
    limit: int = 100,
    cursor: str | None = None,
) -> Page:
    """Return the documents wanted, at most `limit` (1 to 1,000), after those `cursor` stands for.

    Raises BadArgument for a limit out of bounds, and for a cursor that is damaged or belongs to
    another order.
    """
    if not 1 <= limit <= MOST:
        raise BadArgument(argument="limit", value=limit, allowed=f"1-{MOST}")
    statement = _statement(wanted, order).limit(limit + 1)
    if cursor is not None:
        statement = statement.where(_after(order, _decoded(cursor, order)))
    found = [document_of(row) for row in connection.execute(statement)]
    more = len(found) > limit
    return Page(tuple(found[:limit]), _encoded(found[limit - 1], order) if more else None)


def every(
    connection: Connection, wanted: Filter = EVERYTHING, *, order: Order = Order.PLACE
) -> Iterator[Document]:
    """Yield all documents wanted, streaming."""
    options = {"yield_per": 1000}
    for row in connection.execute(_statement(wanted, order), execution_options=options):
        yield document_of(row)


def count(connection: Connection, wanted: Filter = EVERYTHING) -> int:
    """Return how many documents are wanted; walks along all of them."""
    statement = select(func.count()).select_from(_table).where(*_conditions(wanted))
    return int(connection.execute(statement).scalar_one())


def _statement(wanted: Filter, order: Order) -> Select[Any]:
    keys = (_table.c[name] for name in _FIELDS[order])
    ordered = keys if order is Order.PLACE else (key.desc() for key in keys)
    return select(*COLUMNS).where(*_conditions(wanted)).order_by(*ordered)


def _conditions(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    for name in _EQUAL:
        if (value := getattr(wanted, name)) is not None:
            yield _table.c[name] == value
    if wanted.place is not None:
        yield _table.c.folder == wanted.place
    yield from is_any_of(wanted.kinds)
    if wanted.folder is not None:
        yield in_folder(_table.c.folder, wanted.folder)
    if wanted.date_from is not None:
        yield _table.c.date >= wanted.date_from
    if wanted.date_to is not None:
        yield _table.c.date <= wanted.date_to


def _after(order: Order, values: list[Any]) -> ColumnElement[bool]:
    keys = [_table.c[name] for name in _FIELDS[order]]
    here = tuple_(*keys)
    last = tuple_(*(literal(v, key.type) for v, key in zip(values, keys, strict=True)))
    return here > last if order is Order.PLACE else here < last


def _encoded(document: Document, order: Order) -> str:
    values = [getattr(document, name) for name in _FIELDS[order]]
    words = [order.value, *(v if isinstance(v, str) else v.isoformat() for v in values)]
    # NUL cannot be in a name, and PostgreSQL could not store it.
    return base64.urlsafe_b64encode("\0".join(words).encode("utf-8")).decode("ascii").rstrip("=")


def _decoded(cursor: str, order: Order) -> list[Any]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        raw = base64.b64decode(padded, altchars=b"-_", validate=True)
        return _values(raw.decode("utf-8").split("\0"), order)
    except ValueError as exc:
        allowed = Text("上一页给出的 cursor", "the cursor that the page before gave")
        raise BadArgument(argument="cursor", value=cursor[:80], allowed=allowed) from exc


def _values(words: list[str], order: Order) -> list[Any]:
    if words[0] != order.value:
        raise ValueError(words[0])
    return [
        _PARSE.get(name, str)(word) for name, word in zip(_FIELDS[order], words[1:], strict=True)
    ]


_PARSE: dict[str, Callable[[str], Any]] = {
    "modified_at": utc_moment,
    "date": datetime.date.fromisoformat,
}
