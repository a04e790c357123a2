"""The term lists of one segment, as they lie in its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from docvault.search.postings import NAMES, TermList
from docvault.search.segment_file import Arrays
from docvault.search.words import Words

SINGLES, PAIRS, WORDS = "singles", "pairs", "words"
"""The lists of a field: of characters, of two neighbours, of words of letters."""

_EXTENSION = ".pieces"
_TYPES = dict(zip(NAMES, ("u8", "u4", "u2", "u1", "u8", "u2", "u8", "u2"), strict=True))


def lists_path(folder: Path, segment: Any) -> Path:
    """Return where the term lists of a segment lie."""
    return folder / str(segment.make_filename(_EXTENSION))


class SegmentLists:
    """The term lists of one segment, field by field."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._lists: dict[str, TermList | None] = {}
        self._words: dict[str, Words] = {}
        self.fields = sorted({name.partition("/")[0] for name in arrays})

    def list(self, name: str, kind: str) -> TermList | None:
        """Return a field's list, None where it has none."""
        place = f"{name}/{kind}/"
        if place not in self._lists:
            there = f"{place}keys" in self._arrays
            self._lists[place] = self._read(place) if there else None
        return self._lists[place]

    def _read(self, place: str) -> TermList:
        arrays = {name: self._arrays.get(place + name, dtype) for name, dtype in _TYPES.items()}
        return TermList(**arrays)  # type: ignore[arg-type]

    def words(self, name: str) -> Words:
        """Return the words of a field."""
        if name not in self._words:
            blob = self._arrays.get(f"{name}/blob", np.uint8).tobytes()
            ends: Any = self._arrays.get(f"{name}/ends", np.uint32)
            self._words[name] = Words(blob, ends)
        return self._words[name]

    def lengths(self, name: str, documents: int) -> npt.NDArray[np.uint32]:
        """Return how many pieces and words each document has in a field."""
        found: Any = self._arrays.get(f"{name}/lengths", np.uint32)
        return found if found.size else np.zeros(documents, np.uint32)

    def verify(self) -> None:
        """Read everything and compare it with its checksums. Raises IndexCorrupt."""
        self._arrays.verify()


def open_lists(folder: Path, segment: Any) -> SegmentLists:
    """Open the term lists of a segment. Raises FileNotFoundError, IndexCorrupt."""
    return SegmentLists(Arrays(lists_path(folder, segment)))
