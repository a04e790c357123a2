"""The dates that files bear, in ISO 8601."""

from __future__ import annotations

import datetime
import re
from email.utils import parsedate_to_datetime

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)?")
# ISO 32000-1, 7.9.4: D:20231011093000+08'00' and every beginning of it from the day on
_PDF = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?(?:(Z)|([+-]\d\d)'?(\d\d)?)?)?")

_EARLIEST = "1900"  # 1601 and 1899 are how programs write "never"


def iso_date(text: str) -> str:
    """Return a date or a time in ISO 8601 to the second, with the offset where there was one.

    Read are ISO 8601 (Office, OpenDocument), PDF dates and RFC 5322 (mail). The first ten
    characters are always the day. Empty for what is none of these, for a day that there is not,
    and for one before 1900.
    """
    text = text.strip()
    try:
        date = _read(text)
    except (ValueError, TypeError, OverflowError):
        return ""
    return date if date >= _EARLIEST else ""


def _read(text: str) -> str:
    if _ISO.fullmatch(text):
        return _shown(text)
    if found := _PDF.match(text):
        return _of_pdf(*found.groups(default=""))
    return parsedate_to_datetime(text).isoformat()


def _shown(text: str) -> str:
    if len(text) == len("2023-10-11"):
        return datetime.date.fromisoformat(text).isoformat()
    text = re.sub(r"\.\d+", "", text)  # LibreOffice writes nine digits of a second
    return datetime.datetime.fromisoformat(text).replace(microsecond=0).isoformat()


def _of_pdf(
    year: str,
    month: str,
    day: str,
    hour: str,
    minute: str,
    second: str,
    utc: str,
    hours: str,
    minutes: str,
) -> str:
    date = f"{year}-{month}-{day}"
    if not hour:
        return _shown(date)
    offset = "+00:00" if utc else f"{hours}:{minutes or '00'}" if hours else ""
    return _shown(f"{date}T{hour}:{minute}:{second or '00'}{offset}")
