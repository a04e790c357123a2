"""What a document says, as most tests of the readers look at it."""

from __future__ import annotations

from pathlib import Path

from docvault.extract.contents import Contents, contents_of
from docvault.extract.unread import Unread


def text_of(path: Path, *, name: str | None = None) -> list[str] | Unread | None:
    """Return the lines, or what `contents_of` says instead."""
    said = contents_of(path, name=name)
    return list(said.lines) if isinstance(said, Contents) else said
