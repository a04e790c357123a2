"""Changes found on disk without a new version: kept in git, and open until a version follows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from docvault.database.tables import documents as _documents
from docvault.database.tables import kept_changes as _table
from docvault.model.version import KeptChange

_SELECT: Select[Any] = select(
    _table.c.document_id,
    _table.c.number,
    _table.c.path,
    _table.c.sha256,
    _table.c.size,
    _table.c.blob,
    _table.c.commit_id,
    _table.c.actor,
    _table.c.at,
    _table.c.resolved_at,
    _table.c.id,
).order_by(_table.c.id)
_OF = _SELECT.where(_table.c.document_id == bindparam("document"))
_OPEN = _SELECT.where(_table.c.resolved_at.is_(None))
_OPEN_OF = _OF.where(_table.c.resolved_at.is_(None))
_OPEN_COUNTS = (
    select(_documents.c.department, _documents.c.level, func.count())
    .select_from(_table.join(_documents))
    .where(_table.c.resolved_at.is_(None))
    .group_by(_documents.c.department, _documents.c.level)
)
_LAST_OPEN = _OPEN.join_from(_table, _documents).order_by(None).order_by(_table.c.id.desc())
_EVERY = _SELECT.order_by(None).order_by(_table.c.document_id, _table.c.commit_id)
_INSERT = _table.insert()
_RESOLVE = (
    _table.update()
    .where(_table.c.document_id == bindparam("of"), _table.c.resolved_at.is_(None))
    .values(resolved_at=bindparam("resolved"))
)


def add(connection: Connection, change: KeptChange) -> None:
    """Enter a change just kept; its `id` is given here."""
    row = {
        "document_id": change.document,
        "number": change.number,
        "path": change.path,
        "sha256": change.sha256,
        "size": change.size,
        "blob": change.blob,
        "commit_id": change.commit,
        "actor": change.actor,
        "at": change.at,
        "resolved_at": change.resolved_at,
    }
    connection.execute(_INSERT, row)


def resolve(
    connection: Connection, document_id: str, at: datetime.datetime, *, path: str | None = None
) -> None:
    """Close the open changes of a document, or of its file at `path` only.

    A new version has followed, or the file has its version's bytes again.
    """
    statement = _RESOLVE if path is None else _RESOLVE.where(_table.c.path == path)
    connection.execute(statement, {"of": document_id, "resolved": at})


def of(connection: Connection, document_id: str) -> list[KeptChange]:
    """Return all changes ever kept of a document, in their order."""
    return [KeptChange(*row) for row in connection.execute(_OF, {"document": document_id})]


def open_of(connection: Connection, document_id: str) -> list[KeptChange]:
    """Return the open changes of a document, in their order."""
    return [KeptChange(*row) for row in connection.execute(_OPEN_OF, {"document": document_id})]


def every(connection: Connection) -> Iterator[KeptChange]:
    """Yield every change ever kept, in the order of document and commit, streaming."""
    for row in connection.execute(_EVERY, execution_options={"yield_per": 1000}):
        yield KeptChange(*row)


def all_open(connection: Connection) -> list[KeptChange]:
    """Return every open change, in their order."""
    return [KeptChange(*row) for row in connection.execute(_OPEN)]


def open_counts(connection: Connection) -> dict[tuple[str | None, str], int]:
    """Return how many changes are open: (department, level) of the document -> number."""
    rows = connection.execute(_OPEN_COUNTS)
    return {(department, level): int(count) for department, level, count in rows}


def last_open(
    connection: Connection, kinds: Sequence[tuple[str | None, str]], *, limit: int
) -> list[KeptChange]:
    """Return the last open changes of documents of these departments and levels, at most `limit`.

    `kinds` are keys of `open_counts`, one or more.
    """
    # IS, not =: a department may be none.
    of_kinds = or_(
        *(
            and_(
                _documents.c.department.is_not_distinct_from(department),
                _documents.c.level == level,
            )
            for department, level in kinds
        )
    )
    return [KeptChange(*row) for row in connection.execute(_LAST_OPEN.where(of_kinds).limit(limit))]
