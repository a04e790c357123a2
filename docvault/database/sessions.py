"""Who is signed in. The secrets are with the browsers; here are their hashes."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, or_, select

from docvault.database import users
from docvault.database.tables import sessions as _table
from docvault.database.tables import users as _users
from docvault.model.session import Session
from docvault.model.user import User

_COLUMNS = (
    _table.c.hash,
    _table.c.user_name,
    _table.c.created_at,
    _table.c.seen_at,
    _table.c.expires_at,
    _table.c.address,
    _table.c.agent,
    _table.c.method,
)
_FIND: Select[Any] = (
    select(*_COLUMNS, *users.COLUMNS)
    .join(_users, _users.c.name == _table.c.user_name)
    .where(_table.c.hash == bindparam("hash"))
)
_OF: Select[Any] = (
    select(*_COLUMNS)
    .where(_table.c.user_name == bindparam("user"))
    .order_by(_table.c.seen_at.desc(), _table.c.hash)
)
_LAST: Select[Any] = select(_table.c.user_name, func.max(_table.c.seen_at)).group_by(
    _table.c.user_name
)
_INSERT = _table.insert()
_SEE = _table.update().where(_table.c.hash == bindparam("which")).values(seen_at=bindparam("now"))
_DELETE = _table.delete().where(_table.c.hash == bindparam("which"))
_DELETE_OTHERS = _table.delete().where(
    _table.c.user_name == bindparam("user"), _table.c.hash != bindparam("kept")
)
_DELETE_OLD = _table.delete().where(
    or_(_table.c.expires_at <= bindparam("now"), _table.c.seen_at <= bindparam("idle"))
)


def insert(connection: Connection, session: Session) -> None:
    """Enter a new session."""
    row = {
        "hash": session.id,
        "user_name": session.user,
        "created_at": session.created_at,
        "seen_at": session.seen_at,
        "expires_at": session.expires_at,
        "address": session.address,
        "agent": session.agent,
        "method": session.method,
    }
    connection.execute(_INSERT, row)


def find(connection: Connection, session_hash: str) -> tuple[User, Session] | None:
    """Return a session with its user, both as they are; None when there is none."""
    row = connection.execute(_FIND, {"hash": session_hash}).first()
    if row is None:
        return None
    width = len(_COLUMNS)
    return users.user_of(row[width:]), Session(*row[:width])


def of(connection: Connection, user: str) -> list[Session]:
    """Return a user's sessions, the one last used first."""
    return [Session(*row) for row in connection.execute(_OF, {"user": user})]


def last_seen(connection: Connection) -> dict[str, datetime.datetime]:
    """Return when each user's sessions were last used, of those that are still kept."""
    return {row[0]: row[1] for row in connection.execute(_LAST)}


def see(connection: Connection, session_hash: str, at: datetime.datetime) -> None:
    """Note that a session was used."""
    connection.execute(_SEE, {"which": session_hash, "now": at})


def delete(connection: Connection, session_hash: str) -> bool:
    """End a session; tell whether it was there."""
    return connection.execute(_DELETE, {"which": session_hash}).rowcount > 0


def delete_of(connection: Connection, user: str, *, kept: str = "") -> int:
    """End a user's sessions but the one `kept`; return how many."""
    return connection.execute(_DELETE_OTHERS, {"user": user, "kept": kept}).rowcount


def delete_old(
    connection: Connection, now: datetime.datetime, idle_since: datetime.datetime
) -> None:
    """Forget every session that is over: expired, or not used since `idle_since`."""
    connection.execute(_DELETE_OLD, {"now": now, "idle": idle_since})
