from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from docvault.database import kept_changes, latest
from docvault.database.engine import Connection, Database
from docvault.database.kinds import EVERYTHING, Kind, is_of
from tests.docvault.database.samples import AT, KEPT, enter, numbered

DEPARTMENTS = ("运营部", "财务部", None)
LEVELS = ("公开", "内部")


def filled(database: Database, count: int = 60) -> None:
    with database.write() as connection:
        for number in range(count):
            made = numbered(
                number,
                department=DEPARTMENTS[number % 3],
                level=LEVELS[number % 5 == 0],
                created_by=f"p{number % 4}",
                modified_by=f"p{number % 7}",
                modified_at=AT + datetime.timedelta(minutes=number // 2),
            )
            enter(connection, replace(made, folder=f"f{number}"))


def ids(found: list[latest.Document]) -> list[int]:
    return [int(document.id, 16) for document in found]


def test_the_last_changed_of_all_kinds_come_first(database: Database) -> None:
    filled(database)
    kinds = [
        Kind("公开"),
        Kind("内部", "运营部", anywhere=False),
        Kind("内部", None, anywhere=False),
    ]
    with database.read() as connection:
        assert ids(latest.of_kinds(connection, [EVERYTHING], limit=3)) == [59, 58, 57]
        assert ids(latest.of_kinds(connection, kinds, limit=100)) == [
            n for n in range(59, -1, -1) if n % 5 or n % 3 != 1
        ]
        assert ids(latest.of_kinds(connection, kinds[1:2] * 2, limit=2)) == [45, 30]
        assert latest.of_kinds(connection, [], limit=5) == []


def test_more_kinds_than_a_statement_takes(database: Database) -> None:
    filled(database)
    kinds = [Kind("内部", f"部门{n}", anywhere=False) for n in range(600)]
    with database.read() as connection:
        assert ids(latest.of_kinds(connection, [*kinds, Kind("公开")], limit=2)) == [59, 58]


def test_ones_own_are_those_made_and_those_changed_last(database: Database) -> None:
    filled(database)
    with database.read() as connection:
        assert ids(latest.of_person(connection, "p1", limit=100)) == [
            n for n in range(59, -1, -1) if n % 4 == 1 or n % 7 == 1
        ]
        assert latest.of_person(connection, "nobody", limit=5) == []


def plan_of(connection: Connection, wanted: object) -> list[str]:
    (conditions,) = [wanted]
    compiled = latest._part(conditions, 5).compile(connection.engine)  # type: ignore[arg-type]
    values = tuple(compiled.params[key] for key in compiled.positiontup or ())
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_each_part_is_walked_along_an_index_never_sorted(database: Database) -> None:
    wanted = [
        (is_of(EVERYTHING),),
        (is_of(Kind("公开")),),
        (is_of(Kind("内部", "运营部", anywhere=False)),),
        (is_of(Kind("内部", None, anywhere=False)),),
        (latest._table.c.created_by == "p1",),
        (latest._table.c.modified_by == "p1",),
    ]
    with database.read() as connection:
        for conditions in wanted:
            plan = " ".join(plan_of(connection, conditions))
            assert "USING INDEX" in plan, plan
            assert "TEMP B-TREE" not in plan, plan


def test_open_changes_are_counted_by_what_decides_who_sees_them(database: Database) -> None:
    filled(database, 6)
    with database.write() as connection:
        for number in (0, 1, 2, 2):
            kept_changes.add(connection, replace(KEPT, document=f"{number:016x}"))
        kept_changes.resolve(connection, f"{1:016x}", AT)
    with database.read() as connection:
        counts = kept_changes.open_counts(connection)
        assert counts == {("运营部", "内部"): 1, (None, "公开"): 2}
        last = kept_changes.last_open(connection, [(None, "公开")], limit=1)
        assert [int(change.document, 16) for change in last] == [2]
        assert len(kept_changes.last_open(connection, list(counts), limit=9)) == 3
