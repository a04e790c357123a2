"""The runs of the audit: one line for each, with its numbers.

A run that has begun and not finished counts for nothing; it is taken away when the next begins.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, select

from docvault.database.tables import audit_findings, audit_runs
from docvault.model.audit_run import AuditCounts, AuditRun, PlaceCount, RuleCount
from naming_rules.finding import Severity

_KEPT = exists().where(audit_findings.c.run == audit_runs.c.id)
_SELECT: Select[Any] = select(
    audit_runs.c.id,
    audit_runs.c.at,
    audit_runs.c.actor,
    audit_runs.c.finished_at,
    audit_runs.c.checked,
    audit_runs.c.counts,
    _KEPT,
).where(audit_runs.c.finished_at.is_not(None))
_NEWEST = _SELECT.order_by(audit_runs.c.id.desc()).limit(bindparam("most"))
_ONE = _SELECT.where(audit_runs.c.id == bindparam("run"))
_INSERT = audit_runs.insert()
_FINISH = (
    audit_runs.update()
    .where(audit_runs.c.id == bindparam("run"))
    .values(finished_at=bindparam("end"), checked=bindparam("number"), counts=bindparam("numbers"))
)
_UNFINISHED = select(audit_runs.c.id).where(audit_runs.c.finished_at.is_(None))
_DROP = audit_runs.delete().where(audit_runs.c.id == bindparam("run"))
_FORGET = audit_findings.delete().where(audit_findings.c.run == bindparam("of"))


def begin(connection: Connection, at: datetime.datetime, actor: str) -> int:
    """Enter a run; return its id."""
    row = {"at": at, "actor": actor, "finished_at": None, "checked": 0, "counts": "{}"}
    key = connection.execute(_INSERT, row).inserted_primary_key
    assert key is not None  # noqa: S101 - every table here has one
    return int(key[0])


def finish(
    connection: Connection, run: int, at: datetime.datetime, checked: int, counts: AuditCounts
) -> None:
    """Enter what a run came to: from now on it counts."""
    numbers = json.dumps(_mapping(counts), ensure_ascii=False, separators=(",", ":"))
    values = {"run": run, "end": at, "number": checked, "numbers": numbers}
    connection.execute(_FINISH, values)


def drop_unfinished(connection: Connection) -> None:
    """Take away runs that never came to their end, with what they had found."""
    for (run,) in connection.execute(_UNFINISHED).all():
        connection.execute(_FORGET, {"of": run})
        connection.execute(_DROP, {"run": run})


def forget_findings(connection: Connection, *, keep: int) -> None:
    """Take away the findings of all finished runs but the `keep` newest; their numbers stay."""
    newest_ids = (
        select(audit_runs.c.id)
        .where(audit_runs.c.finished_at.is_not(None))
        .order_by(audit_runs.c.id.desc())
        .limit(keep)
    )
    kept = [int(row[0]) for row in connection.execute(newest_ids)]
    if kept:
        connection.execute(audit_findings.delete().where(audit_findings.c.run < min(kept)))


def newest(connection: Connection, most: int = 1) -> list[AuditRun]:
    """Return the last finished runs, the newest first."""
    return [_run(row) for row in connection.execute(_NEWEST, {"most": most})]


def one(connection: Connection, run: int) -> AuditRun | None:
    """Return a finished run, None when there is none such."""
    row = connection.execute(_ONE, {"run": run}).first()
    return _run(row) if row else None


def _run(row: Sequence[Any]) -> AuditRun:
    run, at, actor, finished_at, checked, counts, kept = row
    return AuditRun(
        run, at, actor, finished_at, checked, _counts(json.loads(counts)), kept=bool(kept)
    )


def _mapping(counts: AuditCounts) -> dict[str, Any]:
    return {
        "places": [
            [one.department, one.month, one.files, one.misnamed, one.wrong] for one in counts.places
        ],
        "rules": [
            [one.department, one.rule, one.severity.value, one.findings, one.fresh]
            for one in counts.rules
        ],
        "gone": None if counts.gone is None else dict(counts.gone),
    }


def _counts(table: dict[str, Any]) -> AuditCounts:
    return AuditCounts(
        tuple(PlaceCount(*row) for row in table["places"]),
        tuple(
            RuleCount(department, rule, Severity(severity), *numbers)
            for department, rule, severity, *numbers in table["rules"]
        ),
        table["gone"],
    )
