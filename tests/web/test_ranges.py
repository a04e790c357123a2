"""The rules of RFC 9110 that a download is continued by, line by line."""

from __future__ import annotations

import pytest

from web.preconditions import goes_on, is_known, is_other
from web.ranges import Span, Unsatisfiable, span_of


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", Span(0, 1)),
        ("bytes=2-4", Span(2, 5)),
        ("bytes=7-", Span(7, 10)),
        ("bytes=7-99", Span(7, 10)),
        ("bytes=-3", Span(7, 10)),
        ("bytes=-99", Span(0, 10)),
        ("BYTES=1-1", Span(1, 2)),
    ],
)
def test_one_range_of_bytes_is_understood(header: str, span: Span) -> None:
    assert span_of(header, 10) == span


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes=-",
        "bytes=5-2",
        "bytes=1-2,4-5",
        "lines=1-2",
        "bytes=a-b",
        "bytes=１-２",
        "bytes=" + "9" * 5000 + "-",
        "bytes",
    ],
)
def test_what_is_no_single_range_asks_for_everything(header: str | None) -> None:
    assert span_of(header, 10) is None


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=0-0", 0), ("bytes=-5", 0)]
)
def test_a_range_behind_the_end_cannot_be_had(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        span_of(header, size)


def test_a_part_names_its_place() -> None:
    assert Span(2, 5).of(10) == "bytes 2-4/10"


@pytest.mark.parametrize(
    ("header", "known"),
    [('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ('"b"', False), ("a", False)],
)
def test_what_the_caller_has_is_compared_loosely(header: str, known: bool) -> None:
    assert is_known({"if-none-match": header}, '"a"') is known


@pytest.mark.parametrize(
    ("header", "other"),
    [('"a"', False), ("*", False), ('"b", "a"', False), ('W/"a"', True), ('"b"', True), ("", True)],
)
def test_what_is_to_be_changed_is_compared_strictly(header: str, other: bool) -> None:
    assert is_other({"if-match": header}, '"a"') is other


def test_a_download_of_other_bytes_begins_again() -> None:
    assert goes_on({}, '"a"')
    assert goes_on({"if-range": '"a"'}, '"a"')
    assert not goes_on({"if-range": '"b"'}, '"a"')
    assert not goes_on({"if-range": 'W/"a"'}, '"a"')
    assert not goes_on({"if-range": "Wed, 11 Oct 2023 00:00:00 GMT"}, '"a"')
