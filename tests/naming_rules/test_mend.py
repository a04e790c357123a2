"""Mending: a name whose parts are all there keeps them, each written as it should be."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naming_rules.checker import check_name
from naming_rules.context import Context
from naming_rules.convention import Convention
from naming_rules.mend import mended, mended_superseded
from naming_rules.subject import Subject

ZH = Convention.preset("zh")
TODAY = datetime.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("运营部_周报_20231011_V1.0_工作总结.xlsx", "运营部-周报-20231011-V1.0-工作总结.xlsx"),
        ("运营部-周报-20231011-V1.0-工作 总结.xlsx", "运营部-周报-20231011-V1.0-工作总结.xlsx"),
        ("运营部-周报-20231011-V1.0-a  b.xlsx", "运营部-周报-20231011-V1.0-a-b.xlsx"),
        ("OPS-周报-20231011-v2-工作总结.XLSX", "运营部-周报-20231011-V2.0-工作总结.xlsx"),
        ("运营部-周报-2023.10.11-1.3-总结.xlsx", "运营部-周报-20231011-V1.3-总结.xlsx"),
        ("运营部-周报-20231011-第3版.xlsx", "运营部-周报-20231011-V3.0.xlsx"),
        ("ZD_HR_20231001_员工_考勤_v1.0.docx", "ZD-HR-20231001-员工_考勤-V1.docx"),
        ("运营部-周报-20231011-V1.0-10:30会议?.xlsx", "运营部-周报-20231011-V1.0-10-30会议.xlsx"),
        ("运营部-周报-20231011-V1.0-工作总结．xlsx", "运营部-周报-20231011-V1.0-工作总结.xlsx"),
        ("运营部-周报-20231011-V1.0-总结.xlsx. .", "运营部-周报-20231011-V1.0-总结.xlsx"),
        ("运营处-周报-20231011-V1.0-总结.xlsx", "{department}-周报-20231011-V1.0-总结.xlsx"),
        ("运营部-周报-20230229-V1.0-总结.xlsx", "运营部-周报-{date}-V1.0-总结.xlsx"),
        ("运营部-周报-20270101-V1.0-总结.xlsx", "运营部-周报-{date}-V1.0-总结.xlsx"),
        ("ZD-HR-20231001-V1.docx", "ZD-HR-20231001-{title}-V1.docx"),
        ("法务部-法规-20220329-V1.0.md", "法务部-法规-20220329-V1.0-{title}.md"),
        ("运营部-周报-20231011-V1.0-总结", "运营部-周报-20231011-V1.0-总结.{extension}"),
    ],
)
def test_what_a_name_says_is_kept_and_only_its_form_is_changed(wrong: str, right: str) -> None:
    found = mended(ZH, wrong, latest=TODAY)
    assert found is not None
    assert found.draft.text == right
    assert all(f"{{{hole}}}" in right for hole in found.draft.holes)


def test_an_unknown_code_is_taken_from_the_folder() -> None:
    folders = ("运营部", "2023", "10", "周报")
    found = mended(ZH, "运营处-周抱-20231011-V1.0-总结.xlsx", latest=TODAY, folders=folders)
    assert found is not None
    assert found.draft.text == "运营部-周报-20231011-V1.0-总结.xlsx"
    assert set(found.clues) == {"department", "type"}


def test_an_unknown_code_is_taken_from_the_defaults_last() -> None:
    name, defaults = "运营处-周报-20231011-V1.0.xlsx", {"department": "市场部"}
    by_default = mended(ZH, name, latest=TODAY, defaults=defaults)
    by_folder = mended(ZH, name, latest=TODAY, defaults=defaults, folders=("财务部",))
    assert by_default is not None
    assert by_folder is not None
    assert by_default.draft.text == "市场部-周报-20231011-V1.0.xlsx"
    assert by_folder.draft.text == "财务部-周报-20231011-V1.0.xlsx"


@pytest.mark.parametrize(
    "name",
    [
        "Q4会议资料_20231011.pptx",
        "最终版(2)市场部活动方案1008.docx",
        "运营部-20231011-V1.0-总结.xlsx",
        "运营部-华东-周报-20231011-V1.0-总结.xlsx",
        "",
        ".docx",
    ],
)
def test_a_name_without_all_its_parts_is_left_to_suggestions(name: str) -> None:
    assert mended(ZH, name, latest=TODAY) is None


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("旧版_20231008_V1.0_双十一执行方案.docx", "旧版-20231008-V1.0-双十一执行方案.docx"),
        ("旧版-20231008-V1-双十一执行方案.DOCX", "旧版-20231008-V1.0-双十一执行方案.docx"),
        ("作废-2023.10.01-v2-员工考勤制度.docx", "作废-20231001-V2-员工考勤制度.docx"),
        ("旧版-20231008-V1.0-双 十一.docx", "旧版-20231008-V1.0-双十一.docx"),
        ("旧版-20231308-V1.0-双十一.docx", None),
        ("旧版-20991008-V1.0-双十一.docx", None),
        ("旧版-双十一.docx", None),
    ],
)
def test_a_superseded_name_is_mended_by_its_own_pattern(wrong: str, right: str | None) -> None:
    assert mended_superseded(ZH, Subject(ZH, wrong, Context(TODAY))) == right


@settings(max_examples=300)
@given(
    st.sampled_from(["运营部-周报-20231011-V1.0-工作总结.xlsx", "ZD-HR-20231001-考勤-V1.docx"]),
    st.integers(0, 30),
    st.integers(0, 2),
    st.text(max_size=2),
)
def test_what_is_mended_is_right(name: str, start: int, cut: int, put: str) -> None:
    wrong = name[:start] + put + name[start + cut :]
    found = mended(ZH, wrong, latest=TODAY)
    if found and not found.draft.holes:
        assert check_name(ZH, found.draft.text, context=Context(TODAY)) == []
