"""How badly a piece of a name fits a field: 0 when it is right, None when it cannot be meant."""

from __future__ import annotations

import datetime
import re
from typing import Final, get_args

from naming_rules.convention import Convention
from naming_rules.pattern import BUILT_IN, Piece
from naming_rules.scheme import (
    CODES,
    Scheme,
    VersionForm,
    digits_of,
    kind_expression,
    real_day,
)

RIGHT: Final = 0.0
ANOTHER_SPELLING: Final = 1.0
WRONG_FORM: Final = 2.0
DOUBTFUL: Final = 3.0
UNKNOWN: Final = 8.5  # less than a missing part and a word too many
_STRONG_IN_TEXT: Final = 2.5

_MOST_REMEMBERED: Final = 20_000
_WORTH_REMEMBERING: Final = 30  # characters; the words of one company come again and again

WORDS: Final = {"code": 3, "pair": 3, "date": 3, "version": 2}
"""How many words a field of a kind may take."""

_DAY: Final = re.compile(
    r"([0-9]{4})(?:([0-9]{2})([0-9]{2})|[年./_\s-]{1,2}([0-9]{1,2})[月./_\s-]{1,2}([0-9]{1,2})[日号]?)"
)
_DIGITS: Final = re.compile(r"[0-9]{4,12}")
_VERSION: Final = re.compile(
    r"[vV][a-z]{0,6}[._\s]{0,2}[0-9]{1,6}(?:[._\s][0-9]{1,6}){0,3}(?:[A-Za-z0-9]{0,6}|[版稿本])"
)
_VERSION_IN_WORDS: Final = re.compile(r"(?:第?[0-9一二三四五六七八九十]{1,3}版|版本号?[0-9.]{1,6})")
_VERSION_FORMS: Final = {
    form: re.compile(kind_expression("version", frozenset(), form))
    for form in get_args(VersionForm)
}
_BETWEEN: Final = re.compile(r"[-\s_]+")
_NUMBER: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,2}")


def fit(
    convention: Convention, scheme: Scheme, piece: Piece, text: str, words: int
) -> float | None:
    """Return how badly `text`, which is of `words` words, fits a field that is not free text."""
    memory, key = convention.memory, (scheme.id, piece.text, text, words)
    if key in memory:
        cost: float | None = memory[key]
        return cost
    if len(memory) >= _MOST_REMEMBERED:
        memory.clear()
    cost = _fit(convention, scheme, piece, text, words)
    if len(text) <= _WORTH_REMEMBERING:
        memory[key] = cost
    return cost


def _fit(
    convention: Convention, scheme: Scheme, piece: Piece, text: str, words: int
) -> float | None:
    kind = piece.kind or ""
    if piece.text == "mark":
        return RIGHT if text == scheme.superseded_mark else None
    if digits := digits_of(kind):
        return _digits(text, words, digits)
    if kind == "date":
        return _date(text)
    if kind == "version":
        return _version(scheme, text)
    return _code(convention, piece, text, words)


def date_of(text: str) -> datetime.date | None:
    """Return the day a date's part gives, in the right form or in another."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    month, day = match[2] or match[4], match[3] or match[5]
    return real_day(f"{match[1]}{int(month):02}{int(day):02}")


def is_eight_digits(text: str) -> bool:
    """Tell whether a date has the right form, whether or not there is such a day."""
    return re.fullmatch("[0-9]{8}", text) is not None


def is_meant(convention: Convention, scheme: Scheme, piece: Piece, word: str) -> bool:
    """Tell whether a word that stands elsewhere is surely meant for a field."""
    worst = RIGHT if piece.text in CODES else WRONG_FORM
    cost = (
        fit(convention, scheme, piece, word, 1)
        if piece.kind in {"code", "date", "version"}
        else None
    )
    return piece.text in BUILT_IN and cost is not None and cost <= worst


def in_text(word: str) -> float:
    """Return how badly one word fits into free text: less well when it is surely another part."""
    return _STRONG_IN_TEXT if _is_date(word) or _is_version(word) else RIGHT


def _digits(text: str, words: int, count: int) -> float | None:
    if words > 1 or not text.isdecimal():
        return None
    return RIGHT if len(text) == count and text.isascii() else WRONG_FORM


def _date(text: str) -> float | None:
    if is_eight_digits(text):
        return RIGHT if real_day(text) else WRONG_FORM
    if _DAY.fullmatch(text):
        return WRONG_FORM
    return DOUBTFUL if _DIGITS.fullmatch(text) else None


def _version(scheme: Scheme, text: str) -> float | None:
    if _VERSION_FORMS[scheme.version_form].fullmatch(text):
        return RIGHT
    if _VERSION.fullmatch(text) or _VERSION_IN_WORDS.fullmatch(text):
        return WRONG_FORM
    return DOUBTFUL if _NUMBER.fullmatch(text) else None


def _code(convention: Convention, piece: Piece, text: str, words: int) -> float | None:
    if piece.text not in CODES:
        return RIGHT if words == 1 else None
    codes = convention.codes_of(piece.text)
    if text in codes:
        return RIGHT
    if codes.find(text) or codes.find(_BETWEEN.sub("-", text)):
        return ANOTHER_SPELLING
    expected = 2 if piece.kind == "pair" else 1
    if words > expected or any(_is_date(w) or _is_version(w) for w in text.split("-")):
        return None
    if not text.isascii() and all(code.isascii() for code in codes.codes):
        return None
    return UNKNOWN if words == expected else UNKNOWN + 0.05


def _is_date(text: str) -> bool:
    return _DAY.fullmatch(text) is not None


def _is_version(text: str) -> bool:
    return _VERSION.fullmatch(text) is not None or _VERSION_IN_WORDS.fullmatch(text) is not None
