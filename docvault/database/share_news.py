"""Whether those who made share links were told that they were opened, and who makes any."""

from __future__ import annotations

import datetime

from sqlalchemy import Connection, bindparam, func, select

from docvault.database.tables import shares as _table
from docvault.model.share import State

_TOLD = (
    _table.update()
    .where(
        _table.c.created_by == bindparam("maker"),
        _table.c.first_opened_at.is_not(None),
        _table.c.told_at.is_(None),
    )
    .values(told_at=bindparam("now"))
)
_ONE = _TOLD.where(_table.c.id == bindparam("share"))
_LIVE = (
    select(func.count())
    .select_from(_table)
    .where(_table.c.created_by == bindparam("maker"), _table.c.state == State.ACTIVE.value)
)
_MAKERS = select(_table.c.created_by).distinct().order_by(_table.c.created_by)


def note_told(
    connection: Connection, maker: str, now: datetime.datetime, share: str | None = None
) -> None:
    """Note that somebody knows now that their links were opened: all of them, or one."""
    values = {"maker": maker, "now": now}
    if share is None:
        connection.execute(_TOLD, values)
    else:
        connection.execute(_ONE, values | {"share": share})


def makers(connection: Connection) -> list[str]:
    """Return who has ever made a link."""
    return list(connection.execute(_MAKERS).scalars())


def count_live(connection: Connection, maker: str) -> int:
    """Return how many of somebody's links live."""
    count: int = connection.execute(_LIVE, {"maker": maker}).scalar_one()
    return count
