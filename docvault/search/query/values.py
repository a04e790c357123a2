"""The values of filters that have a form of their own: dates and version numbers."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from typing import Final

from docvault.search.query.nodes import DateRange, Versions
from docvault.search.query.spelling import plain
from naming_rules.language import Text
from naming_rules.name import VersionNumber

DATES: Final = Text(
    "2023、2023-10、2023-10-11、20231011、2023年10月，"
    "或范围 2023-10..2023-12、2023-10..、..2023-12",
    "2023, 2023-10, 2023-10-11, 20231011, 2023年10月, or a range 2023-10..2023-12, 2023-10..,"
    " ..2023-12",
)
VERSIONS: Final = Text(
    "版本号（V2.0、V2），或单独写全部、旧、现行",
    "a number (V2.0, V2), or one of all, old, current by itself",
)
KEYWORDS: Final = {
    **dict.fromkeys(("全部", "all"), Versions.ALL),
    **dict.fromkeys(("旧", "旧版", "old"), Versions.OLD),
    **dict.fromkeys(("现行", "当前", "current"), Versions.CURRENT),
}

# Every repetition is bounded and no two neighbours can take the same character.
_PERIODS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        "([0-9]{4})年?",
        "([0-9]{4})[-/.年]([0-9]{1,2})月?",
        "([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?",
        "([0-9]{4})([0-9]{2})",
        "([0-9]{4})([0-9]{2})([0-9]{2})",
    )
)
_VERSION: Final = re.compile(r"[Vv]?([0-9]{1,9})(?:\.([0-9]{1,9}))?")


def date_range(text: str) -> DateRange | None:
    """Return the days a date or range of dates means; None where it is neither."""
    start, dots, end = unicodedata.normalize("NFKC", text).partition("..")
    if not dots:
        return _period(start)
    opening, closing = _period(start), _period(end)
    if (start and not opening) or (end and not closing) or not (opening or closing):
        return None
    days = DateRange(opening.first if opening else None, closing.last if closing else None)
    return None if days.first and days.last and days.first > days.last else days


def _period(text: str) -> DateRange | None:
    """Return the first and last day of a year, a month or a day."""
    match = next((found for each in _PERIODS if (found := each.fullmatch(text))), None)
    if match is None:
        return None
    year, month, day = (*map(int, match.groups()), None, None)[:3]
    last_month = month or 12
    try:
        last_day = day or calendar.monthrange(year or 0, last_month)[1]
        return DateRange(
            datetime.date(year or 0, month or 1, day or 1),
            datetime.date(year or 0, last_month, last_day),
        )
    except ValueError:  # the 13th month, the 30th of February, the year 0
        return None


def date_text(days: DateRange) -> str:
    """Return the shortest text that `date_range` reads as these days."""
    first, last = (day.isoformat() if day else "" for day in (days.first, days.last))
    for length in (len("2023"), len("2023-10")):
        start, end = first[:length], last[:length]
        written = start if start == end else f"{start}..{end}"
        if date_range(written) == days:
            return written
    return first if first == last else f"{first}..{last}"


def version_number(text: str) -> str | None:
    """Return a version number as documents' names write it; None where it is none."""
    match = _VERSION.fullmatch(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    major, minor = match.groups()
    return str(VersionNumber(int(major), None if minor is None else int(minor)))


def versions_keyword(text: str) -> Versions | None:
    """Return which versions a keyword means; None where it is none."""
    return KEYWORDS.get(plain(text))
