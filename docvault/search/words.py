"""The words of a field in one segment: sorted, and found by the whole, the beginning or a part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


def as_bytes(word: str) -> bytes:
    """Return a word as it lies in an index. Half of a character may be in any text."""
    return word.encode("utf-8", "surrogatepass")


def as_text(word: bytes) -> str:
    """Return what `as_bytes` was given."""
    return word.decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Words:
    """Words in the order of their bytes; a word's place is its key in the list."""

    blob: bytes
    ends: npt.NDArray[np.uint32]

    def __len__(self) -> int:
        return int(self.ends.size)

    def __getitem__(self, place: int) -> bytes:
        return self.blob[int(self.ends[place - 1]) if place else 0 : int(self.ends[place])]

    def __iter__(self) -> Iterator[bytes]:
        start = 0
        for end in self.ends.tolist():
            yield self.blob[start:end]
            start = end

    def place(self, word: bytes) -> int:
        """Return where a word is, or would be."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < word:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, word: bytes) -> int | None:
        """Return a word's place, None if it is not there."""
        place = self.place(word)
        return place if place < len(self) and self[place] == word else None

    def holding(self, letters: bytes, most: int) -> list[int]:
        """Return the places of words that hold some letters, at most so many."""
        found: list[int] = []
        place = self.blob.find(letters)
        while place >= 0 and len(found) < most:
            word = int(np.searchsorted(self.ends, place, side="right"))
            end = int(self.ends[word])
            if place + len(letters) <= end:
                found.append(word)
                place = self.blob.find(letters, end)
            else:
                place = self.blob.find(letters, place + 1)
        return found

    def with_prefix(self, prefix: bytes) -> range:
        """Return the places of the words that begin so."""
        return range(self.place(prefix), self.place(prefix + b"\xff"))
