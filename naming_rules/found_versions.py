"""Version numbers as people write them into file names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from naming_rules.found_dates import number

_MINOR: Final = r"(?:[._](?P<minor>\d{1,3})(?!\d)(?:[._]\d{1,3}(?!\d))?)?"
_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![a-z])(?:version|ver|rev|v)[. _]?\s?(?P<major>\d{{1,3}})(?!\d){_MINOR}",
        rf"版本号?[:：]?\s?(?P<major>\d{{1,3}})(?!\d){_MINOR}",
        r"第\s?(?P<major>\d{1,3}|[一二三四五六七八九十]{1,3})\s?(?:版|稿)(?!本)",
        r"(?<!\d)(?<!\.)(?P<major>\d{1,2})(?:\.(?P<minor>\d{1,2}))?\s?版(?!本)",
    )
)


@dataclass(frozen=True, slots=True)
class FoundVersion:
    """A version (`minor` None when it was not given) and where it stands in the text."""

    major: int
    minor: int | None
    start: int
    end: int


def find_version(text: str) -> FoundVersion | None:
    """Return the version a plain text names: `v1`, `V1.0`, `版本2`, `第2版`, `_v3final`."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            try:
                major = number(parts["major"] or "")
            except (KeyError, ValueError):
                continue
            minor = parts.get("minor")
            return FoundVersion(
                major, int(minor) if minor is not None else None, match.start(), match.end()
            )
    return None
