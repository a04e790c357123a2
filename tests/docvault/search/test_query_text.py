"""Queries written back to text, and narrowed by facets."""

from __future__ import annotations

import datetime
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from docvault.errors import QueryRefused, QueryTooLong
from docvault.search.query import (
    AnyOf,
    DateRange,
    Filter,
    Node,
    Phrase,
    Prefix,
    Query,
    TextField,
    Versions,
    Words,
    all_of,
    any_of,
    narrowed,
    parse,
    to_text,
    without,
)
from docvault.search.query.nodes import negated
from docvault.search.query.values import date_range, date_text

LANGUAGES = ("zh", "en")
SPRINGS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).map(
    lambda text: " ".join(
        "".join(c for c in text if unicodedata.category(c)[0] not in "CZ" or c == " ").split()
    )
)
QUOTABLE = SPRINGS.filter(lambda text: any(character.isalnum() for character in text))
PLAIN = st.text(st.sampled_from("ab19运营部度一.-_/:&,，"), min_size=1, max_size=8).filter(
    lambda text: text[0].isalnum() and text[-1].isalnum() and ":" not in text
)
DAYS = st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(9999, 12, 31))


def filters() -> st.SearchStrategy[Node]:
    numbers = st.from_regex(r"V[1-9][0-9]{0,3}(\.(0|[1-9][0-9]?))?", fullmatch=True)
    extensions = st.text(st.sampled_from("abcxyz7"), min_size=1, max_size=5)
    of = {Filter.VERSION: numbers, Filter.EXTENSION: extensions}
    return st.sampled_from(Filter).flatmap(
        lambda field: st.lists(
            of.get(field, SPRINGS.filter(bool)), min_size=1, max_size=4, unique=True
        ).map(lambda values: AnyOf(field, tuple(values)))
    )


def ranges() -> st.SearchStrategy[Node]:
    return (
        st.tuples(DAYS, DAYS)
        .filter(any)
        .map(lambda pair: DateRange(*pair) if None in pair else DateRange(*sorted(pair)))
    )


def texts() -> st.SearchStrategy[Node]:
    fields = st.sampled_from(TextField)
    bare = PLAIN.filter(lambda text: not set(text) & set(",，"))
    return (
        st.builds(Words, bare, fields)
        | st.builds(Words, PLAIN)
        | st.builds(Phrase, QUOTABLE, fields)
        | st.builds(Prefix, bare.map(lambda text: f"ab{text}"), fields)
    )


def nodes() -> st.SearchStrategy[Node]:
    return st.recursive(
        texts() | filters() | ranges(),
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3).map(all_of)
            | st.lists(inner, min_size=1, max_size=3).map(any_of)
            | inner.map(negated)
        ),
        max_leaves=12,
    )


@given(nodes(), st.sampled_from(Versions), st.sampled_from(LANGUAGES))
def test_a_query_that_is_written_is_read_back(node: Node, versions: Versions, language) -> None:
    query = Query(node, versions)
    try:
        assert parse(to_text(query, language=language)) == query
    except QueryRefused as error:  # chance made more than a query may have
        assert error.code in ("query-too-long", "query-too-complex")


SIGNS = [*" -()（）“”「」*:：,、.&—|[\u200b\u202e\0\ud800\u3000", '"', '""', "--", "..", "http://"]
WORDS = ["a", "ab", "运营部", "OR", "或", "TO", "x(y)", "全部", "旧", "V1.0", "2023-10", "部闸"]
FIELDS = ["部门", "日期", "标题", "版本", "名称", "by", "ext", "title"]
PIECES = st.sampled_from([*SIGNS, *WORDS, *FIELDS, *(f"{field}:" for field in FIELDS)])


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(st.characters(), max_size=60))
@example("a OR b 或 c -标题:a,b")
@example("-(-日期:2023,2024)")
@example("(" * 10 + "-标题:a,b" + ")" * 10)
@example("-" + "(a OR -" * 10 + "日期:2023,2024" + ")" * 10)
@example('标题:OR 名称:-x "a"(b)f(x)')
@example('部门:"a""b",“c"')
@example("標題:x -員工(試行)")
def test_any_text_is_a_query_or_refused_and_a_query_is_written_back(text: str) -> None:
    try:
        query = parse(text)
    except QueryRefused as error:
        assert 0 <= error.fields["position"] <= len(text)
        return
    for language in LANGUAGES:
        written = to_text(query, language=language)
        assert parse(written) == query
        assert to_text(parse(written), language=language) == written


def test_only_length_can_keep_a_query_from_being_read_back() -> None:
    query = parse("「" + '"' * 990 + "a」")
    with pytest.raises(QueryTooLong):
        parse(to_text(query))


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("", "", ""),
        ("a  b", "a b", "a b"),
        ("a OR b (c d)", "a 或 b c d", "a OR b c d"),
        ("(a b) OR c", "(a b) 或 c", "(a b) OR c"),
        ("-(a b) -(c OR d)", "-(a b) -(c 或 d)", "-(a b) -(c OR d)"),
        ("department:运营部，市场部", "部门:运营部,市场部", "department:运营部,市场部"),
        ('部门:"R, D"', '部门:"R, D"', 'department:"R, D"'),
        ("extension:.DOCX", "后缀:docx", "ext:docx"),
        ("date:2023-01-01..20231231", "日期:2023", "date:2023"),
        ("日期:2023-10-01..", "日期:2023-10..", "date:2023-10.."),
        ("日期:2023-10-02..2023", "日期:2023-10-02..2023-12-31", "date:2023-10-02..2023-12-31"),
        ("标题:a OR 标题:b", "标题:a,b", "title:a,b"),
        ("version:old 员工", "员工 版本:旧", "员工 version:old"),
        ("「a b」", '"a b"', '"a b"'),
        ("修改人:李伟", "修改人:李伟", "by:李伟"),
    ],
)
def test_one_text_for_one_query(text: str, zh: str, en: str) -> None:
    query = parse(text)
    assert (to_text(query), to_text(query, language="en")) == (zh, en)


@given(ranges())
def test_dates_are_written_as_short_as_they_are_read(days: DateRange) -> None:
    assert date_range(date_text(days)) == days


def test_words_that_would_be_read_otherwise_are_written_as_a_phrase() -> None:
    for text in ("a b", "OR", "-a", "部门:x", "a*", "(a"):
        assert to_text(Query(Words(text))) == f'"{text}"'


DEPARTMENT = AnyOf(Filter.DEPARTMENT, ("运营部",))


@pytest.mark.parametrize(
    ("text", "node", "result"),
    [
        ("", DEPARTMENT, "部门:运营部"),
        ("员工 版本:全部", DEPARTMENT, "员工 部门:运营部 版本:全部"),
        ("a OR b", DEPARTMENT, "a 或 b 部门:运营部"),
        ("部门:运营部", DEPARTMENT, "部门:运营部"),
        ("部门:市场部,运营部 a", DEPARTMENT, "a 部门:运营部"),
        ("部门:市场部", DEPARTMENT, "部门:市场部 部门:运营部"),
        ("-部门:市场部", DEPARTMENT, "-部门:市场部 部门:运营部"),
    ],
)
def test_a_facet_narrows_a_query(text: str, node: Node, result: str) -> None:
    query = narrowed(parse(text), node)
    assert query.text == to_text(query) == result
    assert parse(result) == query


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("员工 部门:运营部", "员工"),
        ("部门:运营部", ""),
        ("部门:运营部 版本:旧", "版本:旧"),
        ("员工", "员工"),
        ("部门:市场部,运营部", "部门:市场部,运营部"),
    ],
)
def test_a_facet_is_taken_back(text: str, result: str) -> None:
    assert without(parse(text), DEPARTMENT).text == result
