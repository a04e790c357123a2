"""What differs inside a line that was changed: words, Chinese characters, cells of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from docvault.comparing.steps import Clock, steps

_MOST = 40_000_000  # characters times characters of two lines
_SAMPLE = 400  # characters by which it is judged how alike two lines are
_ALIKE = 35  # percent: two lines that have less in common are not one line that was changed
_WORD = re.compile(r"[A-Za-z0-9_À-ɏ]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words of a line, and whether they differ from the other side's."""

    text: str
    differs: bool = False


Words = tuple[Stretch, ...]


def inside(old: str, new: str, clock: Clock) -> tuple[Words, Words]:
    """Compare two lines word by word; rows of as many cells, cell by cell."""
    if not clock.allows(len(old) * len(new), _MOST):
        return (Stretch(old, True),), (Stretch(new, True),)
    mine, theirs = old.split("\t"), new.split("\t")
    if len(mine) != len(theirs):
        mine, theirs = [old], [new]
    first: list[Stretch] = []
    second: list[Stretch] = []
    for number, cells in enumerate(zip(mine, theirs, strict=True)):
        if number:
            first.append(Stretch("\t"))
            second.append(Stretch("\t"))
        for side, words in zip((first, second), _cell(*cells), strict=True):
            side.extend(words)
    return tuple(first), tuple(second)


def plain(text: str) -> Words:
    """Return words that are not compared."""
    return (Stretch(text),) if text else ()


def likeness(one: str, other: str) -> float:
    """Return how alike two lines are, in percent; 0 where they are two different lines."""
    found = ratio(one[:_SAMPLE], other[:_SAMPLE])
    return found if found >= _ALIKE else 0.0


def _cell(old: str, new: str) -> tuple[list[Stretch], list[Stretch]]:
    if likeness(old, new) == 0.0:
        differs = old != new
        return _one(old, differs), _one(new, differs)
    mine, theirs = _WORD.findall(old), _WORD.findall(new)
    first: list[Stretch] = []
    second: list[Stretch] = []
    for each in steps(mine, theirs):
        step, i1, i2, j1, j2 = each
        first += _one("".join(mine[i1:i2]), step != "equal")
        second += _one("".join(theirs[j1:j2]), step != "equal")
    return first, second


def _one(text: str, differs: bool) -> list[Stretch]:
    return [Stretch(text, differs)] if text else []
