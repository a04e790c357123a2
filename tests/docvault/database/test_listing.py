from __future__ import annotations

import base64
import datetime
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from docvault.database import archives, documents, listing
from docvault.database.engine import Database
from docvault.database.listing import Filter, Order
from docvault.errors import BadArgument
from docvault.model.document import Document
from tests.docvault.database.samples import AT, DOCUMENT, numbered

DEPARTMENTS = ("运营部", "市场部", "财务部")
TYPES = ("周报", "月报")


def sample(number: int) -> Document:
    department, kind = DEPARTMENTS[number % 3], TYPES[number % 2]
    month = number % 12 + 1
    return numbered(
        number,
        archive=department,
        department=department,
        type=kind,
        folder=f"{department}/2023/{month:02}/{kind}",
        date=datetime.date(2023, month, number % 28 + 1),
        modified_at=AT + datetime.timedelta(hours=number // 3),
        extension=("xlsx", "docx")[number % 2],
        level=("内部", "公开")[number % 5 == 0],
    )


SAMPLES = [sample(number) for number in range(100)]


@pytest.fixture
def register(database: Database) -> Iterator[Connection]:
    with database.write() as connection:
        for department in DEPARTMENTS:
            archives.set_tip(connection, department, None)
        documents.insert_all(connection, SAMPLES[::-1])
    with database.read() as connection:
        yield connection


def paged(register: Connection, wanted: Filter, order: Order, limit: int) -> list[Document]:
    found: list[Document] = []
    cursor = None
    while True:
        page = listing.page(register, wanted, order=order, limit=limit, cursor=cursor)
        assert len(page.documents) == limit or page.next is None
        found += page.documents
        cursor = page.next
        if cursor is None:
            return found


KEYS = {
    Order.PLACE: lambda d: (d.folder, d.name, d.id),
    Order.MODIFIED: lambda d: (d.modified_at, d.id),
    Order.DATE: lambda d: (d.date, d.id),
}


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("limit", [1, 7, 50, 100, 1000])
def test_pages_together_are_the_whole_list_in_order(
    register: Connection, order: Order, limit: int
) -> None:
    expected = sorted(SAMPLES, key=KEYS[order], reverse=order is not Order.PLACE)
    assert paged(register, Filter(), order, limit) == expected
    assert list(listing.every(register, order=order)) == expected


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize(
    "wanted",
    [
        Filter(archive="市场部"),
        Filter(department="运营部"),
        Filter(type="周报"),
        Filter(department="运营部", type="月报"),
        Filter(level="公开", extension="docx"),
        Filter(folder="财务部"),
        Filter(folder="财务部/2023/03"),
        Filter(folder="财"),
        Filter(date_from=datetime.date(2023, 3, 5), date_to=datetime.date(2023, 8, 9)),
        Filter(category="ZD-HR"),
    ],
)
def test_a_filter_takes_what_it_says_and_no_more(
    register: Connection, wanted: Filter, order: Order
) -> None:
    def fits(document: Document) -> bool:
        equal = ("archive", "department", "type", "category", "level", "extension")
        return (
            all(getattr(wanted, n) in {None, getattr(document, n)} for n in equal)
            and (wanted.folder is None or f"{document.folder}/".startswith(f"{wanted.folder}/"))
            and (wanted.date_from or document.date) <= document.date
            and document.date <= (wanted.date_to or document.date)
        )

    expected = sorted(filter(fits, SAMPLES), key=KEYS[order], reverse=order is not Order.PLACE)
    assert paged(register, wanted, order, 9) == expected
    assert listing.count(register, wanted) == len(expected)


def test_what_comes_in_between_two_pages_neither_repeats_nor_hides(database: Database) -> None:
    with database.write() as connection:
        archives.set_tip(connection, DOCUMENT.archive, None)
        documents.insert_all(connection, [numbered(n) for n in range(10, 20)])
        first = listing.page(connection, limit=5)
        documents.insert(connection, numbered(1))
        documents.insert(connection, numbered(30))
        second = listing.page(connection, limit=50, cursor=first.next)
    assert [d.id for d in second.documents] == [numbered(n).id for n in (*range(15, 20), 30)]


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_has_a_size_that_makes_sense(register: Connection, limit: int) -> None:
    with pytest.raises(BadArgument):
        listing.page(register, limit=limit)


def _cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "文",
        "!!!!",
        _cursor("modified"),
        _cursor("modified\0昨天\0a"),
        _cursor("modified\0" + "2023-10-11T00:00:00\0a"),
        _cursor("modified\0" + "2023-10-11T00:00:00+00:00"),
        _cursor("modified\0" + "2023-10-11T00:00:00+00:00\0a\0b"),
        _cursor("place\0a\0b\0c"),
        "A" * 5001,
    ],
)
def test_a_cursor_that_is_none_is_refused(register: Connection, cursor: str) -> None:
    with pytest.raises(BadArgument) as refused:
        listing.page(register, order=Order.MODIFIED, cursor=cursor)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        (Filter(), Order.PLACE),
        (Filter(), Order.MODIFIED),
        (Filter(), Order.DATE),
        (Filter(department="运营部"), Order.PLACE),
        (Filter(department="运营部"), Order.MODIFIED),
        (Filter(type="周报"), Order.PLACE),
        (Filter(type="周报"), Order.MODIFIED),
        (Filter(department="运营部"), Order.DATE),
        (Filter(type="周报"), Order.DATE),
        (Filter(department="运营部", type="周报"), Order.DATE),
        (Filter(department="运营部", type="周报"), Order.PLACE),
        (Filter(department="运营部", type="周报"), Order.MODIFIED),
    ],
)
def test_a_page_is_walked_along_an_index_never_sorted(
    register: Connection, wanted: Filter, order: Order
) -> None:
    """Sorted once, a page of 100,000 documents costs a hundred times a page of 1,000."""
    first = listing.page(register, wanted, order=order, limit=5)
    statement = listing._statement(wanted, order).where(
        listing._after(order, listing._decoded(first.next or "", order))
    )
    compiled = statement.compile(register.engine)
    plan = register.exec_driver_sql(
        f"EXPLAIN QUERY PLAN {compiled}",
        tuple(str(compiled.params[k]) for k in compiled.positiontup),
    )
    steps = [row[3] for row in plan]
    assert not any("TEMP B-TREE" in step for step in steps), steps
    assert all(step.startswith("SEARCH") for step in steps), steps


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_finding_a_file_uses_an_index(database: Database) -> None:
    with database.read() as connection:
        plan = connection.execute(
            text("EXPLAIN QUERY PLAN SELECT * FROM versions WHERE folder = 'a' AND file = 'b'")
        )
        assert "ix_versions_folder_file" in str(plan.all())
