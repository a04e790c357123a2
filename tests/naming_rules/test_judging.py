"""What is said of names: the specific thing, once, in both languages, whatever the name."""

from __future__ import annotations

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathvalidate import is_valid_filename

from naming_rules.checker import check_name
from naming_rules.context import Context
from naming_rules.convention import Convention
from naming_rules.finding import Finding
from naming_rules.judge import is_right, judge
from naming_rules.rule import NameRule
from naming_rules.rules import name_rules
from naming_rules.subject import Subject

ZH, EN = Convention.preset("zh"), Convention.preset("en")
TODAY = datetime.date(2026, 11, 21)
RIGHT = (
    "运营部-周报-20231011-V1.0-工作总结.xlsx",
    "市场部-活动方案-20231008-V2.0-双十一执行方案.docx",
    "ZD-HR-20231001-员工考勤制度-V1.docx",
    "HT-SX-20230920-A公司产品销售合同-V1.pdf",
)


def findings(name: str, convention: Convention = ZH, **context: object) -> list[Finding]:
    return check_name(convention, name, context=Context(today=TODAY, **context))  # type: ignore[arg-type]


def codes(name: str, convention: Convention = ZH, **context: object) -> list[str]:
    return [finding.rule for finding in findings(name, convention, **context)]


def message(name: str, rule: str) -> str:
    return next(f.message.en for f in findings(name) if f.rule == rule)


@pytest.mark.parametrize("name", RIGHT)
def test_the_examples_of_the_manual_are_right(name: str) -> None:
    assert codes(name) == []


def test_each_office_has_its_own_codes() -> None:
    assert codes("HR-Policy-20240115-V1.0-Leave.docx", EN) == []
    assert set(codes("HR-Policy-20240115-V1.0-Leave.docx", ZH)) == {
        "unknown-department",
        "unknown-type",
    }


# ---- specific, and once


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("云营部-周报-20231011-V1.0-总结.xlsx", ["unknown-department"]),
        ("运营部-周抱-20231011-V1.0-总结.xlsx", ["unknown-type"]),
        ("云营部-周抱-20231011-V1.0-总结.xlsx", ["unknown-department", "unknown-type"]),
        ("ZD-XX-20231001-考勤-V1.docx", ["unknown-category"]),
        ("ZD_HR-20231001-考勤-V1.docx", ["unknown-category"]),
        ("运营部-周报-20231311-V1.0-总结.xlsx", ["impossible-date"]),
        ("运营部-周报-20991011-V1.0-总结.xlsx", ["future-date"]),
        ("运营部-周报-20231011-V1-总结.xlsx", ["bad-version"]),
        ("运营部-周报-20231011-V01.0-总结.xlsx", ["bad-version"]),
        ("运营部-周报-20231011-V0.9-总结.xlsx", ["bad-version"]),
        ("ZD-HR-20231001--V1.docx", ["missing-title"]),
        ("运营部-周报-20231011-总结.xlsx", ["unparseable-name"]),
        ("运营部-20231011-V1.0-总结.xlsx", ["unparseable-name"]),
        ("周报-20231011-V1.0-总结.xlsx", ["unparseable-name"]),
        ("运营部-周报-总结-20231011-V1.0.xlsx", ["unparseable-name"]),
        ("运营部-周报-2023-10-11-V1.0-总结.xlsx", ["unparseable-name"]),
        ("运营部－周报－20231011－V1.0－总结.xlsx", ["wrong-separator"]),
        ("运营部—周报—20231011—V1.0—总结.xlsx", ["wrong-separator"]),
        ("运营部 周报 20231011 V1.0 总结.xlsx", ["wrong-separator"]),
        ("运营部-周报-20231011-V1.0-年度 总结.xlsx", ["whitespace"]),
        ("运营部-周报-20231011-V1.0-总结 .xlsx", ["whitespace"]),
        ("运营部-周报-20231011-V1.0-总结\t.xlsx", ["whitespace"]),
        ("运营部-周报-20231011-V1.0-总结?.xlsx", ["forbidden-character"]),
        ("运营部?-周报-20231011-V1.0-总结.xlsx", ["forbidden-character"]),
        ("运营部/周报/20231011/V1.0/总结.xlsx", ["forbidden-character"]),
        ("运营部-周\u200b报-20231011-V1.0-总结.xlsx", ["invisible-character"]),
        ("运营部-周报-２０２３１０１１-Ｖ１.０-总结.xlsx", ["look-alike-character"]),
        ("运营部-周报-20231011-V1.0-总结", ["missing-extension"]),
        ("运营部-周报-20231011-V1.0-总结.exe", ["extension-not-allowed"]),
        ("运营部-周报-20231011-V1.0-总结.xlsx. ", ["trailing-dot-or-space"]),
        ("-运营部-周报-20231011-V1.0-总结.xlsx", ["leading-character"]),
        ("旧版-20231011-V1-总结.xlsx", ["bad-version"]),
        (".git", ["git-name"]),
        ("nul", ["reserved-name"]),
    ],
)
def test_one_mistake_gives_one_finding(name: str, found: list[str]) -> None:
    assert codes(name) == found


def test_a_name_of_many_mistakes_has_each_of_them_named() -> None:
    assert codes("运营部 周报 2023.10.11 v1 工作总结.xlsx") == [
        "wrong-separator",
        "bad-version",
        "unparseable-name",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("计量法实施细则(2022-03-29).md", "department, type, date, version missing"),
        ("运营部-20231011-V1.0-双十一.xlsx", "type missing"),
        ("运营部-周报-2023.10.11-V1.0-总结.xlsx", "the date is written YYYYMMDD, not “2023.10.11”"),
        ("运营部-周报-草稿-20231011-V1.0.xlsx", "“草稿” is no part of the name"),
        ("ZD-HR-考勤-20231001-V1.docx", "the title “考勤” is not in its place"),
        ("IMG_20231011_093012.jpg", "department-type-date-version"),
    ],
)
def test_an_unparseable_name_is_told_which_part_and_why(name: str, said: str) -> None:
    assert said in message(name, "unparseable-name")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("运营部-周报-20231011-V1.0-工作 总结.xlsx", "white space: a blank"),
        (
            "运营部-周报-20231011-V1.0-工 作\u3000总\u2003结.xlsx",
            "white space: a blank, a full-width blank (U+3000), U+2003",
        ),
    ],
)
def test_blanks_are_told_in_words(name: str, said: str) -> None:
    assert said in message(name, "whitespace")


def test_another_spelling_of_a_code_is_no_unknown_code() -> None:
    assert "is not spelled as" in message("运营-周报-20231011-V1.0.xlsx", "unknown-department")
    assert "is not spelled as" in message("运营部-Weekly-20231011-V1.0.xlsx", "unknown-type")
    assert "not in the list" in message("云营部-周报-20231011-V1.0.xlsx", "unknown-department")


def test_the_part_that_is_wrong_is_named() -> None:
    parts = {
        "云营部-周报-20231011-V1.0.xlsx": "department",
        "运营部-周报-20231311-V1.0.xlsx": "date",
        "运营部-周报-20231011-v1.xlsx": "version",
        "运营部-20231011-V1.0.xlsx": "type",
        "ZD-HR-20231001-V1.docx": "title",
        "运营部-周报-20231011-V1.0": "extension",
    }
    assert {name: findings(name)[0].part for name in parts} == parts


# ---- superseded files


def test_a_superseded_name_is_right_where_its_place_is_not_known() -> None:
    assert codes("旧版-20231008-V1.0-双十一执行方案.docx") == []
    assert codes("作废-20231001-V1-员工考勤制度.docx") == []


def test_a_superseded_name_is_right_in_a_history_folder_only() -> None:
    name = "旧版-20231008-V1.0-双十一执行方案.docx"
    assert codes(name, history=True) == []
    assert codes(name, history=False) == ["superseded-misplaced"]


def test_a_current_name_in_a_history_folder_is_told_its_superseded_form() -> None:
    (finding,) = findings(RIGHT[0], history=True)
    assert finding.rule == "superseded-unmarked"
    assert finding.suggestion == "旧版-20231011-V1.0-工作总结.xlsx"


def test_a_foreign_name_in_a_history_folder_lacks_its_mark() -> None:
    assert codes("20231008-V1.0-执行方案.docx", history=True) == ["superseded-unmarked"]


# ---- beyond pathvalidate


BEYOND = {
    "CONIN$": "reserved-name",
    "CONOUT$.docx": "reserved-name",
    "NUL .pdf": "reserved-name",
    "ｃｏｎ.docx": "reserved-name",
    "C\u200bON": "reserved-name",
    "git~1": "git-name",
    ".git": "git-name",
    ".g\u200cit": "git-name",
    "-rf.docx": "leading-character",
    "工作\u202egpj.docx": "bidi-character",
    "工作\u2066总结.docx": "bidi-character",
    "工作\u200b总结.docx": "invisible-character",
    "Cafe\u0301.docx": "not-nfc",
    "А公司.docx": "look-alike-character",
    "⼈事.docx": "look-alike-character",
    "总结\ue000.docx": "forbidden-character",
    "制" * 84 + ".docx": "name-too-long",
}


@pytest.mark.parametrize(("name", "rule"), BEYOND.items())
def test_names_that_pathvalidate_accepts_are_found(name: str, rule: str) -> None:
    assert is_valid_filename(name, platform="universal"), "pathvalidate has learned it"
    assert rule in codes(name)


# ---- any text at all


NAMES = st.text(max_size=80) | st.text(
    st.sampled_from("运营部周报-20231011V1.0 _－ＡxlsxZDHR()\u200b\u202e\udcff./\\\x00"),
    max_size=60,
)


@given(NAMES)
def test_any_text_is_judged_in_both_languages(name: str) -> None:
    for finding in findings(name):
        assert finding.path == name
        for text in (finding.message.zh, finding.message.en):
            assert text
            assert "{" not in text or "{" in name
            assert all(c.isprintable() or unicodedata.category(c) in {"Co", "Cn"} for c in text), (
                "a message is one line that a terminal can show"
            )


@given(NAMES)
def test_a_name_with_no_finding_is_one_that_can_be_read(name: str) -> None:
    if not codes(name):
        assert ZH.parse(name) or ZH.parse_superseded(name)


@given(st.sampled_from(RIGHT), st.data())
def test_a_right_name_with_one_character_changed_is_right_or_explained(
    name: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(name)))
    changed = name[:place] + data.draw(st.characters()) + name[place + 1 :]
    assert is_right(ZH, changed) == bool(
        not codes(changed) and (ZH.parse(changed) or ZH.parse_superseded(changed))
    )


@given(NAMES)
def test_no_rule_says_what_it_leaves_to_another(name: str) -> None:
    judged = judge(Subject(ZH, name, Context(TODAY)))
    found = {each.rule.code for each in judged}
    assert not any(each.rule.yields_to & found for each in judged)


@pytest.mark.parametrize(
    "text",
    [
        "-" * 100_000,
        "a-" * 50_000,
        "运营部-周报-" + "20231011-" * 20_000,
        "V1.0 " * 20_000,
        "(" * 99_999,
    ],
)
def test_a_hostile_name_costs_no_more_than_its_length(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in fits tried, for time measured on a shared machine says nothing."""
    from naming_rules import reading

    tried = 0
    real = reading.fit

    def counted(*arguments: object) -> float | None:
        nonlocal tried
        tried += 1
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "fit", counted)
    judge(Subject(ZH, text, Context(TODAY)))
    assert tried < 20_000


def test_a_rule_that_is_off_is_not_replaced_by_another() -> None:
    lenient = Convention.from_mapping({"rules": {"unknown-type": "off"}})
    assert codes("运营部-周抱-20231011-V1.0-总结.xlsx", lenient) == []


def test_every_rule_of_names_has_been_seen_to_find_something() -> None:
    seen = {code for rule in name_rules for bad in rule.page.bad for code in codes(bad[-1])}
    placed = {"wrong-folder", "path-too-long", "superseded-misplaced", "superseded-unmarked"}
    assert {rule.code for rule in name_rules if isinstance(rule, NameRule)} <= seen | placed
