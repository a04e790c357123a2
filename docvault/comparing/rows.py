"""The rows of a comparison: what is the same, and which line became which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from docvault.comparing.steps import Clock, Steps, steps
from docvault.comparing.words import Words, inside, likeness, plain

_MOST_ROWS = 20_000  # that are told; what differs beyond them is only counted
_MOST_PAIRS = 2_500  # lines times lines of a changed stretch whose pairs are looked for

Pair = tuple[int | None, int | None]


class Change(StrEnum):
    """What became of a line."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Same:
    """Lines that both sides have, and the number of the first of them on each, from 1."""

    lines: tuple[str, ...]
    old_number: int
    new_number: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line that differs, on one side or on both, with its number on each, from 1."""

    change: Change
    old: Words = ()
    new: Words = ()
    old_number: int | None = None
    new_number: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is the same and what differs, in order; how many lines were changed, added, removed.

    `rough`: some were compared only roughly. `more`: how many differences are not among `parts`.
    """

    parts: tuple[Same | Row, ...]
    changed: int
    added: int
    removed: int
    rough: bool
    more: int = 0

    @property
    def equal(self) -> bool:
        """Whether both say the same."""
        return not (self.changed or self.added or self.removed)


def compare(old: Sequence[str], new: Sequence[str]) -> Comparison:
    """Compare two texts, given as lines without their ends."""
    clock = Clock()
    parts: list[Same | Row] = []
    counts: Counter[Change] = Counter()
    for part in _parts(steps(old, new, clock), old, new, clock):
        if isinstance(part, Change):
            counts[part] += 1
        elif isinstance(part, Row):
            counts[part.change] += 1
            parts.append(part)
        else:
            parts.append(part)
    shown = sum(isinstance(part, Row) for part in parts)
    return Comparison(
        tuple(parts),
        counts[Change.CHANGED],
        counts[Change.ADDED],
        counts[Change.REMOVED],
        clock.rough,
        counts.total() - shown,
    )


def _parts(
    found: Steps, old: Sequence[str], new: Sequence[str], clock: Clock
) -> Iterator[Same | Row | Change]:
    """Yield what is the same and what differs; of differences beyond the bound only the kind."""
    told = 0
    for step, i1, i2, j1, j2 in found:
        if step == "equal" and told < _MOST_ROWS:
            yield Same(tuple(old[i1:i2]), i1 + 1, j1 + 1)
        if step == "equal":
            continue
        for i, j in _pairs(old[i1:i2], new[j1:j2], clock):
            one = None if i is None else i1 + i
            other = None if j is None else j1 + j
            told += 1
            yield _row(one, other, old, new, clock) if told <= _MOST_ROWS else _kind(one, other)


def _kind(i: int | None, j: int | None) -> Change:
    if i is None:
        return Change.ADDED
    return Change.REMOVED if j is None else Change.CHANGED


def _row(i: int | None, j: int | None, old: Sequence[str], new: Sequence[str], clock: Clock) -> Row:
    kind = _kind(i, j)
    before = "" if i is None else old[i]
    after = "" if j is None else new[j]
    both = kind is Change.CHANGED
    words = inside(before, after, clock) if both else (plain(before), plain(after))
    return Row(kind, *words, None if i is None else i + 1, None if j is None else j + 1)


def _pairs(old: Sequence[str], new: Sequence[str], clock: Clock) -> Iterator[Pair]:
    """Yield which lines of a changed stretch are one line that was changed, in order."""
    if not (old and new) or not clock.allows(len(old) * len(new), _MOST_PAIRS):
        yield from zip_longest(range(len(old)), range(len(new)))
        return
    pairs = _best_pairs(old, new)
    i, j = 0, 0
    for m, n in [*pairs, (len(old), len(new))]:
        yield from ((each, None) for each in range(i, m))
        yield from ((None, each) for each in range(j, n))
        if m < len(old):
            yield m, n
        i, j = m + 1, n + 1


def _best_pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs in order whose likeness together is greatest."""
    alike = [[likeness(one, other) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs
