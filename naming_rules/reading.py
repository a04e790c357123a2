"""The nearest reading of a name that is not right: which piece of it stands for which part.

The name is cut at everything that people part words with; the words are laid along the fields
of each scheme at the least cost (a part that does not fit, is missing, is too much, a wrong
separator). At most `_MOST_WORDS` words are told apart, so that the work is bounded.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import inf
from operator import attrgetter
from typing import Final, NamedTuple

from naming_rules.characters import DASHES, FORBIDDEN
from naming_rules.convention import Convention
from naming_rules.fit import DOUBTFUL, WORDS, date_of, fit, in_text
from naming_rules.pattern import Piece
from naming_rules.scheme import Scheme

_MOST_WORDS: Final = 40
_ALL_MISSING: Final = 20.0  # shared by the fields, so that no scheme is better for having fewer
_NO_TITLE: Final = 2.0
_EXTRA: Final = 5.0
_WRONG_GAP: Final = 0.5
_SURE: Final = 2
_COST: Final = attrgetter("cost")
_WORD: Final = re.compile(rf"[^-\s_~+=,，、;；|/\\:：—{''.join(sorted(DASHES))}]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name as read: its field, its text, and how badly it fits (0: it is right)."""

    field: str
    kind: str
    text: str
    cost: float


@dataclass(frozen=True)
class Reading:
    """A name read by a scheme: parts found and missing, words too many, separators that are wrong.

    `superseded` tells that it is read as the name of a superseded file.
    """

    scheme: Scheme
    superseded: bool
    parts: Mapping[str, Part]
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    gaps: tuple[str, ...]
    cost: float

    @cached_property
    def is_sure(self) -> bool:
        """Whether so much is recognised that the other parts can be spoken of one by one."""
        known = sum(part.kind != "text" and part.cost <= DOUBTFUL for part in self.parts.values())
        return known >= _SURE

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces of the pattern that the name is read by."""
        return self.scheme.superseded_pieces if self.superseded else self.scheme.pieces

    @cached_property
    def date(self) -> datetime.date | None:
        """The day, if the date's part gives one that exists."""
        part = self.parts.get("date")
        return date_of(part.text) if part else None


@dataclass(frozen=True)
class _Words:
    text: str
    spans: tuple[tuple[int, int], ...]

    @cached_property
    def costs_in_text(self) -> list[float]:
        """What each word costs as one of the free text."""
        return [in_text(self.text[start:end]) for start, end in self.spans]

    def between(self, start: int, end: int) -> str:
        """Return the text from one word up to another; nothing when there is none between."""
        if start == end:
            return ""
        return self.text[self.spans[start][0] : self.spans[end - 1][1]]

    def gap_before(self, number: int) -> str:
        """Return what stands before a word (before the end, for the number after the last)."""
        start = self.spans[number - 1][1] if number else 0
        end = self.spans[number][0] if number < len(self.spans) else len(self.text)
        return self.text[start:end]


def read(convention: Convention, stem: str, *, history: bool) -> Reading:
    """Return the cheapest reading of a tidied stem.

    Where hardly anything is recognised, cost says little: then it is the first such reading.
    """
    words = _words(stem)
    readings = [
        _Layout(convention, scheme, words, superseded=superseded).read()
        for superseded in (False, True)
        for scheme in convention.schemes
        if superseded == history or (superseded and stem.startswith(scheme.superseded_mark))
    ]
    best = min(readings, key=_COST)
    return best if best.is_sure else next(each for each in readings if not each.is_sure)


def words_in(text: str) -> list[str]:
    """Return the words of a text: what stands between everything that people part words with."""
    return _WORD.findall(text)


def _words(stem: str) -> _Words:
    spans = [match.span() for match in _WORD.finditer(stem)]
    if len(spans) > _MOST_WORDS:
        spans = [*spans[: _MOST_WORDS - 1], (spans[_MOST_WORDS - 1][0], spans[-1][1])]
    return _Words(stem, tuple(spans))


class _Move(NamedTuple):
    """One way on from a field and a word: the whole cost from there, and what is taken for what."""

    cost: float
    takes: int = 0
    piece: Piece | None = None
    own: float = 0.0


class _Layout:
    """The words of one name laid along the fields of one pattern."""

    def __init__(
        self, convention: Convention, scheme: Scheme, words: _Words, *, superseded: bool
    ) -> None:
        pieces = scheme.superseded_pieces if superseded else scheme.pieces
        self.convention, self.scheme, self.words = convention, scheme, words
        self.superseded = superseded
        self.fields = [piece for piece in pieces if piece.kind]
        self.literals = {piece.text for piece in pieces if not piece.kind}
        needed = [piece for piece in self.fields if piece.kind != "text" and not piece.optional]
        self.one_missing = _ALL_MISSING / len(needed)
        self.count = len(words.spans)
        self.gaps = [0.0, *(self._gap_cost(start) for start in range(1, self.count + 1))]
        self.best = self._table()

    def _gap_cost(self, start: int) -> float:
        return 0.0 if self.words.gap_before(start) in self.literals else _WRONG_GAP

    def _table(self) -> list[list[_Move]]:
        """Return the best way on from each field and word; filled from the end."""
        below = [_Move((self.count - n) * _EXTRA, 1) for n in range(self.count)] + [_Move(0.0)]
        table = [below]
        for piece in reversed(self.fields):
            here = [_Move(0.0)] * (self.count + 1)
            for start in range(self.count, -1, -1):
                here[start] = self._cheapest(piece, start, here, below)
            table.append(here)
            below = here
        return table[::-1]

    def _cheapest(self, piece: Piece, start: int, here: list[_Move], below: list[_Move]) -> _Move:
        """Return the best way on; of equal ones that which takes words, the fewest."""
        cost, takes, best = inf, 0, 0.0
        gap = self.gaps[start]
        for end, own in self._fits(piece, start):
            whole = own + gap + below[end].cost
            if whole < cost:
                cost, takes, best = whole, end - start, own
        missing = self._missing(piece) + below[start].cost
        if missing < cost:
            cost, takes, best = missing, 0, 0.0
        if start < self.count and (extra := _EXTRA + here[start + 1].cost) < cost:
            return _Move(extra, 1)
        return _Move(cost, takes, piece, best)

    def _fits(self, piece: Piece, start: int) -> Iterator[tuple[int, float]]:
        """Yield how far a field may reach from a word on, and how badly those words fit it."""
        if piece.kind == "text":
            yield from enumerate(accumulate(self.words.costs_in_text[start:]), start + 1)
            return
        most = WORDS.get(piece.kind or "", 1)
        for end in range(start + 1, min(self.count, start + most) + 1):
            text = self.words.between(start, end)
            own = fit(self.convention, self.scheme, piece, text, end - start)
            if own is not None:
                yield end, own

    def _missing(self, piece: Piece) -> float:
        if piece.optional:
            return 0.0
        if piece.kind == "text":
            return _NO_TITLE
        return self.one_missing

    def _path(self) -> Iterator[tuple[_Move, int]]:
        """Yield the moves of the best way, each with the word it begins at."""
        row = start = 0
        while row < len(self.fields) or start < self.count:
            move = self.best[row][start]
            yield move, start
            row += move.piece is not None
            start += move.takes

    def read(self) -> Reading:
        """Return the reading of the best way."""
        parts: dict[str, Part] = {}
        missing: list[str] = []
        extra: list[str] = []
        gaps: list[str] = []
        after_missing = False
        for move, start in self._path():
            piece, text = move.piece, self.words.between(start, start + move.takes)
            if move.takes and start and self._is_wrong(start, after_missing=after_missing):
                gaps.append(self.words.gap_before(start))
            if piece is None:
                extra.append(text)
            elif move.takes:
                parts[piece.text] = Part(piece.text, piece.kind or "", text, move.own)
            elif not piece.optional:
                missing.append(piece.text)
            after_missing = not move.takes
        extra += [gap for gap in self._outer_gaps() if gap]
        cost = self.best[0][0].cost
        return Reading(
            self.scheme, self.superseded, parts, tuple(missing), tuple(extra), tuple(gaps), cost
        )

    def _is_wrong(self, start: int, *, after_missing: bool) -> bool:
        """Tell whether a gap is a wrong separator, and not a matter of another rule."""
        gap = self.words.gap_before(start)
        if gap in self.literals or set(gap) & FORBIDDEN:
            return False
        return not (after_missing and set(gap) <= {"-"})

    def _outer_gaps(self) -> Iterator[str]:
        """Yield signs at both ends of the name; blanks and a first `-` are for other rules."""
        yield self.words.gap_before(0).lstrip("-").strip() if self.count else ""
        yield self.words.gap_before(self.count).strip() if self.count else ""
