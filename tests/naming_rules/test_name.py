"""Version numbers and the values that names are parsed into."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naming_rules.convention import Convention
from naming_rules.name import DocumentName, VersionNumber

MAJOR = st.builds(VersionNumber, st.integers(1, 9999))
MINOR = st.builds(VersionNumber, st.integers(1, 9999), st.integers(0, 9999))


def test_a_version_is_written_in_its_form() -> None:
    assert str(VersionNumber(3)) == "V3"
    assert str(VersionNumber(1, 0)) == "V1.0"


def test_versions_are_ordered_as_numbers_not_as_text() -> None:
    texts = ["V10.0", "V2.0", "V1.10", "V1.9"]
    numbers = [VersionNumber(*map(int, text[1:].split("."))) for text in texts]
    assert [str(number) for number in sorted(numbers)] == ["V1.9", "V1.10", "V2.0", "V10.0"]


def test_the_next_version_is_a_major_step_unless_told_otherwise() -> None:
    assert str(VersionNumber(1, 3).next()) == "V2.0"
    assert str(VersionNumber(1, 3).next(major=False)) == "V1.4"
    assert str(VersionNumber(1).next()) == "V2"


def test_a_form_without_minor_numbers_has_no_minor_step() -> None:
    with pytest.raises(ValueError, match="V1 has no minor number"):
        VersionNumber(1).next(major=False)


@given(MAJOR | MINOR)
def test_the_next_version_follows_and_is_higher(number: VersionNumber) -> None:
    assert number.next() > number
    assert number.next().follows(number)
    assert not number.follows(number)
    assert not number.next().next().follows(number)


@given(MINOR)
def test_a_minor_step_follows_and_is_lower_than_a_major_one(number: VersionNumber) -> None:
    minor = number.next(major=False)
    assert minor.follows(number)
    assert number < minor < number.next()


@given(MAJOR, MINOR)
def test_versions_of_two_forms_never_follow_each_other(
    one: VersionNumber, two: VersionNumber
) -> None:
    assert not one.follows(two)
    assert not two.follows(one)
    assert one != two


@given(MAJOR | MINOR, MAJOR | MINOR)
def test_the_order_of_versions_is_total(one: VersionNumber, two: VersionNumber) -> None:
    assert [one < two, one == two, one > two].count(True) == 1
    assert (one <= two) == (not one > two)
    assert (one >= two) == (not one < two)


def test_a_name_says_which_codes_it_holds() -> None:
    convention = Convention.preset("zh")
    name = convention.parse("运营部-周报-20231011-V1.0-工作总结.xlsx")
    assert name == DocumentName(
        scheme="operations",
        codes=(("department", "运营部"), ("type", "周报")),
        date=datetime.date(2023, 10, 11),
        version=VersionNumber(1, 0),
        title="工作总结",
        extension="xlsx",
    )
    assert (name.department, name.type, name.category) == ("运营部", "周报", None)


def test_a_name_of_the_filing_scheme_says_its_category() -> None:
    name = Convention.preset("zh").parse("ZD-HR-20231001-员工考勤制度-V1.docx")
    assert name is not None
    assert (name.department, name.type, name.category) == (None, None, "ZD-HR")
