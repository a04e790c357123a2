"""The audit trail, filtered and page by page, the newest line first."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from docvault.database.columns import utc_text
from docvault.database.tables import audit_events as _table
from docvault.model.event import Line

_SELECT: Select[Any] = select(
    _table.c.seq,
    _table.c.at,
    _table.c.actor,
    _table.c.action,
    _table.c.document_id,
    _table.c.version,
    _table.c.detail,
    _table.c.previous_hash,
    _table.c.hash,
)
_FIRST_ACTION = select(_table.c.action).order_by(_table.c.action).limit(1)


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which lines; what is None does not matter."""

    actor: str | None = None
    action: str | None = None
    document: str | None = None
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    """Not included."""


EVERYTHING = TrailFilter()


def page(
    connection: Connection,
    wanted: TrailFilter = EVERYTHING,
    *,
    before: int | None = None,
    limit: int,
) -> list[Line]:
    """Return the lines wanted, the newest first, of those older than the one numbered `before`."""
    statement = _SELECT.where(*_conditions(wanted)).order_by(_table.c.seq.desc()).limit(limit)
    if before is not None:
        statement = statement.where(_table.c.seq < before)
    return [Line(*row) for row in connection.execute(statement)]


def every(connection: Connection, wanted: TrailFilter = EVERYTHING) -> Iterator[Line]:
    """Yield all lines wanted, the newest first, streaming."""
    statement = _SELECT.where(*_conditions(wanted)).order_by(_table.c.seq.desc())
    for row in connection.execute(statement, execution_options={"yield_per": 1000}):
        yield Line(*row)


def actions(connection: Connection) -> list[str]:
    """Return every action there is in the trail: one step along the index for each."""
    found: list[str] = []
    statement = _FIRST_ACTION
    while (action := connection.execute(statement).scalar()) is not None:
        found.append(action)
        statement = _FIRST_ACTION.where(_table.c.action > action)
    return found


def _conditions(wanted: TrailFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.actor is not None:
        yield _table.c.actor == wanted.actor
    if wanted.action is not None:
        yield _table.c.action == wanted.action
    if wanted.document is not None:
        yield _table.c.document_id == wanted.document
    if wanted.since is not None:
        yield _table.c.at >= utc_text(wanted.since)
    if wanted.until is not None:
        yield _table.c.at < utc_text(wanted.until)
