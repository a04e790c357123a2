"""What a page is made of: strips stacked from top to bottom, each with marks at its places.

A page that was laid out is kept as one line of JSON: its size and all marks with their places.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

WIDTH, HEIGHT = 1200, 1697
"""An A4 page in points of its picture; lying, the two change places."""

Mark = list[Any]
"""`text`, x, y of the base line, words, size, bold, ink · `line` x, y, x, y, ink · `fill` x, y,
width, height, ink · `picture` x, y, width, height, bytes in base64."""


@dataclass(slots=True)
class Strip:
    """Something that no page end may cut: its height, and its marks with y from its top."""

    height: float
    marks: list[Mark] = field(default_factory=list)
    follows: bool = False
    """A page must not end after it: a heading stays with its text."""
    head: Strip | None = None
    """What is repeated above it where it comes first on a page."""

    def lowered(self, down: float) -> Iterator[Mark]:
        """Yield its marks for a place so many points further down."""
        for mark in self.marks:
            moved = [*mark]
            moved[2] += down
            if mark[0] == "line":
                moved[4] += down
            yield moved


def text(x: float, y: float, words: str, size: float, bold: bool, ink: str) -> Mark:
    """Return words; `y` is their base line."""
    return ["text", x, y, words, size, bold, ink]


def line(x: float, y: float, to_x: float, to_y: float, ink: str = "line") -> Mark:
    """Return a thin line."""
    return ["line", x, y, to_x, to_y, ink]


def fill(x: float, y: float, width: float, height: float, ink: str) -> Mark:
    """Return a rectangle of one colour."""
    return ["fill", x, y, width, height, ink]


def picture(x: float, y: float, width: float, height: float, data: str) -> Mark:
    """Return a picture, WebP in base64."""
    return ["picture", x, y, width, height, data]


def kept(width: int, height: int, marks: list[Mark]) -> str:
    """Return a page as one line of JSON."""
    rounded = [[round(each, 1) if isinstance(each, float) else each for each in m] for m in marks]
    return json.dumps({"size": [width, height], "marks": rounded}, ensure_ascii=False)
