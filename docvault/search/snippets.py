"""The part of a text that shows why it was found, and where in it what was asked for stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docvault.search.analysis import fold, stem
from docvault.search.lists import WORDS
from docvault.search.pinyin import places_typed
from docvault.search.query import And, Node, Not, Or, Phrase, Prefix, Query, TextField, Words
from docvault.search.units import Unit, as_it_stands, asked

_WIDTH = 160  # characters shown
_BEFORE = 40  # of them before what was found
_MOST = 2000  # places looked at in one text
_WORD = re.compile(r"[^\W\d_]+")
_BLANKS = r"[^\S\n]{0,9}\n?[^\S\n]{0,9}"  # as between the characters of a piece

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of text, and the spans of it to be marked: from, to."""

    text: str
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Marker:
    """Finds in any text what one query asks for."""

    units: tuple[Unit, ...]
    prefixes: tuple[str, ...]

    @classmethod
    def of(cls, query: Query) -> Marker:
        """Return the marker of a query: what it excludes or filters by is not marked."""
        units: list[Unit] = []
        prefixes: list[str] = []
        for node in _texts(query.node):
            if isinstance(node, Prefix) and as_it_stands(node.text).word:
                prefixes.append(fold(node.text))
            elif isinstance(node, Phrase):
                units.append(as_it_stands(node.text))
            else:
                meant = asked(node.text)
                units += [*meant.runs, *meant.units]
        return cls(tuple(dict.fromkeys(units)), tuple(dict.fromkeys(prefixes)))

    def name(self, name: str) -> Snippet:
        """Return a name with what was asked for marked, typed in pinyin too."""
        spans = list(self._spans(name))
        typed = (*(unit.word for unit in self.units if unit.word), *self.prefixes)
        for letters in typed:
            spans += places_typed(name, letters)
        return Snippet(name, _joined(spans))

    def snippet(self, lines: Iterable[str]) -> Snippet:
        """Return the stretch of a text that shows most of what was asked for."""
        text = "\n".join(shown for line in lines if (shown := " ".join(line.split())))
        spans = sorted(self._spans(text))
        if not spans:
            return Snippet(text[:_WIDTH].replace("\n", " "))
        start, end = _window(text, spans)
        shown = text[start:end]
        marks = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end > start]
        inside = [(a, b) for a, b in marks if 0 <= a < b]
        return Snippet(shown.replace("\n", " "), _joined(inside))

    def _spans(self, text: str) -> Iterator[Span]:
        folded = fold(text)
        for unit in self.units:
            yield from _of_unit(folded, unit)
        for prefix in self.prefixes:
            for word in _WORD.finditer(folded):
                if word[0].startswith(prefix):
                    yield word.span()


def _texts(node: Node) -> Iterator[Words | Phrase | Prefix]:
    if isinstance(node, And | Or):
        for each in node.nodes:
            yield from _texts(each)
    elif isinstance(node, Words | Phrase | Prefix) and node.field is not TextField.AUTHOR:
        yield node
    elif isinstance(node, Not):
        return


def _of_unit(folded: str, unit: Unit) -> Iterator[Span]:
    if unit.word:
        yield from _of_word(folded, unit.word)
        return
    pattern = _pattern(unit)
    for number, match in enumerate(pattern.finditer(folded)):
        if number == _MOST:
            return
        yield match.span()


def _of_word(folded: str, asked_for: str) -> Iterator[Span]:
    root = stem(asked_for)
    whole = [word.span() for word in _WORD.finditer(folded) if stem(word[0]) == root]
    if whole:
        yield from whole[:_MOST]
        return
    for number, part in enumerate(re.finditer(re.escape(asked_for), folded)):
        if number == _MOST:
            return
        yield part.span()


def _pattern(unit: Unit) -> re.Pattern[str]:
    """Return a pattern of the unit's characters, blanks between them allowed. Linear to match."""
    parts = []
    for piece in re.finditer(r"[^\W\d_]+|\d+", fold(unit.text)):
        letters = any(p.kind == WORDS and p.key == stem(piece[0]) for p in unit.pieces)
        parts.append(
            re.escape(piece[0]) + r"[^\W\d_]*?"
            if letters
            else _BLANKS.join(map(re.escape, piece[0]))
        )
    return re.compile((_BLANKS + r"[\W_]{0,3}").join(parts) or r"(?!)")


def _window(text: str, spans: list[Span]) -> Span:
    """Return the stretch that holds the most different things that were asked for."""
    best, most = spans[0], 0
    for number, (start, _) in enumerate(spans[:_MOST]):
        seen = set()
        for a, b in spans[number : number + 20]:
            if b > start + _WIDTH - _BEFORE:
                break
            seen.add(text[a:b])
        worth = sum(map(len, seen))
        if worth > most:
            best, most = spans[number], worth
    start = max(0, best[0] - _BEFORE)
    line = text.rfind("\n", start, best[0])
    return (line + 1 if line >= 0 else start), min(len(text), max(start + _WIDTH, best[1]))


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order, those that touch as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
