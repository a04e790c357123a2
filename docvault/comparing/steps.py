"""Which lines of two texts are the same: the longest they have in common, in order.

Up to some 20,000 lines a side that differ, the best answer is found at once; beyond that both are
cut first where a line stands that each has once.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rapidfuzz.distance import LCSseq, Opcode

_SECONDS = 1.2  # of looking for the best answer; the rest goes by lines alone
_MOST_WORK = 400_000_000  # lines times lines: some 50 MB and 0.2 s

Step = tuple[str, int, int, int, int]
"""As difflib's opcodes: `equal`, `replace`, `delete`, `insert`, and from where to where in both."""
Steps = list[Step]


class Clock:
    """When to give up looking for the best answer."""

    def __init__(self) -> None:
        self._until = time.monotonic() + _SECONDS
        self.rough = False

    def allows(self, work: int, most: int) -> bool:
        """Say whether so much work may be begun; a no is remembered."""
        if work <= most and time.monotonic() < self._until:
            return True
        self.rough = True
        return False


def steps(old: Sequence[str], new: Sequence[str], clock: Clock | None = None) -> Steps:
    """Return what makes the new text of the old one."""
    clock = clock or Clock()
    head, tail = _same_ends(old, new)
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    found: Steps = [("equal", 0, head, 0, head)] if head else []
    found += [
        (step, i1 + head, i2 + head, j1 + head, j2 + head)
        for step, i1, i2, j1, j2 in _inner(_numbered(inner_old, inner_new), clock)
    ]
    if tail:
        found.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return found


def _same_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail


def _numbered(old: Sequence[str], new: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the lines as numbers, equal for equal lines: no two can be taken for each other."""
    numbers: dict[str, int] = {}
    both = ([numbers.setdefault(line, len(numbers)) for line in side] for side in (old, new))
    first, second = both
    return first, second


def _inner(sides: tuple[list[int], list[int]], clock: Clock) -> Steps:
    old, new = sides
    if len(old) * len(new) <= _MOST_WORK:
        return _joined((each.tag, *_places(each)) for each in LCSseq.opcodes(old, new))
    return _joined(_by_anchors(old, new, clock))


def _places(step: Opcode) -> tuple[int, int, int, int]:
    return step.src_start, step.src_end, step.dest_start, step.dest_end


def _joined(steps: Iterable[Step]) -> Steps:
    """Join steps of one kind; what is taken out and put in at one place is replaced."""
    found: Steps = []
    for same, group in groupby(steps, key=lambda step: step[0] == "equal"):
        run = list(group)
        _, i1, _, j1, _ = run[0]
        _, _, i2, _, j2 = run[-1]
        kind = "equal" if same else "replace" if i2 > i1 and j2 > j1 else "delete"
        found.append(("insert" if i1 == i2 and not same else kind, i1, i2, j1, j2))
    return found


def _by_anchors(old: list[int], new: list[int], clock: Clock) -> Iterator[Step]:
    """Cut both where a line stands that each has once, in the same order; compare in between."""
    i, j = 0, 0
    for m, n in [*_anchors(old, new), (len(old), len(new))]:
        if m == i and n == j:
            pass
        elif clock.allows((m - i) * (n - j), _MOST_WORK // 100):
            for each in LCSseq.opcodes(old[i:m], new[j:n]):
                i1, i2, j1, j2 = _places(each)
                yield each.tag, i1 + i, i2 + i, j1 + j, j2 + j
        else:
            yield "replace", i, m, j, n
        if m < len(old):
            yield "equal", m, m + 1, n, n + 1
        i, j = m + 1, n + 1


def _anchors(old: list[int], new: list[int]) -> list[tuple[int, int]]:
    once = {each for each, count in Counter(old).items() if count == 1}
    once &= {each for each, count in Counter(new).items() if count == 1}
    places = {each: number for number, each in enumerate(new) if each in once}
    return _rising([(number, places[each]) for number, each in enumerate(old) if each in once])


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs that rises on both sides (patience sorting)."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
        last[at : at + 1] = [index]
        before.append(last[at - 1] if at else -1)
    chain: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]
