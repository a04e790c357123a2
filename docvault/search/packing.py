"""What one text of one field adds to an index, packed into bytes to pass through Whoosh's pool."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from docvault.search.analysis import Pieces
from docvault.search.words import as_bytes

_HEAD = struct.Struct("<3I")
_NOTHING = np.zeros(0, np.uint32)


@dataclass(frozen=True, slots=True)
class Packed:
    """The postings of one text: keys of pairs and words (UTF-8), with their positions."""

    pairs: npt.NDArray[np.uint64]
    at: npt.NDArray[np.uint32]
    words: tuple[bytes, ...]
    words_at: npt.NDArray[np.uint32]
    length: int

    @property
    def singles(self) -> npt.NDArray[np.uint64]:
        """The codes of single characters: each begins a pair."""
        return self.pairs >> np.uint64(21)


def pack(pieces: Pieces) -> bytes:
    """Return the bytes of what a text consists of."""
    words = [as_bytes(word) for word in pieces.words]
    sizes = np.array([len(word) for word in words], np.uint32)
    head = _HEAD.pack(pieces.pairs.size, len(words), pieces.length)
    arrays = (pieces.pairs, pieces.singles_at, pieces.words_at, sizes)
    return b"".join((head, *(array.tobytes() for array in arrays), *words))


def pack_words(words: tuple[str, ...]) -> bytes:
    """Return the bytes of a text that is a set of whole words, as names of people are."""
    return pack(
        Pieces(
            _NOTHING,
            _NOTHING,
            _NOTHING.astype(np.uint64),
            words,
            np.arange(len(words), dtype=np.uint32),
            len(words),
        )
    )


def unpack(data: bytes) -> Packed:
    """Return what `pack` was given."""
    pairs, words, length = _HEAD.unpack_from(data)
    place = _HEAD.size
    arrays: list[npt.NDArray[Any]] = []
    for dtype, count in (
        (np.uint64, pairs),
        (np.uint32, pairs),
        (np.uint32, words),
        (np.uint32, words),
    ):
        arrays.append(np.frombuffer(data, dtype, count, place))
        place += arrays[-1].nbytes
    ends = (place + np.cumsum(arrays.pop(), dtype=np.int64)).tolist()
    found = tuple(data[start:end] for start, end in pairwise((place, *ends)))
    return Packed(arrays[0], arrays[1], found, arrays[2], length)
