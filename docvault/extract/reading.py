"""One way to read a file: its kind's reader, run as a job in the confined child."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

from docvault.extract import limited
from docvault.extract.kinds import READERS, kind_of
from docvault.extract.limited import Trouble, Unread
from docvault.extract.pieces import Piece
from docvault.extract.refusal import Refusal

_MOST_PIECES = 1_000_000


def run(job: str, path: Path, name: str | None) -> object | Unread | None:
    """Run a job, `job(path, kind)`, on a file in the confined child.

    `name` decides what kind of file it is where `path` is a copy under another name. None: this
    kind is not read, or only with a program that is not installed (`programs`). Raises OSError
    where the file cannot be opened.
    """
    kind = kind_of(name or path.name)
    return limited.read(job, path, kind) if limited.is_read(kind) else None


def pieces_of(path: Path, kind: str) -> Iterator[Piece]:
    """Yield the pieces of a file of a known kind; only ever called in the confined child."""
    module, _, function = READERS[kind].partition(":")
    reader: Callable[[Path], Iterator[Piece]] = getattr(importlib.import_module(module), function)
    for number, piece in enumerate(reader(path)):
        if number >= _MOST_PIECES:
            raise Refusal(Trouble.SIZE, f"more than {_MOST_PIECES} lines")
        yield piece
