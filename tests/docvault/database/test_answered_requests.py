"""What is kept of requests that may come twice, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from docvault.database import answered_requests
from docvault.database.answered_requests import Answered
from docvault.database.engine import Database

AT = datetime(2024, 1, 2, tzinfo=UTC)


def claim(database: Database, user: str = "lin", key: str = "k", at: datetime = AT) -> bool:
    with database.write() as connection:
        return answered_requests.claim(connection, user, key, "hash", at)


def found(database: Database) -> Answered | None:
    with database.read() as connection:
        return answered_requests.find(connection, "lin", "k")


def test_a_key_is_claimed_once_by_each_user(database: Database) -> None:
    assert claim(database)
    assert not claim(database)
    assert claim(database, user="head")
    assert found(database) == Answered("hash", None)


def test_of_many_at_once_one_has_the_key(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(lambda _: claim(database), range(8))) == [False] * 7 + [True]


def test_an_answer_is_kept_and_stays(database: Database) -> None:
    claim(database)
    with database.write() as connection:
        answered_requests.answer(connection, "lin", "k", '{"a": 1}')
        answered_requests.answer(connection, "lin", "k", "another")
        answered_requests.release(connection, "lin", "k")
    assert found(database) == Answered("hash", '{"a": 1}')


def test_what_came_to_nothing_is_free_again(database: Database) -> None:
    claim(database)
    with database.write() as connection:
        answered_requests.release(connection, "lin", "k")
    assert claim(database)


def test_what_is_old_is_forgotten_and_what_has_no_answer_sooner(database: Database) -> None:
    claim(database, key="k")
    claim(database, key="dead")
    with database.write() as connection:
        answered_requests.answer(connection, "lin", "k", "{}")
        later = AT + timedelta(minutes=1)
        answered_requests.forget(connection, before=AT, unanswered=later)
    assert claim(database, key="dead")
    assert not claim(database, key="k")
    with database.write() as connection:
        answered_requests.forget(connection, before=later, unanswered=later)
    assert claim(database, key="k")
