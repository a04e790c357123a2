"""Conventions: what is shipped, what settings may say, and how a wrong setting is named."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from naming_rules.codes import Code, Codes
from naming_rules.convention import PRESETS, Convention, Preset
from naming_rules.errors import ConventionInvalid, NamedError
from naming_rules.finding import Severity

SCHEME = {
    "pattern": "{department}-{date}-{version}",
    "folder": "{department}/{year}",
    "superseded_mark": "old",
}


def refusal(table: dict[str, Any]) -> ConventionInvalid:
    with pytest.raises(ConventionInvalid) as refused:
        Convention.from_mapping(table)
    for text in (refused.value.message.zh, refused.value.message.en):
        assert "\n" not in text
        assert len(text) < 2000
    return refused.value


@pytest.mark.parametrize("name", PRESETS)
def test_a_shipped_convention_is_read(name: Preset) -> None:
    convention = Convention.preset(name)
    assert [scheme.id for scheme in convention.schemes] == ["operations", "filing"]
    assert convention.keep == 3
    assert convention.departments
    assert convention.types
    assert convention.categories


@pytest.mark.parametrize("name", PRESETS)
def test_every_word_of_a_shipped_list_means_one_code(name: Preset) -> None:
    convention = Convention.preset(name)
    for codes in (convention.departments, convention.types, convention.categories):
        for entry in codes:
            for word in (entry.code, *entry.aliases):
                assert codes.find(word) == entry, word


@pytest.mark.parametrize("name", PRESETS)
def test_shipped_places_have_no_two_meanings(name: Preset) -> None:
    convention = Convention.preset(name)
    levels = [entry.levels for entry in convention.categories]
    assert len(set(levels)) == len(levels)
    assert not {one for one, _ in levels} & set(convention.departments.codes)


def test_the_examples_of_the_manual_lie_where_it_says() -> None:
    convention = Convention.preset("zh")
    for text, place in (
        ("运营部-周报-20231011-V1.0-工作总结.xlsx", ("运营部", "2023", "10", "周报")),
        ("ZD-HR-20231001-员工考勤制度-V1.docx", ("制度类", "人力资源")),
        ("HT-SX-20230920-A公司产品销售合同-V1.pdf", ("合同类", "销售合同")),
    ):
        name = convention.parse(text)
        assert name is not None
        assert convention.place(name) == place
        assert convention.format(name) == text
        assert place[0] in convention.top_folders()


def test_the_superseded_form_has_the_mark_of_the_scheme() -> None:
    convention = Convention.preset("zh")
    for text, old in (
        (
            "市场部-活动方案-20231008-V1.0-双十一执行方案.docx",
            "旧版-20231008-V1.0-双十一执行方案.docx",
        ),
        ("ZD-HR-20231001-员工考勤制度-V1.docx", "作废-20231001-V1-员工考勤制度.docx"),
    ):
        name = convention.parse(text)
        assert name is not None
        assert convention.superseded_name(name) == old
        assert convention.parse_superseded(old) is not None


def test_an_unknown_code_is_no_name_of_the_convention() -> None:
    convention = Convention.preset("zh")
    assert convention.parse("运营处-周报-20231011-V1.0-工作总结.xlsx") is None
    assert convention.parse("ZD-ZZ-20231011-工作总结-V1.xlsx") is None


def test_settings_override_only_what_they_name() -> None:
    convention = Convention.from_mapping({"keep": 5, "departments": ["甲部", "乙部"]})
    assert convention.keep == 5
    assert convention.departments.codes == ("甲部", "乙部")
    assert convention.categories == Convention.preset("zh").categories


def test_another_scheme_can_be_declared() -> None:
    convention = Convention.from_mapping(
        {
            "schemes": {
                "projects": {
                    "pattern": "P{number}_{date}_{title}_{version}",
                    "folder": "项目/{number}",
                    "superseded_mark": "旧版",
                    "version_form": "major",
                    "fields": {"number": "digits(4)"},
                }
            }
        }
    )
    name = convention.parse("P0042_20231011_验收_报告_V2.pdf")
    assert name is not None
    assert name.extra == (("number", "0042"),)
    assert name.title == "验收_报告"
    assert convention.place(name) == ("项目", "0042")


def test_a_rule_can_be_turned_off_weakened_and_left_out_of_a_folder() -> None:
    convention = Convention.from_mapping(
        {
            "rules": {"future-date": "off", "whitespace": "info"},
            "where": [{"folder": "旧资料/2010", "off": ["wrong-folder"]}],
        }
    )
    assert convention.severity("future-date", Severity.ERROR) is None
    assert convention.severity("whitespace", Severity.ERROR) is Severity.INFO
    assert convention.severity("not-nfc", Severity.ERROR) is Severity.ERROR
    for folder, holds in (("旧资料/2010", False), ("旧资料/2010/a", False), ("旧资料/20101", True)):
        assert (convention.severity("wrong-folder", Severity.ERROR, folder) is not None) == holds


def test_what_is_ignored_is_ignored_in_any_case() -> None:
    convention = Convention.preset("zh")
    for name in (".DS_Store", "thumbs.db", "~$报告.docx", "x.TMP", "._x", ".~lock.a.odt#"):
        assert convention.ignores(name), name
    assert not convention.ignores("运营部-周报-20231011-V1.0-工作总结.xlsx")


WRONG: list[tuple[dict[str, Any], str, str, str]] = [
    ({"kep": 3}, "naming.kep", "3", "keep"),
    ({"keep": 0}, "naming.keep", "0", "from 1 to 100"),
    ({"keep": "3"}, "naming.keep", "'3'", "whole number"),
    ({"keep": True}, "naming.keep", "True", "whole number"),
    ({"keep": 2.5}, "naming.keep", "2.5", "whole number"),
    ({"preset": "fr"}, "naming.preset", "'fr'", "zh | en"),
    ({"longest_name": 256}, "naming.longest_name", "256", "255"),
    ({"longest_path": 10}, "naming.longest_path", "10", "from 64"),
    ({"history_folder": ""}, "naming.history_folder", "''", "not empty"),
    ({"history_folder": "a/b"}, "naming.history_folder", "a/b", "/"),
    ({"extensions": "docx"}, "naming.extensions", "'docx'", "list"),
    ({"extensions": [1]}, "naming.extensions[0]", "1", "text"),
    ({"ignore": [""]}, "naming.ignore[0]", "''", "text"),
    ({"departments": "运营部"}, "naming.departments", "'运营部'", "list"),
    ({"departments": [{"cod": "x"}]}, "naming.departments[0].cod", "'x'", "code"),
    ({"departments": [{"aliases": []}]}, "naming.departments[0].code", "None", "text"),
    ({"departments": ["a-b"]}, "naming.departments[0].code", "'a-b'", "without"),
    ({"departments": ["a/b"]}, "naming.departments[0].code", "'a/b'", "without"),
    ({"departments": ["运营\u200b部"]}, "naming.departments[0].code", "200b", "without"),
    ({"departments": ["甲", "甲"]}, "naming.departments[1].code", "'甲'", "once"),
    (
        {"types": [{"code": "x", "importance": "high"}]},
        "naming.types[0].importance",
        "'high'",
        "routine",
    ),
    ({"types": [{"code": "x", "owner": "没有部"}]}, "naming.types[0].owner", "没有部", "运营部"),
    ({"types": [{"code": "x", "title": "yes"}]}, "naming.types[0].title", "'yes'", "true | false"),
    (
        {"categories": [{"code": "ZD", "levels": ["a", "b"]}]},
        "naming.categories[0].code",
        "'ZD'",
        "ZD-HR",
    ),
    (
        {"categories": [{"code": "A-B", "levels": ["a"]}]},
        "naming.categories[0].levels",
        "['a']",
        "two levels",
    ),
    ({"schemes": []}, "naming.schemes", "[]", "table"),
    ({"schemes": {"x": {**SCHEME, "patern": "x"}}}, "naming.schemes.x.patern", "'x'", "pattern"),
    (
        {"schemes": {"x": {**SCHEME, "pattern": "{department}{date}"}}},
        "naming.schemes.x.pattern",
        "{department}{date}",
        "{field}",
    ),
    (
        {"schemes": {"x": {**SCHEME, "version_form": "v1"}}},
        "naming.schemes.x.version_form",
        "'v1'",
        "major.minor | major",
    ),
    (
        {"schemes": {"x": {**SCHEME, "fields": {"a": "regex"}}}},
        "naming.schemes.x.fields.a",
        "'regex'",
        "digits(n)",
    ),
    (
        {"schemes": {"x": {**SCHEME, "fields": {"date": "code"}}}},
        "naming.schemes.x.fields.date",
        "'code'",
        "new name",
    ),
    (
        {"rules": {"no-such-rule": "off"}},
        "naming.rules.no-such-rule",
        "'off'",
        "unknown-department",
    ),
    (
        {"rules": {"whitespace": "fatal"}},
        "naming.rules.whitespace",
        "'fatal'",
        "error | warning | info | off",
    ),
    ({"rules": {"whitespace": False}}, "naming.rules.whitespace", "False", "off"),
    (
        {"where": [{"folder": "a", "off": ["no-such-rule"]}]},
        "naming.where[0].off",
        "no-such-rule",
        "whitespace",
    ),
    ({"where": [{"off": ["whitespace"]}]}, "naming.where[0].folder", "None", "text"),
]


@pytest.mark.parametrize(
    ("table", "key", "value", "allowed"), WRONG, ids=[case[1] for case in WRONG]
)
def test_a_wrong_setting_is_named_with_its_value_and_what_is_allowed(
    table: dict[str, Any], key: str, value: str, allowed: str
) -> None:
    error = refusal(table)
    assert str(error.fields["key"]).startswith(key)
    assert value in str(error.fields["value"])
    assert allowed in error.message.en
    assert error.code == "convention-invalid"


HOSTILE = [
    "(a+)+$",
    "{title}" * 50,
    "{date}" + "-{version}" * 5_000,
    "[" * 10_000,
    "{" * 10_000,
    "{date}-{version}[-{title}]" * 10,
    "{department.__class__}-{date}-{version}",
    "{0}-{date}-{version}",
    "{date!r}-{version}",
    "{date}-{version}\\",
    "{date}-{version}/../../x",
    "\x00",
    "{date}\u202e-{version}",
]


@pytest.mark.parametrize("pattern", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_pattern_is_refused_at_once(pattern: str) -> None:
    start = time.perf_counter()
    error = refusal({"schemes": {"x": {**SCHEME, "pattern": pattern}}})
    assert time.perf_counter() - start < 1
    assert error.fields["key"] == "naming.schemes.x.pattern"


@pytest.mark.parametrize(
    "folder",
    ["{department.__class__}", "../{year}", "{year}/..", "/{year}", "{year}\\x"],
)
def test_a_hostile_place_is_refused(folder: str) -> None:
    refusal({"schemes": {"x": {**SCHEME, "folder": folder}}})


@pytest.mark.parametrize("mark", ["", "a-b", "a/b", "..", "a\u200b", " a", "a b", ".a", "CON:"])
def test_a_mark_that_could_not_be_read_back_is_refused(mark: str) -> None:
    refusal({"schemes": {"x": {**SCHEME, "superseded_mark": mark}}})


def test_twenty_megabytes_of_settings_are_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_bytes(b"[naming]\nkeep = [" + b"1," * (10 << 20) + b"]\n")
    start = time.perf_counter()
    with pytest.raises(NamedError):
        Convention.from_toml(file)
    assert time.perf_counter() - start < 1


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    for text in (b"[naming\n", b"\xff\xfe", b"[naming]\nkeep = 1\nkeep = 2\n"):
        file.write_bytes(text)
        with pytest.raises(NamedError, match=r"rules\.toml"):
            Convention.from_toml(file)


def test_a_file_without_a_naming_table_is_the_chinese_preset(tmp_path: Path) -> None:
    file = tmp_path / "docvault.toml"
    file.write_text("[inbox]\nfolder = 'x'\n", encoding="utf-8")
    assert Convention.from_toml(file) == Convention.preset("zh")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        "preset",
        "schemes",
        "departments",
        "types",
        "categories",
        "history_folder",
        "keep",
        "extensions",
        "ignore",
        "longest_name",
        "longest_path",
        "rules",
        "where",
        "x",
    ]
)


@example({"schemes": {"\n": None}})
@given(st.dictionaries(KEYS, JUNK, max_size=4))
def test_any_table_is_read_or_refused_in_one_line(table: dict[str, Any]) -> None:
    try:
        Convention.from_mapping(table)
    except ConventionInvalid as error:
        assert "\n" not in error.message.en
        assert "\n" not in error.message.zh


def test_codes_are_found_in_any_spelling() -> None:
    codes = Codes((Code("运营部", ("Ops", "R&D")), Code("HR")))
    for word in ("运营部", "OPS", "ｏｐｓ", " ops ", "r&d", "R＆D"):
        assert codes.find(word) == codes.entries[0], word
    assert codes.get("ops") is None
    assert "HR" in codes
    assert "hr" not in codes
    assert codes.codes == ("运营部", "HR")


def test_the_first_entry_keeps_a_word_that_two_claim() -> None:
    codes = Codes((Code("甲", ("x",)), Code("乙", ("x", "甲"))))
    assert codes.find("x") == codes.entries[0]
    assert codes.find("甲") == codes.entries[0]
