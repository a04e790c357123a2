"""What was asked for is marked, in names and in texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvault.search.query import Or, Phrase, Query, Words, parse
from docvault.search.snippets import Marker, Snippet


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.marks]


def in_text(query: str, *lines: str) -> list[str]:
    return marked(Marker.of(parse(query)).snippet(lines))


@pytest.mark.parametrize(
    ("query", "text", "marks"),
    [
        ("考勤", "员工考勤制度", ["考勤"]),
        ("员工制度", "员工考勤制度", ["员工", "制度"]),
        ("员工考勤制度", "员工考勤制度", ["员工考勤制度"]),
        ("運營", "运营部", ["运营"]),
        ("运营", "運營部", ["運營"]),
        ("ＡＢＣ", "see abc here", ["abc"]),
        ("running", "He runs and ran, running.", ["runs", "running"]),
        ('"运营 部"', "运营 部", ["运营 部"]),
        ("合同", "合　　同", ["合 同"]),
        ("合同", "合\n同", ["合 同"]),
        ("合同 -草稿", "合同草稿", ["合同"]),
        ("合同 或 协议", "协议和合同", ["协议", "合同"]),
        ("contr*", "contract law", ["contract"]),
        ("2023", "20231011", ["2023"]),
        ("A公司", "与A公司签", ["A公司"]),
        ("类型:周报", "周报", []),
        ("的", "我的合同", ["的"]),
    ],
)
def test_what_is_marked(query: str, text: str, marks: list[str]) -> None:
    assert in_text(query, *text.split("\n")) == marks


@pytest.mark.parametrize(
    ("query", "marks"),
    [("yyb", ["运营部"]), ("yunying", ["运营"]), ("yyb zb", ["运营部", "周报"]), ("zho", ["周"])],
)
def test_what_is_typed_is_marked_in_the_name(query: str, marks: list[str]) -> None:
    name = Marker.of(parse(query)).name("运营部-周报-20231011-V1.0-总结.xlsx")
    assert marked(name) == marks


def test_the_stretch_shows_most_of_what_was_asked() -> None:
    lines = ["前言" * 300, "只有合同。", "中" * 500, "这里既有合同又有违约金。", "尾" * 500]
    snippet = Marker.of(parse("合同 违约金")).snippet(lines)
    assert set(marked(snippet)) == {"合同", "违约金"}
    assert len(snippet.text) <= 200


def test_without_a_place_the_beginning_is_shown() -> None:
    snippet = Marker.of(parse("部门:运营部")).snippet(["第一行", "", "  第二行  "])
    assert snippet == Snippet("第一行 第二行")


@given(st.text(max_size=40), st.text(max_size=300))
def test_marks_lie_in_the_text_and_apart(query: str, text: str) -> None:
    marker = Marker.of(Query(Or((Phrase(query), Words(query)))))
    for snippet in (marker.snippet(text.splitlines()), marker.name(text)):
        places = [place for span in snippet.marks for place in span]
        assert places == sorted(set(places))
        assert all(0 <= place <= len(snippet.text) for place in places)


def test_a_long_run_of_one_character_takes_linear_time() -> None:
    snippet = Marker.of(parse('"' + "丁" * 30 + '甲"')).snippet(["丁" * 400_000])
    assert snippet.marks == ()
