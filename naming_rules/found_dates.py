"""Dates as people write them into file names.

Every pattern is bounded and cannot backtrack far; text is read as `plain` writes it, one
character for one, so that what is found can be cut out of the name it came from.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_KEPT: Final = {ord(character): ord(character) for character in "（）！，：；？～"}
_PLAIN: Final = _FULL_WIDTH | _KEPT | {0x3000: 0x20, ord("—"): 0x2D, ord("–"): 0x2D}
_PIVOT: Final = 70  # two-digit years: 69 is 2069, 70 is 1970, as in POSIX
_LAST_HOUR, _LAST_MINUTE = 23, 59

_YEAR: Final = r"(?P<y>(?:19|20)\d\d)"
_GAP: Final = r"\s{0,2}"
_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_MONTH_NAME: Final = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}"
_ORDINAL: Final = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_TIME: Final = r"(?:[-_T ]?(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?)?"

_FULL: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}{_GAP}[年.\-/_\s]{_GAP}(?P<m>\d{{1,2}}){_GAP}[月.\-/_\s]{_GAP}"
        r"(?P<d>\d{1,2})(?!\d)(?:\s?[日号])?",
        rf"(?<!\d){_YEAR}(?P<m>\d\d)(?P<d>\d\d){_TIME}(?!\d)",
        rf"(?<!\d){_YEAR}(?P<m>\d\d)(?P<d>\d\d)(?!\d)",
        r"(?P<Y>[〇○零一二三四五六七八九]{4})年(?P<m>[一二三四五六七八九十]{1,2})月"
        r"(?P<d>[一二三四五六七八九十]{1,3})[日号]?",
        rf"(?<!\d){_YEAR}[-_. ]{{0,2}}{_MONTH_NAME}[-_. ]{{0,2}}{_ORDINAL}(?!\d)",
        rf"(?<!\d){_ORDINAL}[-_., ]{{0,2}}{_MONTH_NAME}[-_., ]{{0,2}}{_YEAR}(?!\d)",
        rf"(?<![a-z]){_MONTH_NAME}[-_. ]{{0,2}}{_ORDINAL}[-_., ]{{1,2}}{_YEAR}(?!\d)",
        rf"(?<!\d)(?P<one>\d{{1,2}})[-._/](?P<two>\d{{1,2}})[-._/]{_YEAR}(?!\d)",
        r"(?<!\d)(?P<yy>\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)",
        r"(?<![\d.v])(?P<yy>\d\d)(?P<by>[-.])(?P<m>\d\d?)(?P=by)(?P<d>\d\d?)(?![\d.])",
    )
)
_DAY_OF_YEAR: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})(?:\s?[日号])?(?!\d)",
        r"(?<![\d.vV\-])(?P<m>\d\d)[-.]?(?P<d>\d\d)(?![\d.\-])",
    )
)
_YEAR_ALONE: Final = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_DIGITS: Final = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "○": 0,
}


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands in the text."""

    date: datetime.date
    start: int
    end: int


def plain(text: str) -> str:
    """Return `text`, as long as before, with full-width digits, letters and marks made narrow.

    Brackets and the punctuation of a Chinese sentence stay: they belong to titles.
    """
    return text if text.isascii() else text.translate(_PLAIN)


def find_date(
    text: str,
    *,
    latest: datetime.date,
    years: tuple[int, ...] = (),
    modified: datetime.date | None = None,
) -> FoundDate | None:
    """Return the date a plain text names, None when it names none that is over at `latest`.

    A day without a year (`10月8日`, `1008`) takes the first year known: one in the text, one of
    `years` (from the folders), the year of `modified`; then it is not after that day.
    """
    for pattern in _FULL:
        for match in pattern.finditer(text):
            date = _full(match.groupdict())
            if date and date <= latest:
                return FoundDate(date, match.start(), match.end())
    named = _YEAR_ALONE.search(text)
    found = [int(named["y"])] if named else []
    for pattern in _DAY_OF_YEAR:
        for match in pattern.finditer(text):
            for year in (*found, *years, *_years_of(match, modified)):
                date = _date(year, int(match["m"]), int(match["d"]))
                if date and date <= latest:
                    return FoundDate(date, match.start(), match.end())
    return None


def number(text: str) -> int:
    """Return a number written in digits or in Chinese numerals (up to 九十九)."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[character]) for character in text))
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def _full(parts: dict[str, str | None]) -> datetime.date | None:
    if (hour := parts.get("H")) and int(hour) > _LAST_HOUR:
        return None
    if (minute := parts.get("M")) and int(minute) > _LAST_MINUTE:
        return None
    if (one := parts.get("one")) and (two := parts.get("two")):
        return _day_and_month(int(parts["y"] or 0), int(one), int(two))
    name = parts.get("name")
    try:
        month = _MONTHS.index(name.lower()) + 1 if name else number(parts["m"] or "")
        return _date(_year(parts), month, number(parts["d"] or ""))
    except (KeyError, ValueError):  # numerals that are no number: 十十
        return None


def _year(parts: dict[str, str | None]) -> int:
    if year := parts.get("y") or parts.get("Y"):
        return number(year)
    two_digits = int(parts["yy"] or 0)
    return two_digits + (1900 if two_digits >= _PIVOT else 2000)


def _day_and_month(year: int, one: int, two: int) -> datetime.date | None:
    """Return the day of `11-10-2023`; None where it could be either of two."""
    dates = {date for date in (_date(year, one, two), _date(year, two, one)) if date}
    return dates.pop() if len(dates) == 1 else None


def _years_of(match: re.Match[str], modified: datetime.date | None) -> Iterator[int]:
    if modified is None:
        return
    date = _date(modified.year, int(match["m"]), int(match["d"]))
    yield modified.year if date is None or date <= modified else modified.year - 1


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
