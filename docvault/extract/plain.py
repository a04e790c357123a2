"""The text of files that are text: txt, md, csv, json, xml as written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docvault.extract.decode import decode
from docvault.extract.limited import Trouble
from docvault.extract.pieces import Heading, Line, Piece
from docvault.extract.refusal import Refusal

_MOST = 64 << 20  # bytes of a text file
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*)")
_CLOSING = re.compile(r"(?<![^ \t])#+[ \t]*$")
_FENCE = re.compile(r" {0,3}(```|~~~)")


def source_pieces(path: Path) -> Iterator[Piece]:
    """Yield the lines as they stand in the file; nothing in them is interpreted."""
    yield from map(Line, text_in(path).splitlines())


def markdown_pieces(path: Path) -> Iterator[Piece]:
    """Yield the lines as they stand in the file; those that begin with # are headings too."""
    fence = ""
    table, before = 0, ""
    for line in text_in(path).splitlines():
        if found := _FENCE.match(line):
            fence = "" if found[1] == fence else fence or found[1]
        elif not fence and (found := _HEADING.match(line)):
            yield Heading(_CLOSING.sub("", found[1][:1000]))
        is_row = not fence and line.startswith("|")
        if is_row and not before.startswith("|"):
            table += 1
        yield Line(line, table if is_row else 0)
        before = line


def text_in(path: Path) -> str:
    """Return what a text file says, whatever its encoding. Raises Refusal where it is too large."""
    if path.stat().st_size > _MOST:
        raise Refusal(Trouble.SIZE, f"more than {_MOST} bytes of text")
    return decode(path.read_bytes())
