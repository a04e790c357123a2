"""The text of a query, made ready to be read, and the errors that point into it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from docvault.errors import QuerySyntax, QueryTooLong
from naming_rules.language import Text

LONGEST: Final = 1_000
"""Characters of a query."""

QUOTATION: Final = {'"': '"', "“": '”“"', "”": '”“"', "「": "」", "『": "』"}
"""What begins a quotation, and what ends it: “ and ” are easily taken for each other."""

# What a Chinese keyboard writes for the characters of the language, one for one.
_HALF: Final = str.maketrans("：（）＊－＂，、", ':()*-",,')
_BLANK: Final = {"Cc", "Cs", "Zl", "Zp", "Zs"}
_INVISIBLE: Final = "Cf"
_NOT_KNOWN: Final = {"Co", "Cn"}
_LONGEST_FOUND: Final = 30


@dataclass(frozen=True, slots=True)
class Source:
    """A query without what cannot be seen.

    `shown` is its text, every blank and control character U+0020; `plain` the same with the signs
    of the language in half width; `places` where each character stood in what was given; `closing`
    the bracket that ends the one at a position, for pairs that lie in one word: 员工手册（试行）.
    """

    shown: str
    plain: str
    places: Sequence[int]
    closing: Mapping[int, int]

    @classmethod
    def of(cls, text: str) -> Source:
        """Read a text. Raises QueryTooLong."""
        if len(text) > LONGEST:
            raise QueryTooLong(position=LONGEST, found=len(text), allowed=LONGEST)
        kinds = [unicodedata.category(character) for character in text]
        places = [place for place, kind in enumerate(kinds) if kind != _INVISIBLE]
        shown = "".join(" " if kinds[place] in _BLANK else text[place] for place in places)
        plain = shown.translate(_HALF)
        return cls(shown, plain, places, _pairs(plain))

    def wrong(self, start: int, end: int, hint: Text) -> QuerySyntax:
        """Return the error about a piece of the text."""
        return QuerySyntax(**self.at(start, end), hint=hint)

    def at(self, start: int, end: int) -> dict[str, object]:
        """Return the fields of an error about a piece of the text."""
        return {"position": self.places[start], "found": self.shown[start:end][:_LONGEST_FOUND]}


def _pairs(plain: str) -> dict[int, int]:
    """Return the brackets that are closed before the next blank or quotation mark."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for place, character in enumerate(plain):
        if character == "(":
            opened.append(place)
        elif character == ")" and opened:
            pairs[opened.pop()] = place
        elif character == " " or character in QUOTATION:
            opened.clear()
    return pairs


def searchable(text: str) -> bool:
    """Tell whether a text has something an index may hold.

    That is a letter, a digit, or a character that this Python's Unicode does not know yet (rare
    surnames) or leaves to private use.
    """
    return any(
        character.isalnum() or unicodedata.category(character) in _NOT_KNOWN for character in text
    )
