"""The audit trail in pages: filtered, the newest first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from docvault.database import audit_trail, trail_pages
from docvault.database.engine import Database
from docvault.database.trail_pages import TrailFilter
from docvault.model.event import Event

START = datetime(2023, 10, 1, tzinfo=UTC)


@pytest.fixture
def trail(database: Database) -> Database:
    events = [
        Event(START + timedelta(days=day), actor, action, document)
        for day, (actor, action, document) in enumerate(
            [("甲", "check-in", "1"), ("乙", "look", "1"), ("甲", "look", "2"), ("甲", "fix", None)]
        )
    ]
    with database.write() as connection:
        audit_trail.append(connection, *events)
    return database


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        (TrailFilter(), [4, 3, 2, 1]),
        (TrailFilter(actor="甲"), [4, 3, 1]),
        (TrailFilter(action="look"), [3, 2]),
        (TrailFilter(document="1", actor="乙"), [2]),
        (TrailFilter(since=START + timedelta(days=1), until=START + timedelta(days=3)), [3, 2]),
    ],
)
def test_only_what_is_asked_for(trail: Database, wanted: TrailFilter, lines: list[int]) -> None:
    with trail.read() as connection:
        assert [line.seq for line in trail_pages.page(connection, wanted, limit=9)] == lines
        assert [line.seq for line in trail_pages.every(connection, wanted)] == lines


def test_the_next_page_begins_where_the_last_ended(trail: Database) -> None:
    with trail.read() as connection:
        first = trail_pages.page(connection, limit=3)
        second = trail_pages.page(connection, before=first[-1].seq, limit=3)
    assert [line.seq for line in second] == [1]


def test_every_action_is_named_once(trail: Database) -> None:
    with trail.read() as connection:
        assert trail_pages.actions(connection) == ["check-in", "fix", "look"]
