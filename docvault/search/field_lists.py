"""One field of a new segment: its term lists made of new documents and of merged segments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from docvault.search.lists import PAIRS, SINGLES, WORDS, SegmentLists
from docvault.search.packing import Packed
from docvault.search.postings import NAMES, Array, Source, TermList, build, merge
from docvault.search.segment_file import ArraysWriter

Part = Mapping[str, Array]


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
        self._list(writer, SINGLES, self._new_singles())
        self._list(writer, PAIRS, self._new_pairs())
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
        return build(singles, docs, None) if singles.size else None

    def _new_pairs(self) -> TermList | None:
        if not self.fresh.packed:
            return None
        docs, pairs = self.fresh.occurrences([packed.pairs for packed in self.fresh.packed])
        at = np.concatenate([packed.at for packed in self.fresh.packed])
        return build(pairs, docs, at) if pairs.size else None

    def _words(self, writer: ArraysWriter) -> None:
        """Write the words that still stand in a document, and their list."""
        known = [source.lists.words(self.name) for source in self.merged]
        words = {word for packed in self.fresh.packed for word in packed.words}
        ordered = sorted(words.union(*known))
        place = {word: number for number, word in enumerate(ordered)}
        keys = [np.array([place[word] for word in old], np.uint64) for old in known]
        sources = list(self._sources(WORDS, self._new_words(place), keys))
        used: list[int] = []
        self._write(writer, WORDS, _numbered(merge(sources), used))
        kept = [ordered[number] for number in used]
        writer.add(f"{self.name}/blob", np.frombuffer(b"".join(kept), np.uint8))
        writer.add(f"{self.name}/ends", np.cumsum([len(word) for word in kept], dtype=np.uint32))

    def _new_words(self, place: dict[bytes, int]) -> TermList | None:
        arrays = [
            np.array([place[word] for word in packed.words], np.uint64)
            for packed in self.fresh.packed
        ]
        if not any(array.size for array in arrays):
            return None
        docs, keys = self.fresh.occurrences(arrays)
        return build(keys, docs, np.concatenate([p.words_at for p in self.fresh.packed]))

    def _list(self, writer: ArraysWriter, kind: str, new: TermList | None) -> None:
        """Write a list whose keys are the same in every segment."""
        sources = list(self._sources(kind, new, [None] * len(self.merged)))
        if new is not None and len(sources) == 1:
            for array in NAMES:
                writer.add(f"{self.name}/{kind}/{array}", getattr(new, array))
        else:
            self._write(writer, kind, merge(sources))

    def _sources(
        self,
        kind: str,
        new: TermList | None,
        keys: Sequence[npt.NDArray[np.uint64] | None],
    ) -> Iterator[Source]:
        """Yield what is to be merged; `keys` are those of the old lists, None: the same."""
        if new is not None:
            yield Source(new, new.keys, np.arange(self.documents, dtype=np.int32))
        for source, renamed in zip(self.merged, keys, strict=True):
            old = source.lists.list(self.name, kind)
            if old is not None:
                old_keys = old.keys if renamed is None else renamed[old.keys.astype(np.intp)]
                yield Source(old, old_keys, source.renumbered)

    def _write(self, writer: ArraysWriter, kind: str, parts: Iterator[Part]) -> None:
        writer.add_parts(f"{self.name}/{kind}/", _with_ends(parts))


def _numbered(parts: Iterator[Part], used: list[int]) -> Iterator[Part]:
    """Yield a merged list with keys from 0 on and without gaps; `used` gets what they were."""
    for part in parts:
        first = len(used)
        used += part["keys"].tolist()
        yield {**part, "keys": np.arange(first, len(used), dtype=np.uint64)}


def _with_ends(parts: Iterator[Part]) -> Iterator[Part]:
    """Add to the merged parts the last entries of `first` and `begin`."""
    postings = occurrences = 0
    positioned = False
    for part in parts:
        postings += part["docs"].size
        occurrences += part["low"].size
        positioned |= part["begin"].size > 0
        yield part
    last: dict[str, Array] = {"first": np.array([postings], np.uint32)}
    if positioned:
        last["begin"] = np.array([occurrences], np.uint64)
    if postings:
        yield last
