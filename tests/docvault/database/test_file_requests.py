"""Requests for files in the database: counted one by one, found again by where their files lie."""

from __future__ import annotations

import datetime

from docvault.database import audit_trail, file_requests, share_trail
from docvault.database.engine import Database
from docvault.model.event import Event
from docvault.model.file_request import FileRequest, RequestedFile
from docvault.model.share import State

NOW = datetime.datetime(2023, 10, 11, 8, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def request(number: int, **more: object) -> FileRequest:
    values = {
        "id": f"{number:012x}",
        "created_by": "wang",
        "created_at": NOW + number * DAY,
        "expires_at": NOW + 30 * DAY,
        "department": "运营部",
        "recipient": "某公司",
        "note": "",
        "max_files": 2,
        "max_bytes": 100,
        "files": 0,
        "bytes": 0,
        "state": State.ACTIVE,
        "ended_at": None,
        "ended_by": None,
    }
    return FileRequest(**(values | more))  # type: ignore[arg-type]


def file(of: FileRequest, number: int) -> RequestedFile:
    path = f"收件箱/待更正/运营部/〔{of.id}-{number}〕a.txt"
    return RequestedFile(of.id, number, "a.txt", 1, "0" * 64, path, "::1", NOW)


def test_lists_hold_ones_own_and_the_departments(database: Database) -> None:
    own = request(1, created_by="li", department="财务部")
    theirs, other = request(2), request(3, department="市场部")
    with database.write() as connection:
        for number, each in enumerate((own, theirs, other)):
            file_requests.insert(connection, each, f"{number}", "0")
        listed = file_requests.page(
            connection, created_by="li", departments=("运营部", "财务部"), limit=9
        )
        assert listed == [theirs, own]
        alone = file_requests.page(connection, created_by="li", departments=(), limit=9)
        assert alone == [own]
        place = theirs.created_at, theirs.id
        older = file_requests.page(
            connection, created_by="li", departments=("运营部",), before=place, limit=9
        )
        assert older == [own]
        assert file_requests.by_ids(connection, [own.id, "none"]) == {own.id: own}
        assert file_requests.by_ids(connection, []) == {}


def test_no_more_is_counted_than_may_come(database: Database) -> None:
    asked = request(1)
    with database.write() as connection:
        file_requests.insert(connection, asked, "0", "0")
        taken = [
            file_requests.take(connection, asked.id, size, NOW) for size in (101, 60, 41, 40, 0)
        ]
        assert taken == [None, 1, None, 2, None]
        assert file_requests.end(connection, asked.id, State.REVOKED, NOW, "wang")
        assert not file_requests.end(connection, asked.id, State.EXPIRED, NOW, None)


def test_a_place_tells_the_request(database: Database) -> None:
    first, second = request(1), request(2)
    with database.write() as connection:
        for each in (first, second):
            file_requests.insert(connection, each, each.id, "0")
            for number in range(1, 700):
                file_requests.put_file(connection, file(each, number))
        wanted = [file(each, number).path for each in (first, second) for number in range(1, 700)]
        found = file_requests.at_paths(connection, [*wanted, "收件箱/待更正/b.txt"])
    assert found.keys() == set(wanted)
    assert found[file(second, 699).path] == second.id


def test_what_a_partner_did_is_told_newest_first(database: Database) -> None:
    with database.write() as connection:
        for action in ("request-received", "request-over"):
            audit_trail.append(connection, Event(NOW, "request:1", action))
        audit_trail.append(connection, Event(NOW, "request:10", "request-received"))
        lines = share_trail.by(connection, "request:1", 5)
    assert [line.action for line in lines] == ["request-over", "request-received"]
