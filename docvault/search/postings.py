"""Sorted lists of terms with the documents they stand in: built, merged and read with numpy.

A `TermList` is a handful of arrays, laid out so that reading one term is two binary searches and
three slices of a mapped file, with nothing to decode:

* `keys`: one number per term, sorted;
* `first`: where each term's postings begin, and at the end where the last one's end;
* `docs`: per posting the document's number in its segment (at most 65,536 of them);
* `counts`: per posting how often the term stands there; what stands there more than 255 times has
  several postings, so that a byte is enough;
* `begin`: where each term's positions begin (a list without positions has none);
* `low`: per occurrence the position's lower 16 bits; the rest of the few that need more stands in
  `high`, at the occurrences named in `high_at`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]
MOST_DOCUMENTS = 1 << 16
_MOST_COUNT = 255
AT_ONCE = 2_000_000
"""Postings merged at a time: bounds memory."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Where one term stands: documents in their order (some twice) and how often in each."""

    docs: npt.NDArray[np.uint16]
    counts: npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class TermList:
    """The terms of one kind in one field of one segment."""

    keys: npt.NDArray[np.uint64]
    first: npt.NDArray[np.uint32]
    docs: npt.NDArray[np.uint16]
    counts: npt.NDArray[np.uint8]
    begin: npt.NDArray[np.uint64]
    low: npt.NDArray[np.uint16]
    high_at: npt.NDArray[np.uint64]
    high: npt.NDArray[np.uint16]

    def find(self, key: int) -> int | None:
        """Return the number of a term, None if it is not there."""
        place = int(np.searchsorted(self.keys, np.uint64(key)))
        return place if place < self.keys.size and int(self.keys[place]) == key else None

    def between(self, first: int, last: int) -> tuple[int, int]:
        """Return the numbers of the terms with keys from `first` on and below `last`."""
        start, stop = np.searchsorted(self.keys, np.array((first, last), np.uint64))
        return int(start), int(stop)

    def postings(self, term: int) -> Postings:
        """Return where a term stands, without copying anything."""
        span = slice(int(self.first[term]), int(self.first[term + 1]))
        return Postings(self.docs[span], self.counts[span])

    def positions(self, term: int) -> npt.NDArray[np.uint32]:
        """Return the positions of a term, of all its postings one after another."""
        return self.positions_between(int(self.begin[term]), int(self.begin[term + 1]))

    def positions_between(self, start: int, end: int) -> npt.NDArray[np.uint32]:
        """Return the positions of some occurrences, counted over the whole list."""
        found = self.low[start:end].astype(np.uint32)
        if self.high_at.size:
            span = slice(*np.searchsorted(self.high_at, np.array((start, end), np.uint64)))
            places = (self.high_at[span] - np.uint64(start)).astype(np.intp)
            found[places] += self.high[span].astype(np.uint32) << np.uint32(16)
        return found

    @property
    def has_positions(self) -> bool:
        """Whether the list says where in a document a term stands."""
        return self.begin.size > 0


NAMES = ("keys", "first", "docs", "counts", "begin", "low", "high_at", "high")
"""The arrays of a list, by their names in a file."""


def build(
    keys: npt.NDArray[np.uint64],
    docs: npt.NDArray[np.uint16],
    at: npt.NDArray[np.uint32] | None,
) -> TermList:
    """Make a list of occurrences: key, document, position (None: a list without positions).

    Documents must ascend, and positions within a document.
    """
    order = np.argsort(keys, kind="stable")
    keys, docs = keys[order], docs[order]
    new_term = _changes(keys)
    new_posting = _limited(new_term | _changes(docs))
    posting_at = np.flatnonzero(new_posting)
    term_at = np.flatnonzero(new_term)
    counts = np.diff(np.append(posting_at, keys.size)).astype(np.uint8)
    first = np.searchsorted(posting_at, np.append(term_at, keys.size)).astype(np.uint32)
    positioned = _split(at[order]) if at is not None else _NO_POSITIONS
    begin = np.append(term_at, keys.size).astype(np.uint64) if at is not None else _NO_LONG
    return TermList(keys[term_at], first, docs[posting_at], counts, begin, *positioned)


def _changes(values: Array) -> npt.NDArray[np.bool_]:
    """Return where a value differs from the one before it; the first one does."""
    changed = np.ones(values.size, np.bool_)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed


def _limited(new_posting: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Let a posting end where it has as many occurrences as a byte can count."""
    starts = np.flatnonzero(new_posting)
    sizes = np.diff(np.append(starts, new_posting.size))
    for start, size in zip(starts[sizes > _MOST_COUNT], sizes[sizes > _MOST_COUNT], strict=True):
        new_posting[start : start + size : _MOST_COUNT] = True
    return new_posting


_Positioned = tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint64], npt.NDArray[np.uint16]]
_NO_SHORT: npt.NDArray[np.uint16] = np.zeros(0, np.uint16)
_NO_LONG: npt.NDArray[np.uint64] = np.zeros(0, np.uint64)
_NO_POSITIONS: _Positioned = (_NO_SHORT, _NO_LONG, _NO_SHORT)


def _split(at: npt.NDArray[np.uint32]) -> _Positioned:
    high = (at >> np.uint32(16)).astype(np.uint16)
    high_at = np.flatnonzero(high)
    return at.astype(np.uint16), high_at.astype(np.uint64), high[high_at]


@dataclass(frozen=True, slots=True)
class Source:
    """A list to be merged: its keys in the new list, and each document's new number (-1: gone)."""

    terms: TermList
    keys: npt.NDArray[np.uint64]
    renumbered: npt.NDArray[np.int32]


def merge(sources: Sequence[Source], *, at_once: int = AT_ONCE) -> Iterator[Mapping[str, Array]]:
    """Yield the arrays of the merged list, part by part, each to be appended to the one before.

    `first` and `begin` come without their last entry, counted from the beginning of the whole.
    Sources must be in the order of their documents' new numbers. Takes memory for about `at_once`
    postings, and for those of one term of each source.
    """
    postings = occurrences = 0
    for part in _parts(sources, at_once):
        merged = _merge_part(part)
        yield {
            "keys": merged.keys,
            "first": merged.first[:-1] + np.uint32(postings),
            "docs": merged.docs,
            "counts": merged.counts,
            "begin": merged.begin[:-1] + np.uint64(occurrences),
            "low": merged.low,
            "high_at": merged.high_at + np.uint64(occurrences),
            "high": merged.high,
        }
        postings += merged.docs.size
        occurrences += merged.low.size


_Part = list[tuple[Source, int, int]]


def _parts(sources: Sequence[Source], at_once: int) -> Iterator[_Part]:
    """Cut the sources at the same keys, so that no part has too many postings."""
    places = [0] * len(sources)
    while any(place < source.keys.size for place, source in zip(places, sources, strict=True)):
        share = max(1, at_once // len(sources))
        ends = [_end(source, place, share) for source, place in zip(sources, places, strict=True)]
        cuts = [s.keys[end] for s, end in zip(sources, ends, strict=True) if end < s.keys.size]
        if cuts:
            cut = min(cuts)
            ends = [int(np.searchsorted(source.keys, cut)) for source in sources]
        yield list(zip(sources, places, ends, strict=True))
        places = ends


def _end(source: Source, place: int, share: int) -> int:
    """Return the term up to which a source gives its share; past one term at least."""
    if place >= source.keys.size:
        return place
    most = int(source.terms.first[place]) + share
    return max(place + 1, int(np.searchsorted(source.terms.first, most, side="right")) - 1)


def _merge_part(part: _Part) -> TermList:
    keys, docs, counts, positions = [], [], [], []
    positioned = part[0][0].terms.has_positions
    for source, start, end in part:
        terms = source.terms
        first = terms.first[start : end + 1].astype(np.int64)
        span = slice(int(first[0]), int(first[-1])) if first.size else slice(0)
        renumbered = source.renumbered[terms.docs[span]]
        stays = renumbered >= 0
        times = terms.counts[span]
        keys.append(np.repeat(source.keys[start:end], np.diff(first))[stays])
        docs.append(renumbered[stays].astype(np.uint16))
        counts.append(times[stays])
        if positioned and first.size:
            at = terms.positions_between(int(terms.begin[start]), int(terms.begin[end]))
            positions.append(at if stays.all() else at[np.repeat(stays, times)])
    return _assembled(
        np.concatenate(keys),
        np.concatenate(docs),
        np.concatenate(counts),
        np.concatenate(positions) if positions else None,
    )


def _assembled(
    keys: npt.NDArray[np.uint64],
    docs: npt.NDArray[np.uint16],
    counts: npt.NDArray[np.uint8],
    at: npt.NDArray[np.uint32] | None,
) -> TermList:
    """Sort postings by their keys; what they say of positions moves along."""
    order = np.argsort(keys, kind="stable")
    starts = np.cumsum(counts, dtype=np.int64) - counts
    keys, docs, counts = keys[order], docs[order], counts[order]
    term_at = np.flatnonzero(_changes(keys)) if keys.size else np.zeros(0, np.intp)
    first = np.append(term_at, keys.size).astype(np.uint32)
    if at is None:
        return TermList(keys[term_at], first, docs, counts, np.zeros(1, np.uint64), *_NO_POSITIONS)
    ends = np.cumsum(counts, dtype=np.int64)
    moved = np.repeat(starts[order] - (ends - counts), counts) + np.arange(at.size)
    begin = np.append((ends - counts)[term_at], at.size).astype(np.uint64)
    return TermList(keys[term_at], first, docs, counts, begin, *_split(at[moved]))
