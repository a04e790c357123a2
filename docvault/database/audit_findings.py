"""What an audit found, line by line: filtered, page by page, each page as cheap as the first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, func, select

from docvault.database.folders import in_folder
from docvault.database.tables import audit_findings as _table
from naming_rules.finding import Finding, Severity
from naming_rules.language import Text

_BEFORE = _table.alias("before")


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of a run, its number there, and whether the run before did not have it."""

    run: int
    seq: int
    department: str | None
    fresh: bool
    finding: Finding


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings; what is None does not matter."""

    rule: str | None = None
    department: str | None = None
    severity: Severity | None = None
    folder: str | None = None
    """In this folder or anywhere below it, or exactly this file."""
    fresh: bool = False
    """Only what the run before did not have."""


EVERYTHING = Wanted()
_COLUMNS = (
    _table.c.run,
    _table.c.seq,
    _table.c.department,
    _table.c.fresh,
    _table.c.rule,
    _table.c.severity,
    _table.c.path,
    _table.c.finding,
)
_SELECT: Select[Any] = select(*_COLUMNS)
_INSERT = _table.insert()
_IN_OTHER = exists().where(
    _BEFORE.c.run == bindparam("other"),
    _BEFORE.c.path == _table.c.path,
    _BEFORE.c.rule == _table.c.rule,
)
_OF_RUN = _table.c.run == bindparam("of")
_MARK = _table.update().where(_OF_RUN, _IN_OTHER).values(fresh=0)
_ONLY_HERE = and_(_OF_RUN, ~_IN_OTHER)


def add(connection: Connection, run: int, first: int, findings: Iterable[Finding]) -> None:
    """Enter findings of a run, numbered from `first` on; all count as fresh."""
    rows = [_row(run, seq, finding) for seq, finding in enumerate(findings, first)]
    if rows:
        connection.execute(_INSERT, rows)


def mark_known(connection: Connection, run: int, before: int) -> None:
    """Take the mark `fresh` from what an earlier run had too: the same rule at the same path."""
    connection.execute(_MARK, {"of": run, "other": before})


def page(
    connection: Connection, run: int, wanted: Wanted = EVERYTHING, *, after: int = 0, limit: int
) -> list[Found]:
    """Return the findings wanted, in their order, behind the one numbered `after`."""
    statement = (
        _SELECT.where(_table.c.run == run, _table.c.seq > after, *_conditions(wanted))
        .order_by(_table.c.seq)
        .limit(limit)
    )
    return [_found(row) for row in connection.execute(statement)]


def every(connection: Connection, run: int, wanted: Wanted = EVERYTHING) -> Iterator[Found]:
    """Yield all findings wanted, in their order, streaming."""
    statement = _SELECT.where(_table.c.run == run, *_conditions(wanted)).order_by(_table.c.seq)
    for row in connection.execute(statement, execution_options={"yield_per": 1000}):
        yield _found(row)


def count(connection: Connection, run: int, wanted: Wanted = EVERYTHING) -> int:
    """Return how many findings are wanted."""
    statement = select(func.count()).where(_table.c.run == run, *_conditions(wanted))
    return int(connection.execute(statement).scalar_one())


def one(connection: Connection, run: int, seq: int) -> Found | None:
    """Return a finding by its number."""
    row = connection.execute(_SELECT.where(_table.c.run == run, _table.c.seq == seq)).first()
    return _found(row) if row else None


def gone(
    connection: Connection,
    run: int,
    before: int,
    *,
    department: str | None = None,
    after: int = 0,
    limit: int,
) -> list[Found]:
    """Return what `before` had and `run` has not, in the order of `before`."""
    conditions = [_ONLY_HERE, _table.c.seq > after]
    if department is not None:
        conditions.append(_table.c.department == department)
    statement = _SELECT.where(*conditions).order_by(_table.c.seq).limit(limit)
    return [_found(row) for row in connection.execute(statement, {"of": before, "other": run})]


def count_gone(connection: Connection, run: int, before: int) -> dict[str, int]:
    """Return how much `before` had and `run` has not, by first folder; `""` for none."""
    statement = (
        select(_table.c.department, func.count()).where(_ONLY_HERE).group_by(_table.c.department)
    )
    rows = connection.execute(statement, {"of": before, "other": run})
    return {department or "": int(number) for department, number in rows}


def by_rule(connection: Connection, run: int) -> list[tuple[str | None, str, str, int, int]]:
    """Return (first folder, rule, severity, findings, fresh ones) of a run."""
    columns = (_table.c.department, _table.c.rule, _table.c.severity)
    statement = (
        select(*columns, func.count(), func.sum(_table.c.fresh))
        .where(_table.c.run == run)
        .group_by(*columns)
        .order_by(*columns)
    )
    return [(d, r, s, int(n), int(fresh)) for d, r, s, n, fresh in connection.execute(statement)]


def department_of(path: str) -> str | None:
    """Return the first folder of a path, None for what lies in none."""
    first, slash, _ = path.partition("/")
    return first if slash else None


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.rule is not None:
        yield _table.c.rule == wanted.rule
    if wanted.department is not None:
        yield _table.c.department == wanted.department
    if wanted.severity is not None:
        yield _table.c.severity == wanted.severity.value
    if wanted.folder is not None:
        yield in_folder(_table.c.path, wanted.folder)
    if wanted.fresh:
        yield _table.c.fresh == 1


def _row(run: int, seq: int, finding: Finding) -> dict[str, Any]:
    said = {
        "zh": finding.message.zh,
        "en": finding.message.en,
        "suggestion": finding.suggestion,
        "placeholders": finding.placeholders,
        "part": finding.part,
    }
    return {
        "run": run,
        "seq": seq,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "department": _storable(department_of(finding.path)),
        "path": _storable(finding.path),
        "fresh": 1,
        # ASCII: a name in no encoding has lone surrogates, which no database takes.
        "finding": json.dumps(said, separators=(",", ":")),
    }


def _storable(text: str | None) -> str | None:
    """Return a path in which bytes that are no UTF-8 are escaped, as Python shows them."""
    return text and text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")


def _found(row: Sequence[Any]) -> Found:
    run, seq, department, fresh, rule, severity, path, said = row
    told = json.loads(said)
    finding = Finding(
        rule,
        path,
        Text(told["zh"], told["en"]),
        Severity(severity),
        told["suggestion"],
        tuple(told["placeholders"]),
        told["part"],
    )
    return Found(run, seq, department, bool(fresh), finding)
