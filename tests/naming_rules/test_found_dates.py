from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naming_rules.found_dates import find_date, number, plain
from naming_rules.found_versions import find_version

LATEST = datetime.date(2025, 6, 30)


def found(text, **known):
    text = plain(text)
    date = find_date(text, latest=LATEST, **known)
    return date and (date.date.isoformat(), text[date.start : date.end])


@pytest.mark.parametrize(
    ("text", "date", "written"),
    [
        ("周报 2023.10.11 总结", "2023-10-11", "2023.10.11"),
        ("计量法(2022-03-29)", "2022-03-29", "2022-03-29"),
        ("2023年10月11日会议", "2023-10-11", "2023年10月11日"),
        ("2023 年 1 月 5 日", "2023-01-05", "2023 年 1 月 5 日"),
        ("2023_1_5", "2023-01-05", "2023_1_5"),
        ("Q4_20231011", "2023-10-11", "20231011"),
        ("２０２３１０１１总结", "2023-10-11", "20231011"),
        ("会议231011", "2023-10-11", "231011"),
        ("会议23.10.11", "2023-10-11", "23.10.11"),
        ("IMG_20231011_093000", "2023-10-11", "20231011_093000"),
        ("20231011093000", "2023-10-11", "20231011093000"),
        ("二〇二三年十月二十一日", "2023-10-21", "二〇二三年十月二十一日"),
        ("Report 5 January 2024", "2024-01-05", "5 January 2024"),
        ("Report Jan 5th, 2024", "2024-01-05", "Jan 5th, 2024"),
        ("2024-Jan-05", "2024-01-05", "2024-Jan-05"),
        ("01-15-2024", "2024-01-15", "01-15-2024"),
        ("15.01.2024", "2024-01-15", "15.01.2024"),
        ("981231", "1998-12-31", "981231"),
    ],
)
def test_a_date_is_found_as_it_is_written(text, date, written):
    assert found(text) == (date, written)


@pytest.mark.parametrize(
    ("text", "known", "date"),
    [
        ("方案1008", {"years": (2023,)}, "2023-10-08"),
        ("方案10月8日", {"years": (2023,)}, "2023-10-08"),
        ("2022年方案10月8日", {"years": (2023,)}, "2022-10-08"),
        ("方案10-08", {"modified": datetime.date(2023, 12, 1)}, "2023-10-08"),
        ("方案1228", {"modified": datetime.date(2024, 1, 3)}, "2023-12-28"),
    ],
)
def test_a_day_takes_the_year_that_is_known(text, known, date):
    assert found(text, **known)[0] == date


@pytest.mark.parametrize(
    "text",
    [
        "方案1008",  # no year known
        "20231311",
        "20230230",
        "20991231",  # not yet
        "123456789012",
        "04-05-2024",  # April or May
        "宪法修正案（2018年）",
        "房间2018",
        "十十年十十月十十日",
    ],
)
def test_what_is_no_date_is_none(text):
    assert found(text) is None


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("周报 v1 总结", (1, None, "v1")),
        ("V2.0", (2, 0, "V2.0")),
        ("方案_v3final", (3, None, "v3")),
        ("方案v1.2.3", (1, 2, "v1.2.3")),
        ("Version 4", (4, None, "Version 4")),
        ("Ver.2", (2, None, "Ver.2")),
        ("版本2", (2, None, "版本2")),
        ("版本号：2.1", (2, 1, "版本号：2.1")),
        ("第2版", (2, None, "第2版")),
        ("第十二版", (12, None, "第十二版")),
        ("2.0版", (2, 0, "2.0版")),
        ("v2.20231011", (2, None, "v2")),
    ],
)
def test_a_version_is_found_as_it_is_written(text, version):
    found = find_version(text)
    assert (found.major, found.minor, text[found.start : found.end]) == version


@pytest.mark.parametrize("text", ["IPv6", "TV5", "v2023", "2023版", "版本", "第版", "第十十版本"])
def test_what_is_no_version_is_none(text):
    assert find_version(text) is None


def test_chinese_numerals_are_read():
    assert [number(text) for text in ("十", "十一", "二十", "九十九", "七", "12")] == [
        10,
        11,
        20,
        99,
        7,
        12,
    ]


@given(st.text(max_size=60))
def test_any_text_can_be_read(text):
    assert len(plain(text)) == len(text)
    for found in (find_date(plain(text), latest=LATEST), find_version(plain(text))):
        assert found is None or 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize("piece", ["1", "2023-1", "v1.", "jan 1 ", "二〇", "2023年 1 月 ", " "])
def test_a_long_text_is_read_at_once(piece):
    text = (piece * 20_000)[:20_000]
    start = time.perf_counter()
    find_date(text, latest=LATEST)
    find_version(text)
    assert time.perf_counter() - start < 2  # quadratic would take minutes
