"""In which documents of a segment a unit stands, and how often: the innermost loop of search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from docvault.search.analysis import pair
from docvault.search.lists import PAIRS, SINGLES, WORDS
from docvault.search.postings import TermList
from docvault.search.shard import Shard
from docvault.search.units import Piece, Unit
from docvault.search.words import as_bytes

_MOST_INFIX = 500  # words that hold a few letters somewhere


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Documents in their order, each once, and how often the unit stands in each."""

    docs: npt.NDArray[np.intp]
    counts: npt.NDArray[np.float32]


NOWHERE = Occurrences(np.zeros(0, np.intp), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class _Terms:
    """Terms that follow each other in a list, any of which may stand at an offset in a unit."""

    list: TermList
    start: int
    stop: int
    offset: int

    @property
    def span(self) -> slice:
        """Where their postings are."""
        return slice(int(self.list.first[self.start]), int(self.list.first[self.stop]))

    @property
    def docs(self) -> npt.NDArray[np.uint16]:
        """The documents of their postings."""
        return self.list.docs[self.span]

    @property
    def counts(self) -> npt.NDArray[np.uint8]:
        """How often, of each posting."""
        return self.list.counts[self.span]

    def positions(self) -> npt.NDArray[np.uint32]:
        """Return where, of all postings one after another."""
        begin = self.list.begin
        return self.list.positions_between(int(begin[self.start]), int(begin[self.stop]))


def of_unit(shard: Shard, name: str, unit: Unit) -> Occurrences:
    """Return where a unit stands in a field."""
    alone = len(unit.pieces) == 1
    found = [_terms(shard, name, piece, placed=not alone) for piece in unit.pieces]
    there = [terms for terms in found if terms is not None and terms.start < terms.stop]
    if not there or len(there) < len(found):
        return NOWHERE
    if alone:
        return _counted(shard, there[0].docs, there[0].counts)
    return _together(shard, sorted(there, key=lambda terms: terms.docs.size))


def _terms(shard: Shard, name: str, piece: Piece, *, placed: bool) -> _Terms | None:
    """Return the terms that a piece may be, None where there are none.

    Single characters have no positions in their own list, but each of them begins a pair.
    """
    kind, key = piece.kind, piece.key
    if isinstance(key, str):
        place = shard.lists.words(name).find(as_bytes(key))
        if place is None:
            return None
        key = place
    first, last = key, key + 1
    if placed and kind == SINGLES:
        kind, first, last = PAIRS, pair(chr(key)), pair(chr(key + 1))
    terms = shard.lists.list(name, kind)
    return None if terms is None else _Terms(terms, *terms.between(first, last), piece.offset)


def _counted(
    shard: Shard, docs: npt.NDArray[np.uint16], counts: npt.NDArray[np.uint8]
) -> Occurrences:
    """Add up what stands in several postings of one document; leave out deleted documents."""
    places = docs.astype(np.intp)
    times = counts.astype(np.float32)
    if np.any(places[1:] <= places[:-1]):
        sums = np.bincount(places, times, shard.documents)
        places = np.flatnonzero(sums)
        times = sums[places].astype(np.float32)
    if shard.count < shard.documents:
        alive = shard.alive[places]
        places, times = places[alive], times[alive]
    return Occurrences(places, times)


def _together(shard: Shard, found: list[_Terms]) -> Occurrences:
    """Return where terms stand at their distances; the rarest come first."""
    there = shard.alive
    for terms in found:
        mask = np.zeros(shard.documents, np.bool_)
        mask[terms.docs] = True
        there = there & mask
    if not there.any():
        return NOWHERE
    starts = _places(found[0], there)
    for terms in found[1:]:
        starts = _in_both(starts, _places(terms, there))
    sums = np.bincount(starts >> 32, minlength=shard.documents)
    docs = np.flatnonzero(sums)
    return Occurrences(docs, sums[docs].astype(np.float32))


def _places(terms: _Terms, there: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return where the whole would begin, as document and position in one ascending number."""
    docs = np.repeat(terms.docs, terms.counts)
    wanted = there[docs]
    begins = terms.positions()[wanted].astype(np.int64) - terms.offset
    places = (docs[wanted].astype(np.int64) << 32) | np.maximum(begins, 0)
    places = places[begins >= 0]
    if terms.stop - terms.start > 1:
        places.sort()
    return places


def _in_both(few: npt.NDArray[np.int64], many: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    if not few.size or not many.size:
        return few[:0]
    places = np.searchsorted(many, few)
    places[places == many.size] = 0
    found: npt.NDArray[np.int64] = few[many[places] == few]
    return found


def of_words(shard: Shard, name: str, places: Iterable[int] | range) -> Occurrences:
    """Return where any of a field's words stands, given by their places."""
    terms = shard.lists.list(name, WORDS)
    if terms is None or not places:
        return NOWHERE
    if isinstance(places, range):  # neighbours in the words are neighbours in the list
        some = _Terms(terms, *terms.between(places.start, places.stop), 0)
        return _summed(shard, some.docs, some.counts)
    numbers = [number for place in places if (number := terms.find(place)) is not None]
    found = [terms.postings(number) for number in numbers]
    if not found:
        return NOWHERE
    return _summed(
        shard,
        np.concatenate([postings.docs for postings in found]),
        np.concatenate([postings.counts for postings in found]),
    )


def _summed(
    shard: Shard, docs: npt.NDArray[np.uint16], counts: npt.NDArray[np.uint8]
) -> Occurrences:
    if not docs.size:
        return NOWHERE
    sums = np.bincount(docs, counts, shard.documents)
    places = np.flatnonzero((sums > 0) & shard.alive)
    return Occurrences(places, sums[places].astype(np.float32))


def of_prefix(shard: Shard, name: str, prefix: str) -> Occurrences:
    """Return where words with a prefix stand in a field."""
    return of_words(shard, name, shard.lists.words(name).with_prefix(as_bytes(prefix)))


def of_letters(shard: Shard, name: str, letters: str) -> Occurrences:
    """Return where words that hold some letters anywhere stand in a field."""
    return of_words(
        shard,
        name,
        shard.lists.words(name).holding(as_bytes(letters), _MOST_INFIX),
    )
