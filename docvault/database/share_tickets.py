"""Who has opened a share link and is still at it, and which pages were seen. Secrets as hashes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from docvault.database.tables import share_pages as _pages
from docvault.database.tables import share_tickets as _table
from docvault.database.tables import shares as _shares
from docvault.database.upsert import insert_unless_there
from docvault.model.share import Mode, State


@dataclass(frozen=True, slots=True)
class Ticket:
    """One opening that still holds."""

    hash: str
    share: str
    generation: int
    mode: Mode
    address: str
    opened_at: datetime.datetime
    expires_at: datetime.datetime


_COLUMNS = (
    _table.c.hash,
    _table.c.share_id,
    _table.c.generation,
    _table.c.mode,
    _table.c.address,
    _table.c.opened_at,
    _table.c.expires_at,
)
_FIND: Select[Any] = (
    select(*_COLUMNS)
    .join(_shares, _shares.c.id == _table.c.share_id)
    .where(
        _table.c.hash == bindparam("hash"),
        _table.c.expires_at > bindparam("now"),
        _shares.c.state == State.ACTIVE.value,
        _shares.c.expires_at > bindparam("now"),
    )
)
_INSERT = _table.insert()
_DELETE_OF = _table.delete().where(_table.c.share_id == bindparam("share"))
_DELETE_OLD = _table.delete().where(_table.c.expires_at <= bindparam("now"))
_GENERATIONS = select(_table.c.generation).where(_table.c.share_id == bindparam("share")).distinct()
_SEEN = select(_pages.c.number, _pages.c.page).where(_pages.c.share_id == bindparam("share"))


def insert(connection: Connection, ticket: Ticket) -> None:
    """Enter a new opening."""
    row = {
        "hash": ticket.hash,
        "share_id": ticket.share,
        "generation": ticket.generation,
        "mode": ticket.mode.value,
        "address": ticket.address,
        "opened_at": ticket.opened_at,
        "expires_at": ticket.expires_at,
    }
    connection.execute(_INSERT, row)


def find(connection: Connection, hashed: str, now: datetime.datetime) -> Ticket | None:
    """Return the opening with this hash if it still holds and its link is not over."""
    row = connection.execute(_FIND, {"hash": hashed, "now": now}).first()
    if row is None:
        return None
    secret, share, generation, mode, *rest = row
    return Ticket(secret, share, generation, Mode(mode), *rest)


def end_all(connection: Connection, share: str) -> None:
    """Let nobody go on with a link."""
    connection.execute(_DELETE_OF, {"share": share})


def forget_old(connection: Connection, now: datetime.datetime) -> None:
    """Forget the openings that no longer hold."""
    connection.execute(_DELETE_OLD, {"now": now})


def generations(connection: Connection, share: str) -> set[int]:
    """Return the sealings of a link that somebody is still at."""
    return set(connection.execute(_GENERATIONS, {"share": share}).scalars())


def note_page(
    connection: Connection, ticket: Ticket, number: int, page: int, now: datetime.datetime
) -> bool:
    """Note that a page of a link's file was seen; False when it was seen before."""
    row = {
        "share_id": ticket.share,
        "generation": ticket.generation,
        "number": number,
        "page": page,
        "at": now,
    }
    return insert_unless_there(connection, _pages, row)


def pages_seen(connection: Connection, share: str) -> list[tuple[int, int]]:
    """Return the pages of a link that were seen, as number of the file and of the page."""
    return [(number, page) for number, page in connection.execute(_SEEN, {"share": share})]
