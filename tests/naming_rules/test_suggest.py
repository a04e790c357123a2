from __future__ import annotations

import dataclasses
import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from naming_rules.checker import check_name
from naming_rules.convention import Convention
from naming_rules.suggest import distinct, suggest

ZH = Convention.preset("zh")
EN = Convention.preset("en")
DAY = datetime.date(2023, 10, 30)


def name(messy, convention=ZH, **known):
    suggestion = suggest(convention, messy, **known)
    return suggestion and suggestion.name


@pytest.mark.parametrize(
    ("messy", "known", "nearest"),
    [
        (
            "Q4会议资料_20231011.pptx",
            {},
            "{department}-会议资料-20231011-V1.0-Q4会议资料.pptx",
        ),
        (
            "Q4会议资料_20231011.pptx",
            {"folders": ("运营部", "2023")},
            "运营部-会议资料-20231011-V1.0-Q4会议资料.pptx",
        ),
        (
            "运营部 周报 2023.10.11 v1 工作总结.xlsx",
            {},
            "运营部-周报-20231011-V1.0-工作总结.xlsx",
        ),
        (
            "最终版(2)市场部活动方案1008.docx",
            {"folders": ("市场部", "2023")},
            "市场部-活动方案-20231008-V1.0.docx",
        ),
        (
            "最终版(2)市场部活动方案1008.docx",
            {"modified": DAY},
            "市场部-活动方案-20231008-V1.0.docx",
        ),
        (
            "计量法实施细则(2022-03-29).md",
            {"folders": ("laws", "行政法规")},
            "法务部-法规-20220329-V1.0-计量法实施细则.md",
        ),
        (
            "计量法实施细则(2022-03-29).md",
            {},
            "法务部-法规-20220329-V1.0-计量法实施细则.md",
        ),
        (
            "刑法修正案（七）.md",
            {"folders": ("法规",), "modified": DAY},
            "法务部-法规-20231030-V1.0-刑法修正案（七）.md",
        ),
        (
            "运营部－周报－20231011－Ｖ1.0－工作总结．xlsx",
            {},
            "运营部-周报-20231011-V1.0-工作总结.xlsx",
        ),
        ("运营部—周报—2023年10月11日.xlsx", {}, "运营部-周报-20231011-V1.0.xlsx"),
        ("运营部周报231011_v3final.xlsx", {}, "运营部-周报-20231011-V3.0.xlsx"),
        ("副本 运营部 周报 20231011 第2版.XLSX", {}, "运营部-周报-20231011-V2.0.xlsx"),
        ("运营部-周报-20231011-V1-总结 - 副本.xlsx", {}, "运营部-周报-20231011-V1.0-总结.xlsx"),
        ("01 周报 10月8日.docx", {"folders": ("03 运营部", "2023年")}, None),
        ("运营部-周报-20231011-V1.0-a:b*c?.docx", {}, "运营部-周报-20231011-V1.0-a-bc.docx"),
        ("周报20231011.docx.docx", {"folders": ("运营部",)}, "运营部-周报-20231011-V1.0.docx"),
        (
            "ZD-HR 员工考勤制度 2023.10.1 v1.docx",
            {},
            "ZD-HR-20231001-员工考勤制度-V1.docx",
        ),
        (
            "员工考勤制度.docx",
            {"folders": ("制度类", "人力资源"), "modified": DAY},
            "ZD-HR-20231030-员工考勤制度-V1.docx",
        ),
    ],
)
def test_the_nearest_compliant_name(messy, known, nearest):
    if nearest is None:
        nearest = "运营部-周报-20231008-V1.0-01.docx"
    assert name(messy, **known) == nearest


@pytest.mark.parametrize(
    ("messy", "nearest"),
    [
        ("Human Resources Policy 15 Jan 2024 Leave v2.docx", "HR-Policy-20240115-V2.0-Leave.docx"),
        ("Weekly Report 2024-01-15 Sales.xlsx", "Sales-Weekly-20240115-V1.0.xlsx"),
        (
            "Copy of finance budget 01-15-2024 (final) annual plan.xlsx",
            "Finance-Budget-20240115-V1.0-annual-plan.xlsx",
        ),
    ],
)
def test_english_offices_get_english_codes(messy, nearest):
    assert name(messy, EN) == nearest


def test_a_compliant_name_is_its_own_suggestion():
    for compliant in (
        "运营部-周报-20231011-V1.0-工作总结.xlsx",
        "ZD-HR-20231001-员工考勤制度-V1.docx",
        "HT-SX-20230920-A公司产品销售合同-V1.pdf",
    ):
        assert name(compliant) == compliant


def test_what_cannot_be_known_is_to_be_filled_in():
    suggestion = suggest(ZH, "新建文档.docx")
    assert suggestion.name == "{department}-{type}-{date}-V1.0-新建文档.docx"
    assert suggestion.placeholders == ("department", "type", "date")
    assert "department" in suggestion.why.en


def test_it_says_where_it_has_the_parts_from():
    suggestion = suggest(ZH, "计量法.md", folders=("法规",), modified=DAY)
    assert suggestion.why.zh == "文件类型取自文件夹；部门按文件类型推定；日期取自文件的修改日期"


def test_defaults_serve_where_nothing_speaks():
    known = {"defaults": {"department": "财务部", "type": "报告"}, "modified": DAY}
    assert name("说明.docx", **known) == "财务部-报告-20231030-V1.0-说明.docx"
    assert name("市场部 周报.docx", **known) == "市场部-周报-20231030-V1.0.docx"


def test_a_files_date_that_its_folders_deny_is_not_used():
    folders = ("运营部", "2023", "10", "周报")
    assert name("周报.docx", folders=folders, modified=datetime.date(2023, 10, 5)) is not None
    for modified in (datetime.date(2024, 10, 5), datetime.date(2023, 9, 5)):
        assert "{date}" in name("周报.docx", folders=folders, modified=modified)


def test_a_department_is_never_guessed_between_two():
    assert name("关于市场部与运营部协作的通知20230102.docx").startswith("{department}-通知-")


def test_a_document_of_tomorrow_keeps_its_number_as_title():
    assert "{date}" in name("运营部周报99991231.docx")


@pytest.mark.parametrize("messy", ["a.exe", "a.docx.bat", "照片.cr2"])
def test_a_kind_of_file_that_is_not_allowed_has_no_suggestion(messy):
    assert suggest(ZH, messy) is None


def test_a_long_title_is_cut_between_letters():
    for letter in ("国", "a", "e\u0301", "𠮷"):
        nearest = name(f"运营部 周报 20231011 {letter * 300}.docx")
        assert 240 < len(nearest.encode()) <= 255
        assert not check_name(ZH, nearest)


def test_two_titles_stay_two():
    names = [name(f"刑法修正案（{n}）.md", folders=("法规",), modified=DAY) for n in "一二三四"]
    assert len(set(names)) == 4


def test_a_declared_scheme_is_suggested_for_too():
    declared = Convention.from_mapping(
        {
            "schemes": {
                "cases": {
                    "pattern": "{number}_{date}_{version}[_{title}_{desk}]",
                    "folder": "cases/{year}",
                    "superseded_mark": "old",
                    "fields": {"number": "digits(6)", "desk": "code"},
                }
            }
        }
    )
    only = dataclasses.replace(declared, schemes=declared.schemes[-1:])
    suggestion = suggest(only, "Complaint of 2023-10-11.pdf")
    assert suggestion.name == "{number}_20231011_V1.0_Complaint-of_{desk}.pdf"
    assert suggestion.placeholders == ("number", "desk")
    assert suggest(only, "20231011.pdf").name == "{number}_20231011_V1.0.pdf"


# ---- any name at all


def holes_filled(suggestion, convention):
    filling = {
        "department": list(convention.departments.codes),
        "type": list(convention.types.codes),
        "category": list(convention.categories.codes),
        "date": ["20240229"],
        "title": ["题"],
        "extension": sorted(convention.extensions),
    }
    for place in (0, -1):
        text = suggestion.name
        for hole in suggestion.placeholders:
            assert f"{{{hole}}}" in text
            text = text.replace(f"{{{hole}}}", filling[hole][place])
        yield text


PIECES = st.sampled_from(
    [
        *("运营部", "市场", "周报", "方案", "法规", "ZD-HR", "HR", "最终版", "(2)", "副本", "v1"),
        *("2023.10.11", "１００８", "231011", "V1.0", "-", "_", " ", "\u3000", "－", ".", ".docx"),
        *("CON", "nul", "\u202e", "\u200b", "..", ".git", "git~1", "：", "*", "（七）", "é", "｡"),
        *("\x00", "\udcff", "А", "x" * 200, "国" * 90, "{date}", "~$", "-V2", "{", "旧版"),
    ]
)
NAMES = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join))


@settings(max_examples=400, deadline=None)
@given(NAMES, st.lists(st.one_of(PIECES, st.text(max_size=9)), max_size=3), st.booleans())
@example("{date}.docx", [], False)
@example("CON.docx", [], False)
@example("旧版-20231008-V2.0-双十一执行方案.docx", [], False)
def test_a_suggestion_passes_every_rule_whatever_the_name(messy, folders, dated):
    for convention in (ZH, EN):
        suggestion = suggest(convention, messy, folders=folders, modified=DAY if dated else None)
        if suggestion is None:
            continue
        for text in holes_filled(suggestion, convention):
            assert check_name(convention, text) == []
            assert convention.parse(text) or convention.parse_superseded(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", "a/c", ""]), NAMES), max_size=8))
def test_no_two_suggestions_are_the_same(files):
    pairs = []
    for folder, messy in files:
        suggestion = suggest(ZH, messy.replace("/", ""), modified=DAY)
        if suggestion:
            pairs.append((f"{folder}/{messy}".strip("/"), suggestion))
    made = distinct(ZH, pairs)
    assert len({one.name.casefold() for one in made}) == len(pairs)
    for one in made:
        for text in holes_filled(one, ZH):
            assert check_name(ZH, text) == []


# ---- keeping them apart


def apart(*files, taken=()):
    pairs = [(path, suggest(ZH, path.rpartition("/")[2], modified=DAY)) for path in files]
    return [one.name for one in distinct(ZH, pairs, taken)]


def test_names_that_are_distinct_stay_as_they_are():
    assert apart("运营部 周报 甲.docx", "运营部 周报 乙.docx") == [
        "运营部-周报-20231030-V1.0-甲.docx",
        "运营部-周报-20231030-V1.0-乙.docx",
    ]


def test_files_of_different_folders_get_their_folders_name():
    assert apart("经济法/广告法.md", "行政 法/广告法.md") == [
        "{department}-{type}-20231030-V1.0-广告法（经济法）.md",
        "{department}-{type}-20231030-V1.0-广告法（行政法）.md",
    ]


def test_files_of_one_folder_get_numbers_and_the_first_stays():
    assert apart("运营部周报 甲.docx", "运营部周报 甲(1).docx", "运营部 周报 甲 副本.docx") == [
        "运营部-周报-20231030-V1.0-甲.docx",
        "运营部-周报-20231030-V1.0-甲（2）.docx",
        "运营部-周报-20231030-V1.0-甲（3）.docx",
    ]


def test_a_name_already_there_is_given_to_nobody():
    taken = ("运营部-周报-20231030-V1.0-甲.docx", "运营部-周报-20231030-V1.0-甲（2）.docx")
    assert apart("运营部 周报 甲.docx", taken=taken) == ["运营部-周报-20231030-V1.0-甲（3）.docx"]


def test_names_without_a_title_get_one():
    assert apart("运营部 周报.docx", "运营部 周报(1).docx") == [
        "运营部-周报-20231030-V1.0.docx",
        "运营部-周报-20231030-V1.0-2.docx",
    ]


def test_a_number_fits_into_the_longest_name():
    long = f"运营部 周报 {'国' * 100}"
    names = apart(f"{long}.docx", f"{long}(1).docx")
    assert names[1].endswith("国（2）.docx")
    assert all(len(one.encode()) <= 255 for one in names)


def test_the_reason_says_what_was_added():
    pairs = [(path, suggest(ZH, path)) for path in ("运营部 周报.docx", "运营部 周报(1).docx")]
    assert "序号" in distinct(ZH, pairs)[1].why.zh
