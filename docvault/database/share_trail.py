"""What the audit trail knows of share links."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, and_, func, or_, select

from docvault.database.columns import utc_moment
from docvault.database.tables import audit_events as _trail
from docvault.model.event import Line

_OPENED = "share-opened"
_COLUMNS = (
    _trail.c.seq,
    _trail.c.at,
    _trail.c.actor,
    _trail.c.action,
    _trail.c.document_id,
    _trail.c.version,
    _trail.c.detail,
    _trail.c.previous_hash,
    _trail.c.hash,
)


def partner(share: str) -> str:
    """Return what the trail calls whoever opens a link."""
    return f"share:{share}"


def about(connection: Connection, share: str, documents: Collection[str], most: int) -> list[Line]:
    """Return the last lines about a link, the newest first: its sharer's and its partner's.

    `documents`: those of the link; what its sharer did is written down with each of them.
    """
    by_sharer = and_(
        _trail.c.document_id.in_(documents),
        _trail.c.action.like("share-%"),
        _trail.c.detail.contains(f'"share":"{share}"', autoescape=True),
    )
    wanted = select(*_COLUMNS).where(or_(_trail.c.actor == partner(share), by_sharer))
    rows = connection.execute(wanted.order_by(_trail.c.seq.desc()).limit(most))
    return [Line(*row) for row in rows]


def by(connection: Connection, actor: str, most: int) -> list[Line]:
    """Return the last lines of what one actor did, the newest first."""
    wanted = select(*_COLUMNS).where(_trail.c.actor == actor).order_by(_trail.c.seq.desc())
    return [Line(*row) for row in connection.execute(wanted.limit(most))]


def last_opened(connection: Connection, shares: Iterable[str]) -> dict[str, datetime.datetime]:
    """Return when each of these links was opened last; those never opened are not there."""
    ids = {partner(share): share for share in shares}
    wanted = (
        select(_trail.c.actor, func.max(_trail.c.at))
        .where(_trail.c.actor.in_(ids), _trail.c.action == _OPENED)
        .group_by(_trail.c.actor)
    )
    return {ids[actor]: utc_moment(at) for actor, at in connection.execute(wanted)}
