"""The text of a document, line by line."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from docvault.extract import reading
from docvault.extract.limited import Unread
from docvault.extract.pieces import Line


def text_of(path: Path, *, name: str | None = None) -> list[str] | Unread | None:
    """Return the document's lines, without line ends.

    `name` decides what kind of file it is where `path` is a copy under another name. None: this
    kind has no text that DocVault reads. `Unread`: it should have, and why it was not had.
    Raises OSError where the file cannot be opened.
    """
    return cast("list[str] | Unread | None", reading.run(f"{__name__}:read_lines", path, name))


def read_lines(path: str, kind: str) -> list[str]:
    """Do the work of `text_of`; only ever called in a confined child."""
    pieces = reading.pieces_of(Path(path), kind)
    return [piece.text for piece in pieces if isinstance(piece, Line)]
