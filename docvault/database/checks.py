"""The last check of each kind, as it came out."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from docvault.database.tables import checks as _table
from docvault.model.check import Check

_SELECT: Select[Any] = select(
    _table.c.kind,
    _table.c.at,
    _table.c.actor,
    _table.c.seconds,
    _table.c.checked,
    _table.c.problems,
    _table.c.detail,
)
_ONE = _SELECT.where(_table.c.kind == bindparam("of"))
_INSERT = _table.insert()
_DELETE = _table.delete().where(_table.c.kind == bindparam("of"))


def put(connection: Connection, check: Check) -> None:
    """Enter a check in place of the one of its kind before."""
    connection.execute(_DELETE, {"of": check.kind})
    row = {
        "kind": check.kind,
        "at": check.at,
        "actor": check.actor,
        "seconds": check.seconds,
        "checked": check.checked,
        "problems": check.problems,
        "detail": json.dumps(check.detail),
    }
    connection.execute(_INSERT, row)


def last(connection: Connection, kind: str) -> Check | None:
    """Return the last check of a kind, None when there was none."""
    row = connection.execute(_ONE, {"of": kind}).first()
    if row is None:
        return None
    which, at, actor, seconds, checked, problems, detail = row
    return Check(which, at, actor, seconds, checked, problems, tuple(json.loads(detail)))
