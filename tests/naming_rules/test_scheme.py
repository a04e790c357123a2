"""Schemes: what they take, that parse and format are inverse, and that both are fast."""

from __future__ import annotations

import dataclasses
import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naming_rules.convention import Convention
from naming_rules.name import DocumentName, SupersededName, VersionNumber
from naming_rules.pattern import PatternError
from naming_rules.scheme import Scheme, split_extension
from tests.naming_rules.schemes import names_of, random_schemes

OPERATIONS = Convention.preset("zh").schemes[0]
FILING = Convention.preset("zh").schemes[1]
SHIPPED = [scheme for name in ("zh", "en") for scheme in Convention.preset(name).schemes]


def shipped_names() -> st.SearchStrategy[tuple[Scheme, DocumentName]]:
    return st.sampled_from(SHIPPED).flatmap(
        lambda scheme: names_of(scheme).map(lambda name: (scheme, name))
    )


def random_names() -> st.SearchStrategy[tuple[Scheme, DocumentName]]:
    return random_schemes().flatmap(
        lambda scheme: names_of(scheme).map(lambda name: (scheme, name))
    )


@given(shipped_names() | random_names())
def test_a_name_that_is_written_is_read_back(pair: tuple[Scheme, DocumentName]) -> None:
    scheme, name = pair
    assert scheme.parse(scheme.format(name)) == name


@given(shipped_names() | random_names(), st.integers(0, 80), st.integers(0, 3), st.text(max_size=3))
def test_a_text_that_is_read_is_written_back(
    pair: tuple[Scheme, DocumentName], start: int, cut: int, put: str
) -> None:
    scheme, name = pair
    text = scheme.format(name)
    text = text[:start] + put + text[start + cut :]
    read = scheme.parse(text)
    assert read is None or scheme.format(read) == text


@given(shipped_names() | random_names(), st.integers(1, 9999), st.integers(0, 9999))
def test_all_versions_of_a_document_have_one_identity(
    pair: tuple[Scheme, DocumentName], major: int, minor: int
) -> None:
    scheme, name = pair
    number = VersionNumber(major, None if scheme.version_form == "major" else minor)
    later = scheme.parse(scheme.format(_with(name, version=number)))
    assert later is not None
    assert scheme.identity(later) == scheme.identity(name)


@given(shipped_names())
def test_another_part_makes_another_document(pair: tuple[Scheme, DocumentName]) -> None:
    scheme, name = pair
    day = name.date + datetime.timedelta(days=1 if name.date.year < 9999 else -1)
    for other in (
        _with(name, date=day),
        _with(name, title=f"{name.title}二"),
        _with(name, extension="pdf" if name.extension != "pdf" else "docx"),
    ):
        assert scheme.identity(other) != scheme.identity(name)


@given(shipped_names())
def test_a_superseded_name_is_read_back(pair: tuple[Scheme, DocumentName]) -> None:
    scheme, name = pair
    assert scheme.parse_superseded(scheme.superseded_name(name)) == SupersededName(
        scheme.superseded_mark, name.date, name.version, name.title, name.extension
    )


@given(
    st.text(max_size=300)
    | st.binary(max_size=300).map(lambda b: b.decode("utf-8", "surrogateescape"))
)
def test_no_text_makes_a_scheme_raise(text: str) -> None:
    for scheme in SHIPPED:
        scheme.parse(text)
        scheme.parse_superseded(text)


def _with(name: DocumentName, **parts: object) -> DocumentName:
    return dataclasses.replace(name, **parts)


def test_the_examples_of_the_manual_are_read() -> None:
    name = OPERATIONS.parse("市场部-活动方案-20231008-V2.0-双十一执行方案.docx")
    assert name is not None
    assert str(name.version) == "V2.0"
    assert name.title == "双十一执行方案"
    filed = FILING.parse("HT-SX-20230920-A公司产品销售合同-V1.pdf")
    assert filed is not None
    assert filed.codes == (("category", "HT-SX"),)


def test_a_title_may_hold_the_separator() -> None:
    name = FILING.parse("ZD-HR-20231001-考勤-2023-V2-草案-V1.docx")
    assert name is not None
    assert (name.title, str(name.version)) == ("考勤-2023-V2-草案", "V1")


def test_a_version_at_the_end_is_no_extension() -> None:
    assert split_extension("运营部-周报-20231011-V1.0") == ("运营部-周报-20231011-V1.0", "")
    assert split_extension("x.7z") == ("x", "7z")
    assert split_extension(".docx") == (".docx", "")


@pytest.mark.parametrize(
    "name",
    [
        "运营部-周报-20230229-V1.0-总结.xlsx",
        "运营部-周报-20231011-V0.1-总结.xlsx",
        "运营部-周报-20231011-V01.0-总结.xlsx",
        "运营部-周报-20231011-V1.00-总结.xlsx",
        "运营部-周报-20231011-v1.0-总结.xlsx",
        "运营部-周报-20231011-V1-总结.xlsx",
        "运营部-周报-２０２３１０１１-V1.0-总结.xlsx",
        "运营部-周报-20231011-V1.0-.xlsx",
        "运营部--20231011-V1.0-总结.xlsx",
        "运营部-周报-20231011-V1.0-总结.xlsx\n",
        "a/运营部-周报-20231011-V1.0-总结.xlsx",
        "",
    ],
)
def test_a_name_not_wholly_well_formed_is_no_name(name: str) -> None:
    assert OPERATIONS.parse(name) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "{department}{type}-{date}-{version}",
        "{department}-{date}-{date}-{version}",
        "{department}-{nothing}-{date}-{version}",
        "{department}-{date}",
        "{date}[-{version}]",
        "{date}-{version}[-{title}",
        "{date}-{version}[-{title}]-x",
        "{date}-{version}]",
        "{date}-{version}-{",
        "{date}-{version}-{title}[-{department}]",
        "{date}-{version}[-x]",
        "{date}:{version}",
        "{date}.{version}",
        "{date}\n{version}",
        "{date}a{version}",
        "{mark}-{date}-{version}",
        "",
        "(a+)+$",
        "{date}-{version}" + "-x" * 200,
    ],
)
def test_what_is_not_of_the_language_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        Scheme("x", pattern, "a", "old")


@pytest.mark.parametrize(
    "folder",
    [
        "",
        "a//b",
        "{year}/",
        "/a",
        "{version}",
        "{title}",
        "{year}{month}",
        "a:b",
        "..",
        "-a",
        "{category1}",
        "{no}",
        "a/ b",
    ],
)
def test_what_is_no_place_is_refused(folder: str) -> None:
    with pytest.raises(PatternError):
        Scheme("x", "{department}-{date}-{version}", folder, "old")


LONG = [
    "-" * 20_000,
    "运营部-" * 5_000,
    "ZD-HR-20231001-" + "-V1" * 7_000 + "x",
    "ZD-HR-20231001-" + "V1-" * 7_000,
    "运营部-周报-20231011-V1.0-" + "-V1.0" * 4_000 + "\x00",
    "a" * 20_000,
    "." * 20_000,
    "1" * 20_000,
]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_reading_takes_time_in_proportion_to_the_length(text: str) -> None:
    short, long = _seconds(text[: len(text) // 8]), _seconds(text)
    assert long < 8 * 6 * max(short, 20e-6)


def _seconds(text: str) -> float:
    def once() -> float:
        start = time.process_time()
        for scheme in SHIPPED:
            scheme.parse(text)
            scheme.parse_superseded(text)
        return time.process_time() - start

    return min(once() for _ in range(5))
