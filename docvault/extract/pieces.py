"""What a reader takes out of a file, piece by piece, in the order of reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text, without its end.

    `table` is 0 for running text; the rows of one table bear the same number and follow each
    other, their cells joined by tabs.
    """

    text: str
    table: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """What titles a part of the document: a heading, a sheet, a slide, a bookmark.

    Where it stands in the text as well, its `Line` is a piece of its own.
    """

    text: str


PropertyKey = Literal["title", "author", "subject", "keywords", "created", "modified"]


@dataclass(frozen=True, slots=True)
class Property:
    """What the file says about itself; `value` as it stands there (`contents` makes it tidy)."""

    key: PropertyKey
    value: str


Piece = Line | Heading | Property


def titled(text: str) -> tuple[Heading, Line]:
    """Return the two pieces of a heading that stands in the text."""
    return Heading(text), Line(text)
