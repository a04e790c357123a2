"""The visible tree follows git: what ought to lie in the folders is made to lie there.

`settle` states what a document's files shall be and brings it about from whatever it finds, so
it serves a fresh check-in (everything is at hand and only renamed) and recovery (half done, or
nothing done) alike, and may be repeated. It never destroys bytes that git does not have: what
it does not know, it puts aside.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docvault.store.files import (
    ensure_no_link,
    kind_of,
    make_folder,
    place,
    sha256_of,
    store_errors,
    sync_folder,
)


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes a file shall have. `mtime_ns`, where known, spares hashing an untouched file."""

    sha256: str
    blob: str
    size: int
    mtime_ns: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the files of one document shall be.

    `root`: the vault; nothing is touched that is reached through a link in it. `files`: path -> its
    content. `gone`: path -> the contents git has of it; the path shall be
    free. `at_hand`: SHA-256 -> files that may hold those bytes and may be moved into place.
    """

    root: Path
    files: Mapping[Path, Content]
    gone: Mapping[Path, Sequence[Content]] = field(default_factory=dict)
    at_hand: Mapping[str, Sequence[Path]] = field(default_factory=dict)


def holds(path: Path, content: Content) -> bool:
    """Tell whether the file `path` has these bytes: by size and time, else by its SHA-256."""
    try:
        found = path.lstat()
        if kind_of(path) or found.st_size != content.size:
            return False
        return found.st_mtime_ns == content.mtime_ns or sha256_of(path) == content.sha256
    except OSError:
        return False


def settle(
    wanted: Wanted,
    *,
    write: Callable[[Content, Path], None],
    put_aside: Callable[[Path], None],
    take_out: Callable[[Path], None],
) -> None:
    """Make the visible files of a document what they shall be, and make that durable.

    `write(content, path)` gets the bytes from git; `put_aside(path)` takes away a file with
    bytes that git does not have, `take_out(path)` one with bytes that it has. Raises DiskFull or
    StoreUnwritable; calling again goes on.
    """
    for folder in {path.parent for path in (*wanted.files, *wanted.gone)}:
        ensure_no_link(wanted.root, folder)
    for path, content in wanted.files.items():
        if not holds(path, content):
            _bring(path, content, wanted.at_hand.get(content.sha256, ()), write, put_aside)
    for path, known in wanted.gone.items():
        if os.path.lexists(path):
            leave = take_out if any(holds(path, content) for content in known) else put_aside
            with store_errors(path):
                leave(path)
    for folder in {path.parent for path in (*wanted.files, *wanted.gone)}:
        with store_errors(folder), contextlib.suppress(FileNotFoundError):
            if folder.is_dir():
                sync_folder(folder)


def _bring(
    path: Path,
    content: Content,
    at_hand: Sequence[Path],
    write: Callable[[Content, Path], None],
    put_aside: Callable[[Path], None],
) -> None:
    if os.path.lexists(path):
        put_aside(path)
    for candidate in at_hand:
        if holds(candidate, content) and place(candidate, path):
            return
    with store_errors(path):
        make_folder(path.parent)
    write(content, path)
