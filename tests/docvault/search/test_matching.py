"""What a query must not do: take its time, or depend on what nobody may see."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from docvault.errors import QueryTooSlow
from docvault.search.entry import Attributes
from docvault.search.index import Index
from docvault.search.matching import Scope, find
from docvault.search.query import Phrase, Query, Words, parse
from tests.docvault.search.model import plain_entry, refs_found


@pytest.fixture
def index(tmp_path: Path) -> Index:
    made = Index(tmp_path / "index")
    made.make()
    return made


@pytest.mark.parametrize(
    "query", [parse("合同 制度 员工 部门"), Query(Words("劳动合同，考勤制度，员工手册"))]
)
def test_a_query_that_takes_too_long_is_given_up(index: Index, query: Query) -> None:
    """A clock of which every look takes a second: the query gets as far as two of them."""
    index.write([plain_entry("d1", "劳动合同，考勤制度，员工手册")])
    with pytest.raises(QueryTooSlow):
        find(index.shards(), query, Scope(), clock=map(float, count()).__next__)


def test_what_nobody_may_see_changes_nothing_of_what_is_found(index: Index) -> None:
    """Letters are looked for inside words where they are no word; a hidden word is none."""
    index.write([plain_entry("d1", "threads")])
    only_open = Scope(lambda _department, level: level == "内部")
    before = refs_found(index, parse("rea"), only_open)
    assert before == [plain_entry("d1").ref]
    hidden = Attributes("运营部", "", "周报", "txt", "秘密")
    index.write([plain_entry("d2", "rea", attributes=hidden)])
    assert refs_found(index, parse("rea"), only_open) == before
    assert refs_found(index, parse("rea"), Scope()) == [plain_entry("d2").ref]
    index.write([], [plain_entry("d2").ref])
    assert refs_found(index, parse("rea"), Scope()) == before


@pytest.mark.parametrize(
    ("asked", "said", "stands"),
    [
        ("A股", "投资A股市场", True),
        ("A股", "投资 A 股", True),
        ("A股", "股份与 A 类", False),
        ("5G", "采用5G网络", True),
        ("5G", "5个G", False),
        ("甲 word 乙", "甲 word 乙丙", True),
        ("甲 word 乙", "乙 word 甲", False),
        ("C++", "C++ 规范", True),
        ("responsibilities", "responsibility", True),
        ("responsibilities", "their responsibilities", True),
        ("runs", "running", True),
    ],
)
def test_a_phrase_is_exact_also_where_letters_and_characters_meet(
    index: Index, asked: str, said: str, stands: bool
) -> None:
    index.write([plain_entry("d1", said, name="x.txt")])
    assert refs_found(index, Query(Phrase(asked)), Scope()) == [plain_entry("d1").ref] * stands


def test_what_stands_together_comes_first(index: Index) -> None:
    index.write([plain_entry("d1", "股东甲与A方", name="x"), plain_entry("d2", "买A股", name="y")])
    shards = index.shards()
    found = find(shards, parse("A股"), Scope())[0]
    scores = {shards[0].ref(n)[0]: found.scores[n] for n in found.mask.nonzero()[0].tolist()}
    assert scores["d2"] > scores["d1"]
