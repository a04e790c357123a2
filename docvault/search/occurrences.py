"""In which documents of a segment a unit stands, and how often: the innermost loop of search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from docvault.search.lists import WORDS
from docvault.search.postings import TermList
from docvault.search.shard import Shard
from docvault.search.units import Piece, Unit

_MOST_INFIX = 500  # words that hold a few letters somewhere


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Documents in their order, each once, and how often the unit stands in each."""

    docs: npt.NDArray[np.intp]
    counts: npt.NDArray[np.float32]


NOWHERE = Occurrences(np.zeros(0, np.intp), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class _Term:
    terms: TermList
    number: int
    offset: int

    @property
    def size(self) -> int:
        return int(self.terms.first[self.number + 1]) - int(self.terms.first[self.number])


def of_unit(shard: Shard, name: str, unit: Unit) -> Occurrences:
    """Return where a unit stands in a field."""
    found = []
    for piece in unit.pieces:
        term = _term(shard, name, piece)
        if term is None:
            return NOWHERE
        found.append(term)
    if len(found) == 1:
        postings = found[0].terms.postings(found[0].number)
        return _counted(shard, postings.docs, postings.counts)
    return _together(shard, sorted(found, key=lambda term: term.size)) if found else NOWHERE


def _term(shard: Shard, name: str, piece: Piece) -> _Term | None:
    terms = shard.lists.list(name, piece.kind)
    if terms is None:
        return None
    key = piece.key
    if isinstance(key, str):
        place = shard.lists.words(name).find(key.encode("utf-8", "surrogatepass"))
        if place is None:
            return None
        key = place
    number = terms.find(key)
    return None if number is None else _Term(terms, number, piece.offset)


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


def _together(shard: Shard, terms: list[_Term]) -> Occurrences:
    """Return where terms stand at their distances; the rarest comes first.

    A single character between other things has no position: it need only be in the document.
    """
    there = shard.alive
    for term in terms:
        mask = np.zeros(shard.documents, np.bool_)
        mask[term.terms.postings(term.number).docs] = True
        there = there & mask
    if not there.any():
        return NOWHERE
    starts: npt.NDArray[np.int64] | None = None
    for term in terms:
        if term.terms.has_positions:
            places = _places(term, there)
            starts = places if starts is None else _in_both(starts, places)
    if starts is None:
        docs = np.flatnonzero(there)
        return Occurrences(docs, np.ones(docs.size, np.float32))
    sums = np.bincount(starts >> 32, minlength=shard.documents)
    docs = np.flatnonzero(sums)
    return Occurrences(docs, sums[docs].astype(np.float32))


def _places(term: _Term, there: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return where the whole would begin, as document and position in one ascending number."""
    postings = term.terms.postings(term.number)
    positions = term.terms.positions(term.number)
    docs = np.repeat(postings.docs, postings.counts)
    wanted = there[docs]
    begins = positions[wanted].astype(np.int64) - term.offset
    kept = docs[wanted].astype(np.int64)
    return (kept[begins >= 0] << 32) | begins[begins >= 0]


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
        low, high = np.searchsorted(terms.keys, np.array((places.start, places.stop), np.uint64))
        span = slice(int(terms.first[low]), int(terms.first[high]))
        return _summed(shard, terms.docs[span], terms.counts[span])
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
    return of_words(shard, name, shard.lists.words(name).with_prefix(prefix.encode()))


def of_letters(shard: Shard, name: str, letters: str) -> Occurrences:
    """Return where words that hold some letters anywhere stand in a field."""
    return of_words(shard, name, shard.lists.words(name).holding(letters.encode(), _MOST_INFIX))


def has_word(shard: Shard, name: str, word: str) -> bool:
    """Tell whether a field has a word, in some document."""
    return shard.lists.words(name).find(word.encode("utf-8", "surrogatepass")) is not None
