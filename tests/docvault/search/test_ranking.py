"""Pages hold every hit once and in order, whatever is written between them; facets add up."""

from __future__ import annotations

import base64
import datetime
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvault.errors import CursorInvalid
from docvault.search.entry import Attributes
from docvault.search.index import Index
from docvault.search.matching import Scope, find
from docvault.search.query import parse
from docvault.search.ranking import FACETS, Place, Sort, facets, page
from tests.docvault.search.model import plain_entry

ASKED = "合同"
SORTS = list(Sort)


def entry(number: int, chance: random.Random, prefix: str = "d"):
    name = "".join(chance.choices("甲乙丙丁戊合同", k=4))
    made = plain_entry(
        f"{prefix}{number:03}",
        "合同 " * chance.randrange(1, 5) + "无关 " * chance.randrange(40),
        name=f"{name}.txt",
        date=datetime.date(2020, 1, 1 + chance.randrange(9)),
    )
    kind = Attributes(
        chance.choice(["运营部", "财务部"]), chance.choice(["", "ZD-HR"]), "周报", "txt", "内部"
    )
    return replace(made, attributes=kind)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """120 documents in several segments, many of them equal to sort by."""
    made = Index(tmp_path_factory.mktemp("ranking") / "index")
    made.make()
    chance = random.Random(3)
    for start in range(0, 120, 17):
        made.write([entry(n, chance) for n in range(start, min(120, start + 17))])
    return made


def first(
    index: Index, sort: Sort, limit: int, cursor: str | None = None
) -> tuple[list[Place], str | None]:
    shards = index.shards()
    return page(shards, find(shards, parse(ASKED), Scope()), sort, limit, cursor)


def all_pages(index: Index, sort: Sort, limit: int) -> list[Place]:
    places, cursor = first(index, sort, limit)
    while cursor:
        more, cursor = first(index, sort, limit, cursor)
        assert more
        assert len(more) <= limit
        places += more
    return places


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("limit", [1, 7, 40, 119, 120, 121, 1000])
def test_pages_hold_every_hit_once_and_in_one_order(index: Index, sort: Sort, limit: int) -> None:
    places = all_pages(index, sort, limit)
    assert len({place.document for place in places}) == len(places) == 120
    whole, cursor = first(index, sort, 1000)
    assert cursor is None
    assert places == whole


def test_the_order_is_the_one_asked_for(index: Index) -> None:
    scores = [place.score for place in all_pages(index, Sort.RELEVANCE, 13)]
    assert scores == sorted(scores, reverse=True)
    assert len({*scores}) < len(scores)  # there are equal ones
    days = [place.key[0] for place in all_pages(index, Sort.DATE, 13)]
    assert days == sorted(days)
    names = [place.key[0] for place in all_pages(index, Sort.NAME, 13)]
    assert names == sorted(names)


def test_equal_scores_come_newest_first(index: Index) -> None:
    keys = [place.key for place in all_pages(index, Sort.RELEVANCE, 13)]
    assert keys == sorted(keys)


@pytest.mark.parametrize("sort", SORTS)
def test_what_is_added_in_between_shows_no_hit_twice(tmp_path: Path, sort: Sort) -> None:
    index = Index(tmp_path / "index")
    index.make()
    chance = random.Random(5)
    index.write([entry(n, chance) for n in range(50)])
    before = {place.document for place in first(index, sort, 1000)[0]}
    seen: list[str] = []
    cursor, turn = None, 0
    while True:
        places, cursor = first(index, sort, 6, cursor)
        seen += [place.document for place in places]
        if cursor is None:
            break
        index.write([entry(turn * 3 + n, chance, "new") for n in range(3)])
        index.tidy()
        turn += 1
    assert len({*seen}) == len(seen)
    # Scores shift when others come: one that stood just behind a page may come to stand before it.
    assert before <= {*seen} if sort is not Sort.RELEVANCE else len(before & {*seen}) > 45


@pytest.mark.parametrize("sort", SORTS)
def test_a_cursor_outlives_what_it_stands_on(tmp_path: Path, sort: Sort) -> None:
    index = Index(tmp_path / "index")
    index.make()
    chance = random.Random(8)
    index.write([entry(n, chance) for n in range(30)])
    places, cursor = first(index, sort, 10)
    index.write([], [f"{place.document}\x1f{place.number}" for place in places[5:]])
    seen = [place.document for place in places]
    while cursor:
        more, cursor = first(index, sort, 10, cursor)
        seen += [place.document for place in more]
    assert len({*seen}) == len(seen)
    assert len(seen) == 30 or sort is Sort.RELEVANCE


def cursor_of(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "\ud800",
        "====",
        "AAAA",
        cursor_of(),
        cursor_of("date"),
        cursor_of("date", 1, 2, ""),
        cursor_of("relevance", 1.0, 2, ""),
        cursor_of("relevance", 1.0, 2, 3),
        cursor_of("relevance", 1.0, 2, 3, "x"),
        cursor_of("relevance", 1.0, 2, 3, "AAAA"),
        cursor_of("relevance", 1.0, 2, "x", ""),
        cursor_of("relevance", 1.0, True, 2, ""),
        cursor_of("relevance", None, 2, 3, ""),
        cursor_of("relevance", float("nan"), 2, 3, ""),
        cursor_of("relevance", float("inf"), 2, 3, ""),
        cursor_of("relevance", 1e300, 2, 3, ""),
        cursor_of("relevance", 1.0, 1 << 64, 3, ""),
        cursor_of(["relevance", 1.0, 1, 3, ""]),
        base64.urlsafe_b64encode(b"{}").decode(),
        base64.urlsafe_b64encode(b"5").decode(),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    ],
)
def test_what_is_no_cursor_of_this_order_is_refused(index: Index, cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        first(index, Sort.RELEVANCE, 10, cursor)


def test_a_wrong_cursor_is_not_repeated_at_length() -> None:
    with pytest.raises(CursorInvalid) as refused:
        page([], [], Sort.DATE, 1, "x" * 10_000)
    assert len(str(refused.value)) < 200


@given(st.text(max_size=30))
def test_any_text_as_a_cursor_is_refused_or_read(index: Index, text: str) -> None:
    for sort in SORTS:
        try:
            first(index, sort, 3, text)
        except CursorInvalid:
            continue
        assert text == ""


@pytest.mark.parametrize("sort", SORTS)
def test_a_cursor_of_another_order_is_refused(index: Index, sort: Sort) -> None:
    _, cursor = first(index, sort, 5)
    for other in SORTS:
        if other is not sort:
            with pytest.raises(CursorInvalid):
                first(index, other, 5, cursor)


def test_facets_add_up(index: Index) -> None:
    shards = index.shards()
    found = find(shards, parse(f"{ASKED} 部门:运营部,财务部"), Scope())
    counted = facets(shards, found)
    assert set(counted) == {*FACETS, "year"}
    for name in ("department", "type", "extension", "level", "year"):
        assert sum(count for _, count in counted[name]) == 120
    some = dict(counted["category"])["ZD-HR"]
    assert 0 < some < 120
    assert dict(counted["year"]) == {"2020": 120}
    for value, count in counted["department"]:
        narrowed = find(shards, parse(f"{ASKED} 部门:{value}"), Scope())
        assert sum(int(each.mask.sum()) for each in narrowed) == count


def test_facets_leave_out_what_nobody_may_see(index: Index) -> None:
    shards = index.shards()
    found = find(shards, parse(ASKED), Scope(lambda department, _: department == "财务部"))
    assert [value for value, _ in facets(shards, found)["department"]] == ["财务部"]
