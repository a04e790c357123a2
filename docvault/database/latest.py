"""The documents that changed last: of some kinds, or of one person. Flat as the register grows.

Each kind is walked along an index of its own and cut at once; only what is left is sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select, union_all

from docvault.database import tables
from docvault.database.documents import COLUMNS, document_of
from docvault.database.kinds import Kind, is_of
from docvault.model.document import Document

_table = tables.documents
_AT_ONCE = 50
"""Kinds in one statement; SQLite takes 500."""


def of_kinds(connection: Connection, kinds: Iterable[Kind], *, limit: int) -> list[Document]:
    """Return the documents of any of the kinds that changed last, the last first."""
    found: list[Document] = []
    for some in _batched(dict.fromkeys(kinds)):
        found += _latest(connection, [(is_of(kind),) for kind in some], limit)
    return _cut(found, limit)


def of_person(connection: Connection, name: str, *, limit: int) -> list[Document]:
    """Return the documents that somebody made, or changed last; the last changed first."""
    own = [(_table.c.created_by == name,), (_table.c.modified_by == name,)]
    return _cut(_latest(connection, own, limit), limit)


def _latest(
    connection: Connection, wanted: Sequence[Sequence[ColumnElement[bool]]], limit: int
) -> list[Document]:
    parts = [_part(conditions, limit) for conditions in wanted]
    statement: Any = union_all(*parts) if len(parts) > 1 else parts[0]
    return [document_of(row) for row in connection.execute(statement)]


def _part(conditions: Sequence[ColumnElement[bool]], limit: int) -> Select[Any]:
    newest = (_table.c.modified_at.desc(), _table.c.id.desc())
    cut = select(*COLUMNS).where(*conditions).order_by(*newest).limit(limit).subquery()
    return select(*cut.c)  # SQLite cuts no part of a union, but what a part is taken from


def _cut(found: Iterable[Document], limit: int) -> list[Document]:
    once = {document.id: document for document in found}
    return sorted(once.values(), key=lambda d: (d.modified_at, d.id), reverse=True)[:limit]


def _batched(kinds: Iterable[Kind]) -> Iterator[Sequence[Kind]]:
    every = list(kinds)
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]
