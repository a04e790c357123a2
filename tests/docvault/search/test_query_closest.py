"""What is suggested for a word that is not found."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvault.search.query.closest import closest

NAMES = [
    "运输部",
    "运营部",
    "市场部",
    "周记",
    "周报",
    "员工考勤制度",
    "员工手册",
    "budget",
    "report",
]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("运赢部", ["运营部", "运输部"]),
        ("允赢布", ["运营部"]),
        ("運營部", ["运营部"]),
        ("周抱", ["周报"]),
        ("州报", ["周报"]),
        ("周会", []),
        ("运部营", ["运营部"]),
        ("运营", []),
        ("员工靠琴知度", ["员工考勤制度"]),
        ("员工考勤管理制度", ["员工考勤制度"]),
        ("员工手侧", ["员工手册"]),
        ("bugdet", ["budget"]),
        ("budgett", ["budget"]),
        ("rebort", ["report"]),
        ("rbbort", ["report"]),
        ("rbbbrt", []),
        ("运", []),
        ("", []),
        ("长" * 1000, []),
    ],
)
def test_what_sounds_or_is_spelled_alike(word: str, found: list[str]) -> None:
    assert closest(word, NAMES) == found


def test_every_reading_of_a_character_counts() -> None:
    assert closest("银航", ["银行"]) == ["银行"]
    assert closest("银形", ["银行"]) == ["银行"]


def test_a_word_is_not_suggested_for_itself() -> None:
    assert closest("运营部", NAMES) == ["运输部"]


def test_what_sounds_alike_comes_first_then_the_order_given() -> None:
    assert closest("周报表", ["周报单", "周报纸", "周抱表", "周报"]) == [
        "周抱表",
        "周报单",
        "周报纸",
    ]


def test_no_more_than_asked_and_each_once() -> None:
    names = [f"report{n}" for n in range(9)] * 2
    assert closest("report", iter(names), most=2) == ["report0", "report1"]


@given(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=9))
def test_only_candidates_are_suggested(word: str, names: list[str]) -> None:
    found = closest(word, names)
    assert set(found) <= set(names) - {word}
    assert len(found) == len(set(found)) <= 3


def test_two_hundred_thousand_candidates() -> None:
    chance = random.Random(1)
    han = [chr(code) for code in range(0x4E00, 0x6000)]
    names = ["".join(chance.choices(han, k=chance.randint(2, 8))) for _ in range(200_000)]
    names[100_000] = "运营部"

    def seconds(word: str) -> float:
        start = time.perf_counter()
        closest(word, names)
        return time.perf_counter() - start

    assert closest("运赢部", names)[0] == "运营部"
    for word in ("运赢部", "员工靠琴知度", "bugdet"):
        # 25 ms; what is over it is for a machine that does other work beside.
        assert min(seconds(word) for _ in range(5)) < 0.15
