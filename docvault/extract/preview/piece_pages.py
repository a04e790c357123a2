"""What a reader takes out of a file, set plainly: mail, web pages, OpenDocument, old formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path

from docvault.extract.pieces import Heading, Line, Piece
from docvault.extract.preview.answers import Answer, paged, paragraph, table
from docvault.extract.reading import pieces_of

_ROWS = 500  # of a table in one piece


def begin(path: str, kind: str) -> Answer:
    """Return all pages."""
    return paged(blocks(pieces_of(Path(path), kind)))


def page(path: str, kind: str, _number: str) -> Answer:
    """Return a page, which is to return all."""
    return begin(path, kind)


def blocks(pieces: Iterable[Piece]) -> Iterator[str]:
    """Yield paragraphs, headings and tables."""
    for number, lines in groupby(_lines(pieces), key=lambda each: each[0].table):
        if number:
            rows = (line.text.split("\t") for line, _ in lines)
            while part := list(islice(rows, _ROWS)):
                yield table(part)
        else:
            yield from (paragraph(line.text, "h2" if titled else "p") for line, titled in lines)


def _lines(pieces: Iterable[Piece]) -> Iterator[tuple[Line, bool]]:
    """Yield the lines, each with whether it is the heading that came before it."""
    heading = ""
    for piece in pieces:
        if isinstance(piece, Heading):
            heading = piece.text.strip()
        elif isinstance(piece, Line):
            titled = bool(heading) and piece.text.strip() == heading
            heading = "" if titled else heading
            yield piece, titled and not piece.table
