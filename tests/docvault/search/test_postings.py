"""Lists of terms against a plain dictionary: built, merged, split, renumbered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from docvault.search.field_lists import _with_ends
from docvault.search.postings import NAMES, Source, TermList, build, merge

Plain = dict[int, dict[int, list[int]]]
"""key -> document -> positions."""
TYPES = dict(zip(NAMES, ("u8", "u4", "u2", "u1", "u8", "u2", "u8", "u2"), strict=True))
FEW_KEYS = st.sampled_from([0, 1, 2, 7, 1 << 21, (1 << 42) - 1])
PLACES = st.one_of(
    st.integers(0, 40),
    st.integers((1 << 16) - 3, (1 << 16) + 3),
    st.integers((1 << 17) - 3, (1 << 17) + 3),
    st.just((1 << 32) - 1),
)
NOTHING = np.zeros(0, np.int32)


def documents(most: int = 12) -> st.SearchStrategy[dict[int, list[tuple[int, int]]]]:
    """Documents with their occurrences: key and position, in the order of positions."""
    occurrences = st.dictionaries(PLACES, FEW_KEYS, max_size=12).map(
        lambda found: [(key, place) for place, key in sorted(found.items())]
    )
    return st.dictionaries(st.integers(0, most), occurrences, max_size=6).map(
        lambda found: dict(sorted(found.items()))
    )


def plain(docs: Mapping[int, list[tuple[int, int]]]) -> Plain:
    found: Plain = {}
    for doc, occurrences in docs.items():
        for key, place in occurrences:
            found.setdefault(key, {}).setdefault(doc, []).append(place)
    return found


def built(docs: Mapping[int, list[tuple[int, int]]], *, positions: bool = True) -> TermList:
    rows = [(key, doc, place) for doc, found in docs.items() for key, place in found]
    keys, numbers, places = (
        np.array([row[i] for row in rows], dtype)
        for i, dtype in enumerate((np.uint64, np.uint16, np.uint32))
    )
    return build(keys, numbers, places if positions else None)


def read(terms: TermList) -> Plain:
    """Read a list as a search does."""
    found: Plain = {}
    for number, key in enumerate(terms.keys.tolist()):
        assert terms.find(key) == number
        postings = terms.postings(number)
        places = iter(terms.positions(number).tolist() if terms.has_positions else ())
        for doc, count in zip(postings.docs.tolist(), postings.counts.tolist(), strict=True):
            assert count > 0
            into = found.setdefault(key, {}).setdefault(doc, [])
            into += [next(places) if terms.has_positions else 0 for _ in range(count)]
        assert not list(places)
        assert postings.docs.tolist() == sorted(postings.docs.tolist())
    return found


def joined(parts: Iterable[Mapping[str, Any]]) -> TermList:
    """What a file would hold of the parts of a merged list."""
    arrays = {name: [np.zeros(0, dtype)] for name, dtype in TYPES.items()}
    for part in _with_ends(iter(parts)):
        for name, array in part.items():
            assert array.dtype == arrays[name][0].dtype, name
            arrays[name].append(array)
    return TermList(**{name: np.concatenate(found) for name, found in arrays.items()})  # type: ignore[arg-type]


def counted(terms: Plain) -> dict[int, dict[int, int]]:
    return {key: {doc: len(at) for doc, at in docs.items()} for key, docs in terms.items()}


@given(documents(), st.booleans())
def test_what_is_built_is_what_was_given(
    docs: dict[int, list[tuple[int, int]]], positions: bool
) -> None:
    terms = built(docs, positions=positions)
    assert counted(read(terms)) == counted(plain(docs))
    assert not positions or read(terms) == plain(docs)
    assert [terms.find(key) for key in (3, 1 << 63)] == [None, None]


@pytest.mark.parametrize("count", [1, 254, 255, 256, 510, 511, 70_000])
def test_a_term_may_stand_in_a_document_as_often_as_it_likes(count: int) -> None:
    docs = {3: [(5, place) for place in range(count)], 4: [(5, 0)]}
    terms = built(docs)
    assert read(terms) == plain(docs)
    again = joined(merge([Source(terms, terms.keys, np.arange(5, dtype=np.int32))]))
    assert read(again) == plain(docs)


def test_the_last_document_of_a_full_segment_has_its_number() -> None:
    docs = {0: [(1, 1)], 65_535: [(1, 9)]}
    assert read(built(docs)) == plain(docs)


@st.composite
def to_be_merged(draw: st.DrawFn) -> list[tuple[dict[int, list[tuple[int, int]]], set[int]]]:
    """Lists, and of each the documents that are gone."""
    gone = st.sets(st.integers(0, 12))
    return draw(st.lists(st.tuples(documents(), gone), max_size=4))


@settings(max_examples=60)
@given(to_be_merged(), st.booleans(), st.integers(1, 9))
@example([], True, 1)
@example([({}, set())], True, 1)
@example([({0: [(1, 1)]}, {0})], True, 1)
def test_merged_lists_hold_what_is_left_of_each(
    lists: list[tuple[dict[int, list[tuple[int, int]]], set[int]]], positions: bool, at_once: int
) -> None:
    expected: dict[int, list[tuple[int, int]]] = {}
    sources, number = [], 0
    for docs, gone in lists:
        renumbered = np.full(13, -1, np.int32)
        for doc in range(13):
            if doc not in gone:
                renumbered[doc] = number
                expected[number] = docs.get(doc, [])
                number += 1
        terms = built(docs, positions=positions)
        sources.append(Source(terms, terms.keys, renumbered))
    merged = joined(merge(sources, at_once=at_once))
    assert counted(read(merged)) == counted(plain(expected))
    assert not positions or read(merged) == plain(expected)
    assert (merged.first[-1:] == merged.docs.size).all()


@settings(max_examples=50)
@given(documents(), documents(), st.integers(1, 5))
def test_terms_may_have_other_keys_in_the_new_list(
    one: dict[int, list[tuple[int, int]]], other: dict[int, list[tuple[int, int]]], at_once: int
) -> None:
    lists = [built(one), built(other)]
    moved = [terms.keys + np.uint64(10 * (1 + i)) for i, terms in enumerate(lists)]
    same = np.arange(13, dtype=np.int32)
    sources = [
        Source(terms, keys, same + np.int32(13 * i))
        for i, (terms, keys) in enumerate(zip(lists, moved, strict=True))
    ]
    expected = plain(
        {
            **{doc: [(key + 10, at) for key, at in found] for doc, found in one.items()},
            **{doc + 13: [(key + 20, at) for key, at in found] for doc, found in other.items()},
        }
    )
    assert read(joined(merge(sources, at_once=at_once))) == expected


@settings(max_examples=50)
@given(documents(), documents(), st.integers(1, 6))
def test_a_part_has_as_many_postings_as_was_asked_and_one_term_of_each_list(
    one: dict[int, list[tuple[int, int]]], other: dict[int, list[tuple[int, int]]], at_once: int
) -> None:
    lists = [built(one), built(other)]
    sources = [
        Source(terms, terms.keys, np.arange(13, dtype=np.int32) + np.int32(13 * i))
        for i, terms in enumerate(lists)
    ]
    longest = sum(max(np.diff(terms.first), default=0) for terms in lists)
    for part in merge(sources, at_once=at_once):
        assert len(part["docs"]) <= at_once + longest


def test_merging_what_was_merged_changes_nothing() -> None:
    docs = {n: [(k % 7, k * 700) for k in range(n * 3)] for n in range(40)}
    terms = built(docs)
    for at_once in (1, 3, 50, 10_000):
        terms = joined(
            merge([Source(terms, terms.keys, np.arange(40, dtype=np.int32))], at_once=at_once)
        )
        assert read(terms) == plain({n: found for n, found in docs.items() if found})
