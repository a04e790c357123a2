"""One field of a new segment: its term lists made of new documents and of merged segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from docvault.search.lists import PAIRS, SINGLES, WORDS, SegmentLists
from docvault.search.packing import Packed
from docvault.search.postings import NAMES, Source, TermList, build, merge
from docvault.search.segment_file import ArraysWriter


@dataclass(frozen=True, slots=True)
class Merged:
    """A segment to be merged: its lists, its documents' new numbers."""

    lists: SegmentLists
    renumbered: npt.NDArray[np.int32]


@dataclass(slots=True)
class Fresh:
    """The documents of one field that are new in this segment."""

    numbers: list[int] = field(default_factory=list)
    packed: list[Packed] = field(default_factory=list)

    def occurrences(
        self, arrays: Sequence[npt.NDArray[Any]]
    ) -> tuple[npt.NDArray[np.uint16], npt.NDArray[Any]]:
        """Return arrays, one of each document, as one, and for each of its entries the document."""
        sizes = [array.size for array in arrays]
        docs = np.repeat(np.array(self.numbers, np.uint16), sizes)
        return docs, np.concatenate(arrays)


@dataclass(frozen=True, slots=True)
class FieldLists:
    """One field of a new segment."""

    name: str
    fresh: Fresh
    merged: Sequence[Merged]
    documents: int

    def write(self, writer: ArraysWriter) -> None:
        """Write all lists of the field."""
        self._lengths(writer)
        self._list(writer, SINGLES, self._new_singles(), [None] * len(self.merged))
        self._list(writer, PAIRS, self._new_pairs(), [None] * len(self.merged))
        self._words(writer)

    def _lengths(self, writer: ArraysWriter) -> None:
        lengths = np.zeros(self.documents, np.uint32)
        lengths[self.fresh.numbers] = [packed.length for packed in self.fresh.packed]
        for source in self.merged:
            stays = source.renumbered >= 0
            old = source.lists.lengths(self.name, source.renumbered.size)
            lengths[source.renumbered[stays]] = old[stays]
        writer.add(f"{self.name}/lengths", lengths)

    def _new_singles(self) -> TermList | None:
        if not self.fresh.packed:
            return None
        docs, singles = self.fresh.occurrences([packed.singles for packed in self.fresh.packed])
        return build(singles.astype(np.uint64), docs, None) if singles.size else None

    def _new_pairs(self) -> TermList | None:
        if not self.fresh.packed:
            return None
        docs, pairs = self.fresh.occurrences([packed.pairs for packed in self.fresh.packed])
        at = np.concatenate([packed.at for packed in self.fresh.packed])
        return build(pairs, docs, at) if pairs.size else None

    def _words(self, writer: ArraysWriter) -> None:
        known = [source.lists.words(self.name) for source in self.merged]
        words = {
            word.encode("utf-8", "surrogatepass")
            for packed in self.fresh.packed
            for word in packed.words
        }
        ordered = sorted(words.union(*known))
        if not ordered:
            return
        place = {word: number for number, word in enumerate(ordered)}
        writer.add(f"{self.name}/blob", np.frombuffer(b"".join(ordered), np.uint8))
        writer.add(f"{self.name}/ends", np.cumsum([len(word) for word in ordered], dtype=np.uint32))
        keys = [np.array([place[word] for word in old], np.uint64) for old in known]
        self._list(writer, WORDS, self._new_words(place), keys)

    def _new_words(self, place: dict[bytes, int]) -> TermList | None:
        arrays = [
            np.array(
                [place[word.encode("utf-8", "surrogatepass")] for word in packed.words], np.uint64
            )
            for packed in self.fresh.packed
        ]
        if not any(array.size for array in arrays):
            return None
        docs, keys = self.fresh.occurrences(arrays)
        return build(keys, docs, np.concatenate([p.words_at for p in self.fresh.packed]))

    def _list(
        self,
        writer: ArraysWriter,
        kind: str,
        new: TermList | None,
        keys: Sequence[npt.NDArray[np.uint64] | None],
    ) -> None:
        """Write one list; `keys` are those of the old lists in the new one, None: the same."""
        sources = []
        if new is not None:
            sources.append(Source(new, new.keys, np.arange(self.documents, dtype=np.int32)))
        for source, renamed in zip(self.merged, keys, strict=True):
            old = source.lists.list(self.name, kind)
            if old is not None:
                old_keys = old.keys if renamed is None else renamed[old.keys.astype(np.intp)]
                sources.append(Source(old, old_keys, source.renumbered))
        place = f"{self.name}/{kind}/"
        if new is not None and len(sources) == 1:
            for array in NAMES:
                writer.add(place + array, getattr(new, array))
        elif sources:
            writer.add_parts(place, _with_ends(merge(sources)))


def _with_ends(parts: Iterator[Any]) -> Iterator[dict[str, Any]]:
    """Add to the merged parts the last entries of `first` and `begin`."""
    postings = occurrences = 0
    positioned = False
    for part in parts:
        postings += part["docs"].size
        occurrences += part["low"].size
        positioned |= part["begin"].size > 0
        yield part
    last: dict[str, Any] = {"first": np.array([postings], np.uint32)}
    if positioned:
        last["begin"] = np.array([occurrences], np.uint64)
    yield last
