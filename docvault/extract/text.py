"""The text of a document, line by line."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import cast

from docvault.extract import limited
from docvault.extract.kinds import READERS, kind_of, lines_of
from docvault.extract.limited import Trouble, Unread
from docvault.extract.refusal import Refusal

_MOST_LINES = 1_000_000


def text_of(path: Path, *, name: str | None = None) -> list[str] | Unread | None:
    """Return the document's lines, without line ends.

    `name` decides what kind of file it is where `path` is a copy under another name. None: this
    kind has no text that DocVault reads. `Unread`: it should have, and why it was not had.
    Raises OSError where the file cannot be opened.
    """
    kind = kind_of(name or path.name)
    if kind not in READERS:
        return None
    answer = limited.read(f"{__name__}:read_lines", path, kind)
    return cast("list[str] | Unread", answer)


def read_lines(path: str, kind: str) -> list[str]:
    """Do the work of `text_of`; only ever called in a confined child."""
    lines = list(islice(lines_of(Path(path), kind), _MOST_LINES + 1))
    if len(lines) > _MOST_LINES:
        raise Refusal(Trouble.SIZE, f"more than {_MOST_LINES} lines")
    return lines
