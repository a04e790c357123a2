"""The query language: what is read, and as what."""

from __future__ import annotations

import datetime

import pytest

from docvault.search.query import (
    And,
    AnyOf,
    DateRange,
    Everything,
    Filter,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    TextField,
    Versions,
    Words,
    parse,
)
from docvault.search.query.fields import NAMES
from docvault.search.query.help import FIELDS, topics

A, B, C, D = map(Words, "abcd")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def days(first: str, last: str) -> DateRange:
    return DateRange(day(first) if first else None, day(last) if last else None)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", Everything()),
        (" \u3000\t\n", Everything()),
        ("员工", Words("员工")),
        ("a b", And((A, B))),
        ("a\u3000b", And((A, B))),
        ("a a", A),
        ("a OR b", Or((A, B))),
        ("a 或 b", Or((A, B))),
        ("a or b", And((A, Words("or"), B))),
        ("a AND b", And((A, B))),
        ("a and b", And((A, Words("and"), B))),
        ('"AND"', Phrase("AND")),
        ("周报或月报", Words("周报或月报")),
        ("a b OR c d", And((A, Or((B, C)), D))),
        ("(a b) OR (c d)", Or((And((A, B)), And((C, D))))),
        ("（a b） OR c", Or((And((A, B)), C))),
        ("a (b (c d))", And((A, B, C, D))),
        ("a OR (b OR c)", Or((A, B, C))),
        ("(a)(b)", And((A, B))),
        ("-a", Not(A)),
        ("－a", Not(A)),
        ("a -b OR -c", And((A, Or((Not(B), Not(C)))))),
        ("-(a b)", Not(And((A, B)))),
        ("-(-(a OR b)) OR c", Or((A, B, C))),
        ("a - b", And((A, B))),
        ("a-b", Words("a-b")),
        ("--help", Words("--help")),
        ("a & b — c", And((A, B, C))),
        ("a OR — b", Or((A, B))),
        ("ab*", Prefix("ab")),
        ("员*", Prefix("员")),
        ("员＊", Prefix("员")),
        ("-员*", Not(Prefix("员"))),
        ("C++", Words("C++")),
    ],
)
def test_words_and_signs(text: str, node: Node) -> None:
    assert parse(text).node == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ('"a b"', Phrase("a b")),
        ('" a \t b "', Phrase("a b")),
        ("“a b”", Phrase("a b")),
        ("”a b“", Phrase("a b")),
        ('“a b"', Phrase("a b")),
        ("＂a b＂", Phrase("a b")),
        ("「a b」", Phrase("a b")),
        ("『a b』", Phrase("a b")),
        ('"关于“十四五”规划"', Phrase("关于“十四五”规划")),
        ('"5"" disk"', Phrase('5" disk')),
        ('"OR"', Phrase("OR")),
        ('"2*3"', Phrase("2*3")),
        ('"部门:x"', Phrase("部门:x")),
        ('-"a b"', Not(Phrase("a b"))),
        ('员工"手册"', And((Words("员工"), Phrase("手册")))),
    ],
)
def test_quotations(text: str, node: Node) -> None:
    assert parse(text).node == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("员工手册（试行）", Words("员工手册（试行）")),
        ("-员工手册(试行)", Not(Words("员工手册(试行)"))),
        ("(员工手册(试行))", Words("员工手册(试行)")),
        ("名称:手册(试行,二)", Words("手册(试行,二)", TextField.NAME)),
        ("f(g(x))y", Words("f(g(x))y")),
        ("a(b c)", And((A, B, C))),
        ("a(b OR c)", And((A, Or((B, C))))),
        ('a("b")', And((A, Phrase("b")))),
    ],
)
def test_brackets_inside_a_word_belong_to_it(text: str, node: Node) -> None:
    assert parse(text).node == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("部门:运营部", AnyOf(Filter.DEPARTMENT, ("运营部",))),
        ("部门：运营部", AnyOf(Filter.DEPARTMENT, ("运营部",))),
        ("部门: 运营部", AnyOf(Filter.DEPARTMENT, ("运营部",))),
        ("DEPARTMENT:Sales", AnyOf(Filter.DEPARTMENT, ("Sales",))),
        (
            "部门:运营部,市场部，财务部、人力",
            AnyOf(Filter.DEPARTMENT, ("运营部", "市场部", "财务部", "人力")),
        ),
        ("部门:运营部, 市场部", AnyOf(Filter.DEPARTMENT, ("运营部", "市场部"))),
        ("部门:a,a", AnyOf(Filter.DEPARTMENT, ("a",))),
        ('部门:"R, D",“质 检”', AnyOf(Filter.DEPARTMENT, ("R, D", "质 检"))),
        ("-类型:周报", Not(AnyOf(Filter.TYPE, ("周报",)))),
        ("分类:ZD-HR", AnyOf(Filter.CATEGORY, ("ZD-HR",))),
        ("后缀:.DOCX", AnyOf(Filter.EXTENSION, ("docx",))),
        ("extension:docx", AnyOf(Filter.EXTENSION, ("docx",))),
        ("密级:内部", AnyOf(Filter.LEVEL, ("内部",))),
        ("修改人:李伟", AnyOf(Filter.BY, ("李伟",))),
        ('by:"*"', AnyOf(Filter.BY, ("*",))),
        ("标题:预算", Words("预算", TextField.TITLE)),
        ("标题:预算*", Prefix("预算", TextField.TITLE)),
        ('author:"Li Wei"', Phrase("Li Wei", TextField.AUTHOR)),
        (
            "修订:预算,决算",
            Or((Words("预算", TextField.REVISION), Words("决算", TextField.REVISION))),
        ),
        ("名称:a:b", Words("a:b", TextField.NAME)),
        ("(部门:a OR 类型:b)", Or((AnyOf(Filter.DEPARTMENT, ("a",)), AnyOf(Filter.TYPE, ("b",))))),
    ],
)
def test_fields(text: str, node: Node) -> None:
    assert parse(text).node == node


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023年", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("202402", "2024-02-01", "2024-02-29"),
        ("2023年2月", "2023-02-01", "2023-02-28"),
        ("2023-10-11", "2023-10-11", "2023-10-11"),
        ("2023/10/11", "2023-10-11", "2023-10-11"),
        ("2023.1.5", "2023-01-05", "2023-01-05"),
        ("20231011", "2023-10-11", "2023-10-11"),
        ("2023年10月11日", "2023-10-11", "2023-10-11"),
        ("２０２３", "2023-01-01", "2023-12-31"),
        ("2023-10..2023-12", "2023-10-01", "2023-12-31"),
        ("2023..20240105", "2023-01-01", "2024-01-05"),
        ("2023-10..", "2023-10-01", ""),
        ("..2023-10", "", "2023-10-31"),
        ("9999", "9999-01-01", "9999-12-31"),
    ],
)
def test_dates_are_days_with_both_ends(value: str, first: str, last: str) -> None:
    assert parse(f"日期:{value}").node == days(first, last)
    assert parse(f"date:{value}").node == days(first, last)


def test_several_dates_mean_any_of_them() -> None:
    either = Or((days("2022-01-01", "2022-12-31"), days("2024-05-01", "2024-05-31")))
    assert parse("日期:2022、2024年5月").node == either
    assert parse("-日期:2022,2024-05").node == Not(either)


@pytest.mark.parametrize(
    ("text", "node", "versions"),
    [
        ("a", A, Versions.CURRENT),
        ("a 版本:全部", A, Versions.ALL),
        ("version:ALL a", A, Versions.ALL),
        ("版本:旧 a", A, Versions.OLD),
        ("version:old", Everything(), Versions.OLD),
        ("版本:现行", Everything(), Versions.CURRENT),
        ("版本:V2.0", AnyOf(Filter.VERSION, ("V2.0",)), Versions.CURRENT),
        ("版本:2 版本:全部", AnyOf(Filter.VERSION, ("V2",)), Versions.ALL),
        ("版本:v02.0,1.3", AnyOf(Filter.VERSION, ("V2.0", "V1.3")), Versions.CURRENT),
    ],
)
def test_versions(text: str, node: Node, versions: Versions) -> None:
    assert (parse(text).node, parse(text).versions) == (node, versions)


@pytest.mark.parametrize(
    "text",
    [
        "http://example.com/a",
        "注：本表",
        "8:30",
        "C:\\temp",
        "data://x",
        "my:x",
        "text:x",
        "开会时间:三点",
        ":x",
        "a:b:c",
        "title",
        "标准:",
        "a" * 500 + ":x",
    ],
)
def test_what_is_no_field_is_text(text: str) -> None:
    assert parse(text).node == Words(text)


def test_a_near_miss_before_a_blank_is_text() -> None:
    assert parse("标准: GB").node == And((Words("标准:"), Words("GB")))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("运\u200b营\u202e部", Words("运营部")),
        ("\ufeff部门:\u200b运营部", AnyOf(Filter.DEPARTMENT, ("运营部",))),
        ("a\0b\ud800c", And((A, B, C))),
        ("[a TO zzzz]", And((Words("[a"), Words("TO"), Words("zzzz]")))),
        ("\U000323af\ue000", Words("\U000323af\ue000")),
    ],
)
def test_what_cannot_be_seen_changes_nothing(text: str, node: Node) -> None:
    query = parse(text)
    assert query.node == node
    query.text.encode()


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.written.en)
def test_every_example_of_the_help_is_a_query(topic) -> None:
    chinese, english = parse(topic.example.zh), parse(topic.example.en)
    assert type(chinese.node) is type(english.node)
    assert chinese.versions is english.versions
    assert topic.meaning.zh != topic.meaning.en


def test_the_help_explains_every_field() -> None:
    assert set(FIELDS) == set(NAMES)
    for field, (_, example) in FIELDS.items():
        assert f"{NAMES[field].zh}:" in example.zh
        assert f"{NAMES[field].en}:" in example.en
