"""Text broken into lines: between words, between Chinese characters, never before a full stop."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from docvault.extract.paper.faces import Faces

_WIDE = "\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60"
_WIDE += "\U00020000-\U0003ffff“”‘’…—·"
_FIRST_WIDE = "\u2e80"
_UNIT = re.compile(rf"\s+|[{_WIDE}]|[^\s{_WIDE}]+")
# What no line begins with, what none ends with (GB/T 15834; W3C, Requirements for Chinese).
_CLOSING = re.compile(r"[，。、；：？！）》」』】〕〉］｝”’…—·％℃々ー,.;:?!)\]}%]+")
_OPENING = re.compile(r"[（《「『【〔〈［｛“‘(\[{]+")


@dataclass(frozen=True, slots=True)
class Style:
    """How words look: size in points, what is drawn through and under them."""

    size: float = 22
    bold: bool = False
    ink: str = "ink"
    rise: float = 0
    """How far above the line they stand, in parts of the size; below where negative."""
    under: bool = False
    through: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """What stands together: a word, a Chinese character, a blank; or a picture of some width."""

    text: str
    style: Style
    width: float
    picture: str = ""
    """Its bytes in base64."""
    height: float = 0
    ends: bool = False
    """A line ends here, whatever follows."""

    @property
    def is_wide(self) -> bool:
        """Whether it is a Chinese character: they are all of one width."""
        return self.text[:1] >= _FIRST_WIDE


def words(text: str, style: Style, faces: Faces) -> Iterator[Word]:
    """Yield the words of a text that `Faces.known` returned."""
    for part in _UNIT.findall(text):
        yield Word(part, style, faces.width(part, style.size, bold=style.bold))


def lines(found: Iterable[Word], width: float, faces: Faces) -> Iterator[list[Word]]:
    """Yield the lines of words, none wider than `width` points; at least one."""
    line: list[Word] = []
    room = width
    for unit in _units(found):
        needed = sum(word.width for word in unit)
        if needed > room and line and not unit[0].text.isspace():
            yield _trimmed(line)
            line, room = [], width
        for word in _cut(unit, room, width, faces) if needed > room else unit:
            if word.width > room and line and not word.text.isspace():
                yield _trimmed(line)
                line, room = [], width
            line.append(word)
            room -= word.width
            if word.ends:
                yield _trimmed(line)
                line, room = [], width
    yield _trimmed(line)


def _units(found: Iterable[Word]) -> Iterator[list[Word]]:
    """Yield words that no line end may part: with what closes after them and opens before."""
    unit: list[Word] = []
    for word in found:
        joined = unit and (_CLOSING.fullmatch(word.text) or _OPENING.fullmatch(unit[-1].text))
        fits = joined and len(unit) < 8 and not unit[-1].text.isspace() and not unit[-1].ends  # noqa: PLR2004
        if unit and not fits:
            yield unit
            unit = []
        unit.append(word)
    if unit:
        yield unit


def _cut(unit: list[Word], room: float, width: float, faces: Faces) -> Iterator[Word]:
    """Yield the words of a unit, those too wide for any line cut between characters."""
    for word in unit:
        if word.width <= width or word.picture or word.text.isspace():
            yield word
            continue
        start, used = 0, 0.0
        for place, character in enumerate(word.text):
            wide = faces.width(character, word.style.size, bold=word.style.bold)
            if used + wide > room and place > start:
                yield replace(word, text=word.text[start:place], width=used)
                start, used, room = place, 0.0, width
            used += wide
        yield replace(word, text=word.text[start:], width=used)


def _trimmed(line: list[Word]) -> list[Word]:
    """Return a line without the blanks at its end."""
    end = len(line)
    while end and line[end - 1].text.isspace() and not line[end - 1].picture:
        end -= 1
    return line[:end]
