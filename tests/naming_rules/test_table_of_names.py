"""The table of names: what is wrong in one way gives one finding, that which says it."""

from __future__ import annotations

import datetime
import time

import pytest

from naming_rules.checker import check_name
from naming_rules.context import Context
from naming_rules.convention import Convention
from naming_rules.finding import Finding

ZH = Convention.preset("zh")
CONTEXT = Context(datetime.date(2026, 11, 21))


def found(name: str) -> list[Finding]:
    return check_name(ZH, name, context=CONTEXT)


ONE = {
    "bad-version": [
        "运营部-周报-20231011-v1.0-工作总结.xlsx",
        "运营部-周报-20231011-V1-工作总结.xlsx",
        "运营部-周报-20231011-V01.0-工作总结.xlsx",
        "运营部-周报-20231011-V0.1-工作总结.xlsx",
        "运营部-周报-20231011-V1.0.0-工作总结.xlsx",
        "运营部-周报-20231011-V1.0版-工作总结.xlsx",
        "运营部-周报-20231011-第二版-工作总结.xlsx",
        "ZD-HR-20231001-员工考勤制度-V1.0.docx",
        "旧版-20231008-V1-双十一执行方案.docx",
    ],
    "bidi-character": ["运营部-周报-20231011-V1.0-\u202egpj.xlsx"],
    "extension-not-allowed": ["运营部-周报-20231011-V1.0-工作总结.exe"],
    "forbidden-character": [
        "运营部-周报-20231011-V1.0-工作?总结.xlsx",
        "运营部-周报-20231011-V1.0-10:30.xlsx",
        "运营部-周报-20231011-V1.0-工作\x07总结.xlsx",
        "运营部-周报-20231011-V1.0-工作\ue000总结.xlsx",
        "运营部-周报-20231011-V1.0-工作\udcff总结.xlsx",
    ],
    "future-date": ["运营部-周报-20991011-V1.0-工作总结.xlsx", "作废-20991001-V1-制度.docx"],
    "git-name": [
        ".git",
        ".GIT",
        "git~1",
        ".g\u200cit",
        ".git ",
        ".git.",
        "\u200b.git",
        ".gi\ufefft",
    ],
    "impossible-date": [
        "运营部-周报-20230229-V1.0-工作总结.xlsx",
        "运营部-周报-20231301-V1.0-工作总结.xlsx",
        "ZD-HR-20230931-员工考勤制度-V1.docx",
        "旧版-20231308-V1.0-双十一执行方案.docx",
    ],
    "invisible-character": [
        "运营部-周报-20231011-V1.0-工作\u200b总结.xlsx",
        "\ufeff运营部-周报-20231011-V1.0-工作总结.xlsx",
        "运营\u2060部-周报-20231011-V1.0-工作总结.xlsx",
    ],
    "leading-character": [
        "-运营部-周报-20231011-V1.0-工作总结.xlsx",
        ".运营部-周报-20231011-V1.0-工作总结.xlsx",
    ],
    "look-alike-character": [
        "运营部-周报-２０２３１０１１-V1.0-工作总结.xlsx",
        "运营部-周报-20231011-Ｖ1.0-工作总结.xlsx",
        "运营部-周报-20231011-V1.0-АВС计划.xlsx",
        "ZD-\u041dR-20231001-员工考勤制度-V1.docx",
        "运营部-周报-20231011-V1.0-\u2f2f作.xlsx",
        "运营部-周报-20231011-V1.0-工作总结．xlsx",
    ],
    "missing-extension": [
        "运营部-周报-20231011-V1.0-工作总结",
        "运营部-周报-20231011-V1.0",
    ],
    "missing-title": ["ZD-HR-20231001-V1.docx", "法务部-法规-20220329-V1.0.md"],
    "not-nfc": ["运营部-周报-20231011-V1.0-cafe\u0301.xlsx"],
    "name-too-long": [f"运营部-周报-20231011-V1.0-{'长' * 80}.xlsx"],
    "reserved-name": [
        "NUL.pdf",
        "NUL .pdf",
        "CONIN$",
        "COM¹.docx",
        "ｃｏｎ.docx",
        "aux",
        "LPT0.txt",
    ],
    "trailing-dot-or-space": [
        "运营部-周报-20231011-V1.0-工作总结.xlsx ",
        "运营部-周报-20231011-V1.0-工作总结.xlsx.",
    ],
    "unknown-category": ["ZD-XX-20231001-员工考勤制度-V1.docx", "zd-hr-20231001-考勤-V1.docx"],
    "unknown-department": [
        "运营处-周报-20231011-V1.0-工作总结.xlsx",
        "运营-周报-20231011-V1.0-工作总结.xlsx",
        "OPS-周报-20231011-V1.0-工作总结.xlsx",
    ],
    "unknown-type": [
        "运营部-周抱-20231011-V1.0-工作总结.xlsx",
        "运营部-Weekly-20231011-V1.0-工作总结.xlsx",
    ],
    "unparseable-name": [
        "最终版(2)市场部活动方案1008.docx",
        "计量法实施细则(2022-03-29).md",
        "Q4会议资料_20231011.pptx",
        "新建文档.docx",
        "IMG_2034.jpg",
        "运营部-20231011-V1.0-工作总结.xlsx",
        "周报-20231011-V1.0-工作总结.xlsx",
        "运营部-周报-V1.0-工作总结.xlsx",
        "运营部-周报-20231011-工作总结.xlsx",
        "20231011-运营部-周报-V1.0-工作总结.xlsx",
        "运营部-周报-2023-10-11-V1.0-工作总结.xlsx",
        "运营部-周报-231011-V1.0-工作总结.xlsx",
        "运营部-周报-工作总结-20231011-V1.0.xlsx",
        "运营部-周报-20231011-V1.0-.xlsx",
    ],
    "whitespace": [
        "运营部-周报-20231011-V1.0-工作 总结.xlsx",
        "运营部-周报-20231011-V1.0-工作\u3000总结.xlsx",
        "运营部-周报-20231011-V1.0-工作总结 .xlsx",
        " 运营部-周报-20231011-V1.0-工作总结.xlsx",
    ],
    "wrong-separator": [
        "运营部－周报－20231011－V1.0－工作总结.xlsx",
        "运营部_周报_20231011_V1.0_工作总结.xlsx",
        "运营部 周报 20231011 V1.0 工作总结.xlsx",
        "运营部 - 周报 - 20231011 - V1.0 - 工作总结.xlsx",
        "运营部-周报-20231011-V1.0—工作总结.xlsx",
        "运营部--周报-20231011-V1.0-工作总结.xlsx",
        "旧版_20231008_V1.0_双十一执行方案.docx",
    ],
}
CASES = [(rule, name) for rule, names in ONE.items() for name in names]


@pytest.mark.parametrize(("rule", "name"), CASES)
def test_what_is_wrong_in_one_way_gives_one_finding(rule: str, name: str) -> None:
    assert [finding.rule for finding in found(name)] == [rule]


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("运营处-周抱-20231011-V1.0.xlsx", ["unknown-department", "unknown-type"]),
        (
            "运营部 周报 2023.10.11 v1 工作总结.xlsx",
            ["wrong-separator", "bad-version", "unparseable-name"],
        ),
        (
            "运营部-周报-20231011-v1-工作 总结.exe",
            ["whitespace", "extension-not-allowed", "bad-version"],
        ),
        ("新建文档", ["missing-extension", "unparseable-name"]),
    ],
)
def test_what_is_wrong_in_several_ways_gives_one_finding_each(name: str, rules: list[str]) -> None:
    assert [finding.rule for finding in found(name)] == rules


RIGHT = [
    "运营部-周报-20231011-V1.0-工作总结.xlsx",
    "运营部-周报-20231011-V1.0.xlsx",
    "市场部-活动方案-20231008-V2.0-双十一执行方案.docx",
    "ZD-HR-20231001-员工考勤制度-V1.docx",
    "HT-SX-20230920-A公司产品销售合同-V1.pdf",
    "旧版-20231008-V1.0-双十一执行方案.docx",
    "作废-20231001-V1-员工考勤制度.docx",
    "运营部-周报-20231011-V1.0-（终稿）《办法》，一、二：三.xlsx",
    "运营部-周报-20231011-V1.0-工作——总结_二.xlsx",
    "运营部-周报-20231011-V1.0-2022-2023年度-V3.xlsx",
    "运营部-周报-20231011-V1.0-Договор.xlsx",
    "运营部-周报-20231011-V1.0-日本語カナ.xlsx",
    "运营部-周报-20231011-V1.0-m²β.xlsx",
    "运营部-周报-20231011-V12.34-工作总结.PDF",
]


@pytest.mark.parametrize("name", RIGHT)
def test_nothing_is_found_in_a_right_name(name: str) -> None:
    assert found(name) == []


def test_a_name_that_just_fits_must_still_fit_once_it_is_superseded() -> None:
    longest = f"ZD-HR-20231001-{'长' * 76}abcd-V1.docx"
    assert len(longest.encode()) == 255
    (finding,) = found(longest)
    assert finding.rule == "name-too-long"
    assert "once superseded the name is 256 bytes long" in finding.message.en
    assert found(longest.replace("abcd", "abc")) == []


def test_invisible_characters_are_shown_by_their_code_point() -> None:
    (finding,) = found("运营部-周报-20231011-V1.0-工作\u200b总\u202e结.xlsx")[:1]
    assert "U+200B" in finding.message.en
    assert "\u200b" not in finding.message.zh


LONG = [
    "-" * 40_000,
    "运营部-" * 10_000,
    "a " * 20_000,
    "\u0301" * 40_000,
    "1." * 20_000,
    "\u0410" * 40_000,
    "运营部-周报-20231011-V1.0-" + "总 _结" * 10_000,
    ".git " * 8_000,
    "(" * 40_000,
]


@pytest.mark.parametrize("name", LONG, ids=range(len(LONG)))
def test_judging_takes_time_in_proportion_to_the_length(name: str) -> None:
    short, long = _seconds(name[: len(name) // 8]), _seconds(name)
    assert long < 8 * 5 * max(short, 0.002)


def _seconds(name: str) -> float:
    def once() -> float:
        start = time.process_time()  # others work on the same machine
        found(name)
        return time.process_time() - start

    return min(once() for _ in range(3))
