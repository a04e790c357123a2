"""One segment as it is searched: its term lists, and what each of its documents is."""

from __future__ import annotations

import functools
import threading
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from docvault.errors import IndexCorrupt
from docvault.search.entry import Attributes, from_ref
from docvault.search.lists import WORDS, SegmentLists, open_lists
from docvault.search.words import as_bytes, as_text

Mask = npt.NDArray[np.bool_]
_MOST_AUDIENCES = 64
_MAKING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Column:
    """One of the attributes: its different values, and which of them each kind has.

    Kinds of documents are as many as departments, types, levels … have combinations; what is asked
    of one attribute is asked once for each of its values, not for each of the kinds.
    """

    values: tuple[str, ...]
    of_kinds: npt.NDArray[np.intp]


@dataclass(frozen=True)
class Shard:
    """A segment that is open; `alive` says which of its documents still count."""

    lists: SegmentLists
    documents: int
    alive: Mask
    count: int

    @classmethod
    def open(cls, folder: Path, segment: Any) -> Shard:
        """Open a segment, as if nothing were deleted in it."""
        documents = int(segment.doc_count_all())
        alive = np.ones(documents, np.bool_)
        return cls(open_lists(folder, segment), documents, alive, documents)

    def without(self, deleted: Iterable[int], count: int) -> Shard:
        """Return the same segment with these documents deleted."""
        if self.documents - self.count == count:
            return self
        alive = np.ones(self.documents, np.bool_)
        alive[list(deleted)] = False
        changed = replace(self, alive=alive, count=self.documents - count)
        # What was read once of a segment never changes.
        known = {field.name for field in fields(self)}
        changed.__dict__.update({k: v for k, v in self.__dict__.items() if k not in known})
        return changed

    def numbers_of(self, refs: Iterable[str]) -> list[int]:
        """Return the numbers of the documents with these refs that are still there."""
        known, terms = self.lists.words("ref"), self.lists.list("ref", WORDS)
        found = []
        for ref in refs:
            place = known.find(as_bytes(ref))
            term = terms.find(place) if terms is not None and place is not None else None
            if terms is not None and term is not None:
                docs = terms.postings(term).docs
                found += [number for number in docs.tolist() if self.alive[number]]
        return found

    def ref(self, number: int) -> tuple[str, str]:
        """Return the document and the version of a document of the segment."""
        return from_ref(self._word("ref", number))

    def label(self, number: int) -> str:
        """Return the name that a document of the segment is sorted by."""
        return self._word("label", number)

    def _word(self, name: str, number: int) -> str:
        word = self.lists.words(name)[int(self._places(name)[number])]
        try:
            return as_text(word)
        except UnicodeDecodeError as exc:
            raise IndexCorrupt(what=name, detail=str(exc)) from exc

    def _places(self, name: str) -> npt.NDArray[np.intp]:
        """Return for each document which word it has in a field where it has one."""
        key = f"_places_{name}"
        if key not in self.__dict__:
            places = np.zeros(self.documents, np.intp)
            terms = self.lists.list(name, WORDS)
            if terms is not None:
                places[terms.docs] = np.repeat(terms.keys.astype(np.intp), np.diff(terms.first))
            self.__dict__[key] = places
        found: npt.NDArray[np.intp] = self.__dict__[key]
        return found

    @functools.cached_property
    def dates(self) -> npt.NDArray[np.uint32]:
        """The documents' dates as YYYYMMDD."""
        days = np.array([int(word) for word in self.lists.words("date")], np.uint32)
        return days[self._places("date")]

    @functools.cached_property
    def years(self) -> npt.NDArray[np.intp]:
        """The years of the documents' dates."""
        return (self.dates // 10_000).astype(np.intp)

    @functools.cached_property
    def attributes(self) -> list[Attributes]:
        """The different attributes there are."""
        words = self.lists.words("attributes")
        return [Attributes.from_text(as_text(word)) for word in words]

    def column(self, name: str) -> Column:
        """Return one of the attributes, by its name."""
        key = f"_column_{name}"
        if key not in self.__dict__:
            values = [getattr(kind, name) for kind in self.attributes]
            numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
            of_kinds = np.array([numbers[value] for value in values], np.intp)
            self.__dict__[key] = Column(tuple(numbers), of_kinds)
        found: Column = self.__dict__[key]
        return found

    @functools.cached_property
    def current(self) -> npt.NDArray[np.bool_]:
        """For each of the attributes, whether they are those of a current version."""
        return np.array([kind.current for kind in self.attributes], np.bool_)

    @functools.cached_property
    def kinds(self) -> npt.NDArray[np.intp]:
        """For each document, which of the attributes it has."""
        return self._places("attributes")

    @functools.cached_property
    def ties(self) -> npt.NDArray[np.int64]:
        """For each document a number that orders equal ones, the same in every segment."""
        words = self.lists.words("ref")
        numbers = np.array([zlib.crc32(w) << 31 ^ zlib.adler32(w) for w in words], np.int64)
        return numbers[self._places("ref")]

    @property
    def ranks(self) -> npt.NDArray[np.intp]:
        """For each document the rank of its name in this segment."""
        return self._places("label")

    def rank_of(self, label: str) -> float:
        """Return the rank of a name: between two where the segment does not have it."""
        words, word = self.lists.words("label"), as_bytes(label)
        place = words.place(word)
        return place if words.find(word) is not None else place - 0.5

    def of_names(
        self, sees: Callable[[str, str], bool], make: Callable[[Iterable[str]], Sequence[str]]
    ) -> Sequence[str]:
        """Return what `make` makes of the names of the current versions that may be seen.

        Made once for all who may see the same; a version that is superseded since still counts.
        """
        shown = [kind.current and sees(kind.department, kind.level) for kind in self.attributes]
        mask = np.array(shown, np.bool_)
        made: dict[bytes, Sequence[str]] = self.__dict__.setdefault("_of_names", {})
        key = mask.tobytes()
        with _MAKING:  # who asks meanwhile waits for it, and does not make it again
            found = made.get(key)
            if found is None:
                if len(made) >= _MOST_AUDIENCES:
                    made.clear()
                chosen = np.flatnonzero(mask[self.kinds])
                found = made[key] = make(self.label(int(number)) for number in chosen)
        return found

    def lengths(self, name: str) -> npt.NDArray[np.uint32]:
        """Return how long a field is in each document."""
        return self.lists.lengths(name, self.documents)
