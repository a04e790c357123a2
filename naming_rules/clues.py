"""What a messy name and its folders say: dates, versions, codes, and the words that are left."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Any, Final

from naming_rules.characters import DASHES, tidied
from naming_rules.codes import Codes, folded
from naming_rules.found_dates import find_date, plain
from naming_rules.found_versions import find_version

_CUT: Final = " "
_NOISE: Final = re.compile(
    r"(?:最终|最新|修改|修订|修正|终|新|定稿)[版稿]本?|(?:最终)?定稿|副本|拷贝|复件|备份文件|草稿|初稿"
    r"|(?<![a-z])(?:copy of|copy|final|latest|draft|backup|bak)(?![a-z])",
    re.IGNORECASE,
)
_COPY: Final = re.compile(r"\(\s{0,2}\d{1,3}\s{0,2}\)|\[\s{0,2}\d{1,3}\s{0,2}\]")
_EMPTY: Final = re.compile(
    r"\(\s{0,9}\)|（\s{0,9}）|\[\s{0,9}\]|【\s{0,9}】|《\s{0,9}》|\{\s{0,9}\}"
)
_BETWEEN: Final = re.compile(rf"[\s_\-+~=|:*?\"<>\\/{''.join(DASHES)}]+|(?<!\d)\.|\.(?!\d)")
_ENDS: Final = " .,;:!·、，；：！&@#$%^'`"
_NUMBERED: Final = re.compile(r"^\d{1,3}[\s._\-、)）]*(?=\D)")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|$)")
_MONTH: Final = re.compile(r"(0?[1-9]|1[0-2])月?$")
_MOST_WORDS: Final = 3
_SHORTEST: Final = 2


class Source(IntEnum):
    """Where a part was found, the surest first."""

    NAME = 0
    FOLDER = 1
    OWNER = 2
    IN_NAME = 3
    DEFAULT = 4
    IN_FOLDER = 5


@dataclass(frozen=True, slots=True)
class Clue:
    """A code, where it was found, and which words of the name say nothing else (from, to)."""

    code: str
    source: Source
    words: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Reading:
    """A name, read: its date and version if it says them, and the words beside them."""

    words: tuple[str, ...]
    date: datetime.date | None
    version: tuple[int, int | None] | None


def read_name(
    stem: str,
    *,
    latest: datetime.date,
    folders: Sequence[str] = (),
    modified: datetime.date | None = None,
) -> Reading:
    """Read a name without its extension; `latest` is the last day a document can be of."""
    text = legible(stem)
    years = tuple(years_of(folders))
    date = find_date(text, latest=latest, years=years, modified=modified)
    if date:
        text = f"{text[: date.start]}{_CUT}{text[date.end :]}"
    version = find_version(text)
    if version:
        text = f"{text[: version.start]}{_CUT}{text[version.end :]}"
    return Reading(
        tuple(_words(text)),
        date.date if date else None,
        (version.major, version.minor) if version else None,
    )


def legible(text: str) -> str:
    """Return `text` as it was probably meant: nothing invisible, letters and dashes narrow."""
    return plain(tidied(text))


def years_of(folders: Sequence[str]) -> Iterator[int]:
    """Yield the years that folders are named for, the nearest first."""
    for folder in reversed(folders):
        yield from (int(match[1]) for match in _YEAR.finditer(plain(folder)))


def agrees(date: datetime.date, folders: Sequence[str]) -> bool:
    """Whether the year and month folders say nothing against a date."""
    years = list(years_of(folders))
    if years and date.year not in years:
        return False
    for year, month in pairwise(plain(folder) for folder in folders):
        match = _MONTH.fullmatch(month) if _YEAR.search(year) else None
        if match and int(match[1]) != date.month:
            return False
    return True


def find_code(codes: Codes[Any], words: Sequence[str], folders: Sequence[str]) -> Clue | None:
    """Return the clue to a code that is a word of the name or a folder, in any spelling."""
    return _named(codes, words) or _folder(codes, folders)


def guess_code(
    codes: Codes[Any], words: Sequence[str], folders: Sequence[str], *, certain: bool = False
) -> Clue | None:
    """Return the clue to a code that is a piece of a longer word in the name or a folder.

    `certain` asks for the code itself, no alias, and that no other is named beside it: 人力 in
    a title does not make the document the personnel department's.
    """
    return _within(codes, " ".join(words), Source.IN_NAME, certain=certain) or _within(
        codes, " ".join(folders), Source.IN_FOLDER, certain=certain
    )


def split_leading(codes: Codes[Any], words: Sequence[str]) -> tuple[str, ...]:
    """Cut a code from the word it begins: 市场部活动方案 is two words when 市场部 is a code."""
    cut: list[str] = []
    for word in words:
        code = max((c for c in codes.codes if _begins(word, c)), key=len, default="")
        cut.extend((word[: len(code)], word[len(code) :]) if code else (word,))
    return tuple(cut)


def levels_in(folders: Sequence[str], levels: Mapping[tuple[str, str], str]) -> Clue | None:
    """Return the category whose two levels are two folders, one in the other."""
    for pair in pairwise(folders):
        if code := levels.get((pair[0].strip(), pair[1].strip())):
            return Clue(code, Source.FOLDER)
    return None


def joined(words: Iterable[str]) -> str:
    """Return words as one title: joined by `-` between Latin ones, directly otherwise."""
    title = ""
    for word in words:
        latin = title[-1:].isascii() and word[:1].isascii()
        title += f"-{word}" if title and latin else word
    return title


def title_from(text: str) -> str:
    """Return a title written with blanks as one without: no words that only tell of copies."""
    return joined(_words(legible(text)))


def _words(text: str) -> Iterator[str]:
    text = _COPY.sub(_CUT, _NOISE.sub(_CUT, text))
    for _ in range(2):  # brackets in brackets
        text = _EMPTY.sub(_CUT, text)
    for word in _BETWEEN.split(text):
        if word := word.strip(_ENDS):
            yield word


def _named(codes: Codes[Any], words: Sequence[str]) -> Clue | None:
    """Find a code that is one word of the name, or up to three (`Human Resources`).

    A code itself goes before an alias: in `工作总结 周报`, 周报 is the type.
    """
    alias: Clue | None = None
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - count + 1):
            span = words[start : start + count]
            for text in dict.fromkeys(glue.join(span) for glue in ("-", " ", "")):
                if entry := codes.find(text):
                    clue = Clue(entry.code, Source.NAME, (start, start + count))
                    if count > 1 or folded(entry.code) == folded(text):
                        return clue
                    alias = alias or clue
    return alias


def _folder(codes: Codes[Any], folders: Sequence[str]) -> Clue | None:
    for folder in reversed(folders):
        if entry := codes.find(folder) or codes.find(_NUMBERED.sub("", folder)):
            return Clue(entry.code, Source.FOLDER)
    return None


def _within(codes: Codes[Any], text: str, source: Source, *, certain: bool) -> Clue | None:
    """Find a code inside longer words: the longest, then the last (the noun of a Chinese name)."""
    text = folded(text)
    found = [
        (len(word), at, entry.code)
        for word, entry in codes.words.items()
        if len(word) >= _SHORTEST
        and (at := text.rfind(word)) >= 0
        and _stands_alone(text, at, word)
        and not (certain and word != folded(entry.code))
    ]
    if not found or (certain and len(found) > 1):
        return None
    return Clue(max(found)[2], source)


def _stands_alone(text: str, at: int, word: str) -> bool:
    """Whether a Latin word found in a text is no piece of a longer one (`HR` in `three`)."""
    before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
    return not (_latin(before + word[0]) or _latin(word[-1] + after))


def _latin(two: str) -> bool:
    return len(two) > 1 and two.isascii() and two.isalpha()


def _begins(word: str, code: str) -> bool:
    return len(code) >= _SHORTEST and len(word) > len(code) and word.startswith(code)
