"""Checking the audit trail: which lines were edited, taken out, put in, moved or cut off.

One pass over the trail, in constant memory. A line whose hash is right under another number was
moved; what its number says stays its name in the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection

from docvault.database.audit_trail import GENESIS, hash_of, head, lines
from docvault.model.event import Line
from naming_rules.language import Text

# How far a line may have been moved and still be recognised as moved rather than edited, and how
# often that is tried: a trail in which everything is wrong must not take for ever.
_NEAR = 1000
_SEARCHES = 200
_AT_ONCE = 1000


class Trouble(StrEnum):
    """What was done to a line."""

    EDITED = "edited"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT_OFF = "cut-off"
    HEADLESS = "headless"


_WORDS = {
    Trouble.EDITED: Text("第 {lines} 行被改动", "line {lines} was changed"),
    Trouble.MISSING: Text("第 {lines} 行不见了", "line {lines} is missing"),
    Trouble.INSERTED: Text("第 {lines} 行是后加的", "line {lines} was put in"),
    Trouble.REORDERED: Text("第 {lines} 行被移动", "line {lines} was moved"),
    Trouble.CUT_OFF: Text("末尾第 {lines} 行被截去", "line {lines} was cut off the end"),
    Trouble.HEADLESS: Text("链尾记录不见了", "the record of where the trail ends is missing"),
}


@dataclass(frozen=True, slots=True)
class TrailProblem:
    """One thing wrong with the trail: lines `first` to `last` of it."""

    kind: Trouble
    first: int
    last: int
    document: str | None = None
    version: str | None = None

    @property
    def text(self) -> Text:
        """What is wrong, in words."""
        numbers = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return _WORDS[self.kind].format(lines=numbers)


def verify(
    connection: Connection, *, done: Callable[[int], None] = lambda _: None
) -> Iterator[TrailProblem]:
    """Yield what is wrong with the trail, streaming; nothing when it is whole.

    `done(n)` is told of every n lines that were looked at.
    """
    end = head(connection)
    walk = _Walk()
    for count, line in enumerate(lines(connection), 1):
        yield from walk.take(line)
        if count % _AT_ONCE == 0:
            done(_AT_ONCE)
    yield from walk.gaps_left()
    if end is None:
        yield TrailProblem(Trouble.HEADLESS, walk.number, walk.number)
    else:
        yield from walk.end(*end)


@dataclass(slots=True)
class _Walk:
    """How far the check has come."""

    number: int = 0
    """The original number of the furthest line so far."""
    shift: int = 0
    """What to add to stored numbers, after a line was taken out and the rest counted anew."""
    before: str = GENESIS
    """The hash of the line before."""
    judged: bool = True
    """Whether the link to the line before says something: False once that was reported."""
    gaps: list[range] = field(default_factory=list)
    """Original numbers passed over; lines that come too late are taken out again."""
    early: set[int] = field(default_factory=set)
    """Original numbers of lines that came too soon."""
    jumped_from: int | None = None
    """Where the walk stood before the last line, when that one left a gap."""
    searches: int = 0

    def take(self, line: Line) -> Iterator[TrailProblem]:
        linked = line.previous_hash == self.before
        origin = self._origin(line, linked=linked)
        number = line.seq + self.shift if origin is None else origin
        if self.jumped_from is not None and self.jumped_from < number < self.number:
            yield self._step_back(self.jumped_from)
        if origin is None:
            yield TrailProblem(Trouble.EDITED, number, number, line.document, line.version)
        elif number <= self.number:
            kind = Trouble.REORDERED if self._fills_gap(number) else Trouble.INSERTED
            yield TrailProblem(kind, number, number, line.document, line.version)
        elif number == self.number + 1 and self.judged and not linked:
            # The line is as it was written, and was written after another one than this.
            blamed = max(self.number, 1)
            yield TrailProblem(Trouble.EDITED, blamed, blamed)
        self.judged = origin is not None and number > self.number
        self._go_to(number)
        self.shift = number - line.seq
        self.before = line.hash

    def _go_to(self, number: int) -> None:
        self.jumped_from = None
        if number > self.number + 1:
            self.jumped_from = self.number
            start = self.number + 1
            for early in sorted(n for n in self.early if start <= n < number):
                self.gaps.append(range(start, early))
                start = early + 1
            self.gaps.append(range(start, number))
        self.number = max(self.number, number)

    def _step_back(self, to: int) -> TrailProblem:
        """Take a gap back: the line behind it had come too soon, and here its fellows follow."""
        moved = self.number
        self.gaps = [gap for gap in self.gaps if gap.start <= to]
        self.early.add(moved)
        self.number, self.judged = to, False
        return TrailProblem(Trouble.REORDERED, moved, moved)

    def gaps_left(self) -> Iterator[TrailProblem]:
        for gap in filter(None, self.gaps):
            yield TrailProblem(Trouble.MISSING, gap[0], gap[-1])

    def end(self, length: int, last_hash: str) -> Iterator[TrailProblem]:
        while self.number + 1 in self.early:
            self.number += 1
            self.judged = False
        if length > self.number:
            yield TrailProblem(Trouble.CUT_OFF, self.number + 1, length)
        elif length < self.number:
            yield TrailProblem(Trouble.INSERTED, length + 1, self.number)
        elif self.judged and self.before != last_hash:
            yield TrailProblem(Trouble.EDITED, length, length)

    def _origin(self, line: Line, *, linked: bool) -> int | None:
        """Return the number under which the line was written; None: it says something else now."""
        likely = line.seq + self.shift
        if hash_of(line, likely) == line.hash:
            return likely
        if hash_of(line) == line.hash:
            return line.seq
        if linked or self.searches >= _SEARCHES:
            return None
        self.searches += 1
        near = range(max(likely - _NEAR, 1), likely + _NEAR)
        return next((number for number in near if hash_of(line, number) == line.hash), None)

    def _fills_gap(self, number: int) -> bool:
        for index, gap in enumerate(self.gaps):
            if number in gap:
                parts = (range(gap.start, number), range(number + 1, gap.stop))
                self.gaps[index : index + 1] = parts
                return True
        return False
