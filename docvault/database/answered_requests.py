"""Requests that may come twice, and what was answered, by whose they are and their key."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from docvault.database.tables import answered_requests as _table

_SAME = (_table.c.user_name == bindparam("user"), _table.c.key == bindparam("which"))
_ONE: Select[Any] = select(_table.c.request_hash, _table.c.body).where(*_SAME)
_ANSWER = _table.update().where(*_SAME, _table.c.body.is_(None)).values(body=bindparam("text"))
_RELEASE = _table.delete().where(*_SAME, _table.c.body.is_(None))
_FORGET = _table.delete().where(_table.c.at < bindparam("before"))
_FORGET_HALF = _table.delete().where(_table.c.body.is_(None), _table.c.at < bindparam("before"))


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that came before, and the body of its answer; None while there is none."""

    request_hash: str
    body: str | None


def claim(
    connection: Connection, user: str, key: str, request_hash: str, at: datetime.datetime
) -> bool:
    """Enter a request that is about to be answered; tell whether the key was free."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = {"user_name": user, "key": key, "request_hash": request_hash, "at": at}
    statement = dialect.insert(_table).values(row).on_conflict_do_nothing()
    return connection.execute(statement).rowcount > 0


def find(connection: Connection, user: str, key: str) -> Answered | None:
    """Return the request that this user sent with this key, if any."""
    row = connection.execute(_ONE, {"user": user, "which": key}).first()
    return Answered(*row) if row else None


def answer(connection: Connection, user: str, key: str, body: str) -> None:
    """Keep the answer of a request that was claimed."""
    connection.execute(_ANSWER, {"user": user, "which": key, "text": body})


def release(connection: Connection, user: str, key: str) -> None:
    """Let a key that was claimed be used again: nothing came of its request."""
    connection.execute(_RELEASE, {"user": user, "which": key})


def forget(
    connection: Connection, *, before: datetime.datetime, unanswered: datetime.datetime
) -> None:
    """Delete what is older than `before`, and what has no answer (its process died) sooner."""
    connection.execute(_FORGET, {"before": before})
    connection.execute(_FORGET_HALF, {"before": unanswered})
