"""The index's table of contents: which segments it has, and what is deleted in them.

A file of its own for every commit, put in place in one step. It is JSON behind a checksum and not
Whoosh's pickle, so nothing in it is ever run, and damage is told from an older or newer format.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Segment

from docvault.errors import IndexCorrupt
from docvault.store.files import write_atomically

INDEX = "MAIN"
"""What the names of all files of an index begin with, and Whoosh's name for it."""
_FORMAT = b"DVTOC2"
_NAME = re.compile(rf"_{INDEX}_([0-9]{{1,18}})\.toc")
_LOCK = f"{INDEX}_WRITELOCK"


@dataclass(frozen=True, slots=True)
class Toc:
    """The segments of an index after so many commits."""

    generation: int
    segments: list[Any]


def read_toc(folder: Path, codec: Any) -> Toc | None:
    """Return the newest table of contents, None where there is none of this format.

    Raises IndexCorrupt, and FileNotFoundError when a commit has just replaced it: look again.
    """
    generation = _newest(folder)
    if generation is None:
        return None
    path = _path(folder, generation)
    mark, _, rest = path.read_bytes().partition(b" ")
    checksum, _, body = rest.partition(b"\n")
    if mark != _FORMAT:
        return None
    if checksum != b"%08x" % zlib.crc32(body):
        raise IndexCorrupt(what=path.name, detail="checksum")
    return Toc(
        generation,
        [
            W3Segment(codec, INDEX, documents, name, {*deleted})
            for name, documents, deleted in json.loads(body)
        ],
    )


def write_toc(folder: Path, toc: Toc) -> None:
    """Put a table of contents in place; when this returns it is on disk."""
    segments = [
        (segment.segid, segment.doc_count_all(), sorted(segment.deleted_docs()))
        for segment in toc.segments
    ]
    body = json.dumps(segments, separators=(",", ":")).encode()
    head = b"%s %08x\n" % (_FORMAT, zlib.crc32(body))
    write_atomically(_path(folder, toc.generation), head + body)


def clear(folder: Path, toc: Toc) -> None:
    """Remove what is of no commit but this one: older ones, and what was never finished.

    Only for the holder of the lock. A file that another process has open may stay on systems that
    do not let it go; the next commit tries again.
    """
    kept = {_LOCK, _path(folder, toc.generation).name}
    names = {str(segment.segment_id()) for segment in toc.segments}
    for entry in folder.iterdir():
        if entry.name not in kept and entry.name.partition(".")[0] not in names:
            with contextlib.suppress(OSError):
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry)
                else:
                    entry.unlink()


def _path(folder: Path, generation: int) -> Path:
    return folder / f"_{INDEX}_{generation}.toc"


def _newest(folder: Path) -> int | None:
    found = (_NAME.fullmatch(path.name) for path in folder.iterdir())
    return max((int(match[1]) for match in found if match), default=None)
