"""Letters to measure and to draw: the system's Chinese font, another for what it lacks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from PIL import ImageFont

from docvault.extract.fonts import PACKAGE, Fonts
from docvault.extract.refusal import Refusal
from docvault.extract.unread import Trouble

_MEASURED = 100  # points: widths of all sizes follow from this one's
_COMPARED = 24
_NOWHERE = "\uffff"  # no font has it
_UNSEEN = {"Cc", "Cf", "Cs", "Mn", "Me"}  # kinds of characters that take no room of their own
_BLANKS = {"\t": "    ", "\u00a0": " ", "\u2003": "  "}
_SIMPLE = {"✅": "✔", "❌": "✘", "⭐": "★", "❗": "!", "❓": "?", "➡": "→", "⬅": "←"}  # emoji
_EAST_ASIAN = {"W", "F"}
_PRIVATE = "Co"

Face = ImageFont.FreeTypeFont


class Faces:
    """The fonts of a page. A text goes through `known` first; the rest takes what that returns."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._widths: dict[tuple[str, bool], float] = {}
        self._homes: dict[str, int] = {}
        self._spellings: dict[str, str] = {}
        self._count = 2 + bool(fonts.chinese)

    def known(self, text: str) -> str:
        """Return a text in characters that can be drawn.

        Rare ones that no font here has are named by their number, never drawn as boxes. Raises
        `Refusal` where Chinese cannot be drawn at all.
        """
        return "".join(map(self._spelling, unicodedata.normalize("NFC", text)))

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a text will be, in points."""
        return sum(self._width(each, bold) for each in text) * size / _MEASURED

    def runs(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield the parts of a text, each with the number of the font that has its characters."""
        for home, part in groupby(text, key=self._home):
            yield home, "".join(part)

    def face(self, home: int, size: int, *, bold: bool = False) -> Face:
        """Return a font in a size; bold where there is a bold one."""
        path, number = self._places()[home]
        if home == 0 and bold and self._fonts.bold:
            path = self._fonts.bold
        return _loaded(path, number, size)

    @property
    def thickens(self) -> bool:
        """Whether bold has to be drawn by thicker strokes."""
        return not self._fonts.bold

    def _places(self) -> list[tuple[str, int]]:
        own = [(self._fonts.other, 0), ("", 0)]
        return [(self._fonts.chinese, self._fonts.face), *own] if self._fonts.chinese else own

    def _width(self, character: str, bold: bool) -> float:
        found = self._widths.get((character, bold))
        if found is None:
            face = self.face(self._home(character), _MEASURED, bold=bold)
            found = self._widths[character, bold] = face.getlength(character)
        return found

    def _spelling(self, character: str) -> str:
        found = self._spellings.get(character)
        if found is None:
            found = self._spellings[character] = self._spelled(character)
        return found

    def _spelled(self, character: str) -> str:
        if character in _BLANKS:
            return _BLANKS[character]
        if unicodedata.category(character) in _UNSEEN:
            return ""
        if self._home(character) >= 0:
            return character
        if (simple := _SIMPLE.get(character)) and self._home(simple) >= 0:
            return simple
        east_asian = unicodedata.east_asian_width(character) in _EAST_ASIAN
        if east_asian and character.isalpha() and not self._fonts.chinese:
            raise Refusal(Trouble.MISSING, f"no font for Chinese: install {PACKAGE}")
        private = unicodedata.category(character) == _PRIVATE
        return "•" if private else f"[U+{ord(character):04X}]"

    def _home(self, character: str) -> int:
        """Return the first font that has a character; -1: none."""
        found = self._homes.get(character)
        if found is None:
            has = (home for home in range(self._count) if self._has(home, character))
            found = self._homes[character] = 0 if character.isspace() else next(has, -1)
        return found

    def _has(self, home: int, character: str) -> bool:
        face = self.face(home, _COMPARED)
        return _points(face, character) != _nothing(face)


def _points(face: Face, character: str) -> tuple[tuple[int, int], bytes]:
    drawn = face.getmask(character)
    return drawn.size, bytes(drawn)


@cache
def _nothing(face: Face) -> tuple[tuple[int, int], bytes]:
    """Return what a font draws for a character that it does not have."""
    return _points(face, _NOWHERE)


@cache
def _loaded(path: str, number: int, size: int) -> Face:
    if path:
        plain = ImageFont.Layout.BASIC  # widths add up character by character
        return ImageFont.truetype(path, size, index=number, layout_engine=plain)
    own = ImageFont.load_default(size)
    assert isinstance(own, Face)  # noqa: S101 - for the type checker; Pillow is built with FreeType
    return own
