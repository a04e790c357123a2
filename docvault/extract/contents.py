"""What a document says, all of it at one reading: text, headings, properties, revision record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from docvault.extract import reading
from docvault.extract.dates import iso_date
from docvault.extract.limited import Unread
from docvault.extract.pieces import Heading, Line, Piece, Property
from docvault.extract.revision_record import RecordRows

_DATES = ("created", "modified")
_LONGEST = 1000  # characters of a heading or a property; more is no title
_MOST_HEADINGS = 10_000


@dataclass(frozen=True, slots=True)
class Contents:
    """A document's text and what stands out in it.

    `lines`: without line ends. `headings`: headings, titles of sheets and slides, bookmarks of a
    PDF, in order. `properties`: what the file says of itself under title, author, subject,
    keywords, created, modified; what it does not say is absent, dates are ISO 8601
    (`dates.iso_date`).
    `revisions`: the rows of its tables 修订记录, the heads of the columns among them, cells joined
    by tabs.
    """

    lines: tuple[str, ...]
    headings: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    revisions: tuple[str, ...] = ()


def contents_of(path: Path, *, name: str | None = None) -> Contents | Unread | None:
    """Read a document once, for all that search and comparison need of it.

    `name` decides what kind of file it is where `path` is a copy under another name. None: this
    kind has no text that DocVault reads. `Unread`: it should have, and why it was not had.
    Raises OSError where the file cannot be opened.
    """
    answer = reading.run(f"{__name__}:read_contents", path, name)
    if answer is None or isinstance(answer, Unread):
        return answer
    found = cast("dict[str, Any]", answer)
    return Contents(
        tuple(found["lines"]),
        tuple(found["headings"]),
        found["properties"],
        tuple(found["revisions"]),
    )


def read_contents(path: str, kind: str) -> dict[str, Any]:
    """Do the work of `contents_of`; only ever called in a confined child."""
    return sorted_out(reading.pieces_of(Path(path), kind))


def sorted_out(pieces: Iterable[Piece]) -> dict[str, Any]:
    """Return the pieces as JSON can carry them, under the names of `Contents`' fields."""
    lines: list[str] = []
    headings: list[str] = []
    properties: dict[str, list[str]] = {}
    record = RecordRows()
    for piece in pieces:
        match piece:
            case Line(text):
                lines.append(text)
                record.see(piece)
            case Heading(text):
                headings.append(_tidy(text))
            case Property(key, value):
                properties.setdefault(key, []).append(_tidy(value))
    return {
        "lines": lines,
        "headings": [heading for heading in headings if heading][:_MOST_HEADINGS],
        "properties": dict(_properties(properties)),
        "revisions": record.rows,
    }


def _tidy(words: str) -> str:
    return " ".join(words.split())[:_LONGEST].strip()


def _properties(found: Mapping[str, list[str]]) -> Iterable[tuple[str, str]]:
    """Yield what is said: the first of several, but all keywords."""
    for key, values in found.items():
        said = [text for value in values if (text := iso_date(value) if key in _DATES else value)]
        if said:
            yield key, ", ".join(said)[:_LONGEST] if key == "keywords" else said[0]
