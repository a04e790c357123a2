from __future__ import annotations

import datetime
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text

from docvault.database import audit_trail
from docvault.database.audit_check import TrailProblem, Trouble, verify
from docvault.database.engine import Database
from docvault.errors import DatabaseFailed, StoreCorrupt, StoreError
from docvault.model.event import Event
from tests.docvault.database.samples import AT


def _event(number: int) -> Event:
    at = AT + datetime.timedelta(minutes=number)
    return Event(at, "王芳", "add", f"{number:016x}", "V1.0", {"note": "第一版", "number": number})


@pytest.fixture
def trail(database: Database) -> Database:
    """A trail of nine lines."""
    with database.write() as connection:
        audit_trail.append(connection, *map(_event, range(1, 10)))
    return database


@contextmanager
def tampering(database: Database) -> Iterator[Connection]:
    """A connection of somebody who has switched the triggers off."""
    with database.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_events DISABLE TRIGGER ALL"))
            connection.execute(text("ALTER TABLE audit_head DISABLE TRIGGER ALL"))
        else:
            triggers = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            )
            for (name,) in triggers.all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection


def found(database: Database) -> list[tuple[str, int, int]]:
    with database.read() as connection:
        return [(p.kind.value, p.first, p.last) for p in verify(connection)]


def renumber(connection: Connection, *moves: tuple[int, int]) -> None:
    """Move lines to other numbers, by way of numbers nobody has."""
    statement = text("UPDATE audit_events SET seq = :new WHERE seq = :old")
    for old, new in moves:
        connection.execute(statement, {"old": old, "new": new + 10_000})
    for _, new in moves:
        connection.execute(statement, {"old": new + 10_000, "new": new})


def rehash(connection: Connection, seq: int) -> None:
    """Give a line the hash that its fields now have."""
    line = next(line for line in audit_trail.lines(connection) if line.seq == seq)
    statement = text("UPDATE audit_events SET hash = :hash WHERE seq = :seq")
    connection.execute(statement, {"seq": seq, "hash": audit_trail.hash_of(line)})


def test_lines_are_numbered_and_linked(trail: Database) -> None:
    with trail.read() as connection:
        lines = list(audit_trail.lines(connection))
        assert [line.seq for line in lines] == list(range(1, 10))
        assert lines[0].previous_hash == audit_trail.GENESIS
        assert [line.previous_hash for line in lines[1:]] == [line.hash for line in lines[:-1]]
        assert audit_trail.head(connection) == (9, lines[-1].hash)
        assert audit_trail.newest(connection, 2) == [lines[8], lines[7]]
        assert audit_trail.of_document(connection, _event(3).document or "") == [lines[2]]
    assert lines[0].at == "2023-10-11T08:31:15.000000Z"
    assert (lines[0].actor, lines[0].action, lines[0].version) == ("王芳", "add", "V1.0")
    assert json.loads(lines[0].detail) == _event(1).detail


def test_a_whole_trail_and_an_empty_one_have_no_problems(trail: Database) -> None:
    assert found(trail) == []


def test_an_empty_trail_has_no_problems(database: Database) -> None:
    with database.write() as connection:
        audit_trail.append(connection)
    assert found(database) == []


def test_the_hash_is_that_of_an_ascii_json_list(trail: Database) -> None:
    """A trail written today must still verify with the program of ten years hence."""
    canonical = (
        r'[1,"2023-10-11T08:31:15.000000Z","\u738b\u82b3","add","0000000000000001","V1.0",'
        r'"{\"note\":\"\u7b2c\u4e00\u7248\",\"number\":1}","' + "0" * 64 + '"]'
    )
    with trail.read() as connection:
        first = next(audit_trail.lines(connection))
    assert first.hash == hashlib.sha256(canonical.encode("ascii")).hexdigest()


def test_an_event_of_a_transaction_that_failed_leaves_no_trace(trail: Database) -> None:
    with pytest.raises(ZeroDivisionError), trail.write() as connection:
        audit_trail.append(connection, _event(10))
        _ = 1 / 0
    with trail.write() as connection:
        audit_trail.append(connection, _event(10))
        assert [line.seq for line in audit_trail.newest(connection, 1)] == [10]
    assert found(trail) == []


def test_a_detail_that_is_no_json_is_refused(trail: Database) -> None:
    for detail in ({"x": {1, 2}}, {"x": float("nan")}):
        with pytest.raises((TypeError, ValueError)), trail.write() as connection:
            audit_trail.append(connection, Event(AT, "a", "add", detail=detail))
    assert found(trail) == []


def test_names_in_no_encoding_can_be_written_down(database: Database) -> None:
    name = b"\xff\xfe.txt".decode("utf-8", "surrogateescape") + "\0"
    with database.write() as connection:
        audit_trail.append(connection, Event(AT, "a", "refuse", detail={"name": name}))
        (line,) = audit_trail.newest(connection)
    assert json.loads(line.detail)["name"] == name
    assert found(database) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET actor = 'x' WHERE seq = 3",
        "DELETE FROM audit_events WHERE seq = 9",
        "DELETE FROM audit_events",
        "UPDATE audit_head SET seq = 3",
        "UPDATE audit_head SET hash = 'x'",
        "DELETE FROM audit_head",
        "INSERT INTO audit_events SELECT 0, at, actor, action, document_id, version, detail,"
        " previous_hash, hash FROM audit_events WHERE seq = 1",
        "INSERT INTO audit_head VALUES (2, 5, 'x')",
    ],
)
def test_plain_sql_cannot_change_the_trail(trail: Database, statement: str) -> None:
    with pytest.raises(DatabaseFailed), trail.write() as connection:
        connection.execute(text(statement))
    assert found(trail) == []


def test_replacing_and_truncating_are_refused_too(trail: Database) -> None:
    statement = {
        "sqlite": "INSERT OR REPLACE INTO audit_events SELECT seq, at, 'x', action, document_id,"
        " version, detail, previous_hash, hash FROM audit_events WHERE seq = 3",
        "postgresql": "TRUNCATE audit_events",
    }
    with pytest.raises(DatabaseFailed), trail.write() as connection:
        connection.execute(text(statement[connection.dialect.name]))
    assert found(trail) == []


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'x'",
        "action = 'x'",
        "document_id = NULL",
        "version = 'V2.0'",
        "detail = '{}'",
        "at = '2020-01-01T00:00:00.000000Z'",
        "at = ''",
        "previous_hash = 'x'",
        "hash = 'x'",
    ],
)
def test_an_edited_line_is_named(trail: Database, change: str) -> None:
    with tampering(trail) as connection:
        connection.execute(text(f"UPDATE audit_events SET {change} WHERE seq = 4"))
    assert found(trail) == [("edited", 4, 4)]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # PostgreSQL takes no such values
@pytest.mark.parametrize("value", ["x'ff00'", "CAST(x'e4b8' AS TEXT)", "0.5"])
def test_a_line_with_damaged_text_is_named(trail: Database, value: str) -> None:
    with tampering(trail) as connection:
        connection.execute(text(f"UPDATE audit_events SET detail = {value} WHERE seq = 4"))
    with trail.read(lenient=True) as connection:
        assert [(p.kind, p.first) for p in verify(connection)] == [(Trouble.EDITED, 4)]


def test_an_edited_line_with_a_fitting_hash_is_named(trail: Database) -> None:
    with tampering(trail) as connection:
        connection.execute(text("UPDATE audit_events SET actor = 'x' WHERE seq = 4"))
        rehash(connection, 4)
    assert found(trail) == [("edited", 4, 4)]


@pytest.mark.parametrize("seq", [1, 9])
def test_the_first_and_the_last_line_are_guarded_as_well(trail: Database, seq: int) -> None:
    with tampering(trail) as connection:
        connection.execute(text(f"UPDATE audit_events SET actor = 'x' WHERE seq = {seq}"))
        rehash(connection, seq)
    assert found(trail) == [("edited", seq, seq)]


def test_a_missing_line_is_named(trail: Database) -> None:
    with tampering(trail) as connection:
        connection.execute(text("DELETE FROM audit_events WHERE seq IN (1, 4, 5)"))
    assert found(trail) == [("missing", 1, 1), ("missing", 4, 5)]


def test_a_missing_line_is_named_though_the_rest_was_counted_anew(trail: Database) -> None:
    with tampering(trail) as connection:
        connection.execute(text("DELETE FROM audit_events WHERE seq = 4"))
        renumber(connection, *((n, n - 1) for n in range(5, 10)))
    assert found(trail) == [("missing", 4, 4)]


def test_a_line_put_in_is_named(trail: Database) -> None:
    with tampering(trail) as connection:
        renumber(connection, *((n, n + 1) for n in range(9, 3, -1)))
        connection.execute(text(
            "INSERT INTO audit_events SELECT 4, at, 'x', action, document_id, version, detail,"
            " hash, hash FROM audit_events WHERE seq = 3"
        ))  # fmt: skip
        rehash(connection, 4)
    assert found(trail) == [("inserted", 4, 4)]


def test_a_line_added_behind_the_end_is_named(trail: Database) -> None:
    with tampering(trail) as connection:
        connection.execute(text(
            "INSERT INTO audit_events SELECT 10, at, 'x', action, document_id, version, detail,"
            " hash, hash FROM audit_events WHERE seq = 9"
        ))  # fmt: skip
        rehash(connection, 10)
    assert found(trail) == [("inserted", 10, 10)]


@pytest.mark.parametrize(
    ("order", "moved"),
    [
        ((1, 2, 3, 5, 4, 6, 7, 8, 9), {5}),
        ((1, 8, 3, 4, 5, 6, 7, 2, 9), {2, 8}),
        ((1, 2, 7, 3, 4, 5, 6, 8, 9), {7}),
        ((1, 2, 4, 5, 6, 7, 3, 8, 9), {3}),
        ((9, 1, 2, 3, 4, 5, 6, 7, 8), {9}),
        ((1, 2, 3, 4, 5, 6, 7, 9, 8), {9}),
        ((2, 3, 4, 5, 6, 7, 8, 9, 1), {1}),
    ],
)
def test_reordered_lines_are_named(
    trail: Database, order: tuple[int, ...], moved: set[int]
) -> None:
    with tampering(trail) as connection:
        renumber(connection, *((old, new) for new, old in enumerate(order, 1) if old != new))
    assert {(kind, first) for kind, first, _ in found(trail)} == {("reordered", n) for n in moved}


def test_a_tail_cut_off_is_named(trail: Database) -> None:
    with tampering(trail) as connection:
        connection.execute(text("DELETE FROM audit_events WHERE seq > 6"))
    assert found(trail) == [("cut-off", 7, 9)]


def test_a_trail_emptied_is_named(trail: Database) -> None:
    with tampering(trail) as connection:
        connection.execute(text("DELETE FROM audit_events"))
    assert found(trail) == [("cut-off", 1, 9)]


def test_a_lost_head_is_named_and_nothing_more_is_appended(trail: Database) -> None:
    with tampering(trail) as connection:
        connection.execute(text("DELETE FROM audit_head"))
    assert found(trail) == [("headless", 9, 9)]
    with pytest.raises(StoreCorrupt), trail.write() as connection:
        audit_trail.append(connection, _event(10))


def test_a_trail_in_which_everything_is_wrong_is_checked_in_time(database: Database) -> None:
    with database.write() as connection:
        audit_trail.append(connection, *map(_event, range(1, 1001)))
    with tampering(database) as connection:
        connection.execute(text("UPDATE audit_events SET actor = 'x', previous_hash = 'x'"))
    assert found(database) == [("edited", n, n) for n in range(1, 1001)]


def test_problems_are_told_in_both_languages() -> None:
    problem = TrailProblem(Trouble.MISSING, 4, 5)
    assert (problem.text.zh, problem.text.en) == ("第 4-5 行不见了", "line 4-5 is missing")
    assert TrailProblem(Trouble.EDITED, 4, 4).text.zh == "第 4 行被改动"


def test_writers_wait_for_each_other_and_the_chain_stays_whole(trail: Database) -> None:
    failures: list[StoreError] = []

    def work() -> None:
        try:
            for number in range(10):
                with trail.write() as connection:
                    audit_trail.append(connection, _event(number))
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert found(trail) == []
    with trail.read() as connection:
        assert audit_trail.head(connection)[0] == 59
