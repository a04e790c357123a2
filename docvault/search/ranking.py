"""Which of what was found is shown, in which order, and how many there are of what."""

from __future__ import annotations

import base64
import heapq
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from docvault.errors import CursorInvalid
from docvault.search.matching import Found
from docvault.search.shard import Shard

_LONGEST_CURSOR = 8192
_LARGEST = 1 << 63
_SHOWN = 40  # characters of a wrong cursor that are repeated to who sent it
_REMEMBERED = 50
"""Hits that a cursor names. What is added between two pages shifts all scores a little, so that the
last ones of a page may come to stand behind its end; they are not to be shown again."""


class Sort(StrEnum):
    """The order of what is found; equal ones come newest first."""

    RELEVANCE = "relevance"
    DATE = "date"
    """Newest first."""
    NAME = "name"
    """As a dictionary has them: Chinese by pinyin."""


@dataclass(frozen=True, slots=True)
class Place:
    """One document that is found, and where its order puts it."""

    document: str
    number: str
    score: float
    key: tuple[Any, ...]


FACETS = ("department", "category", "type", "extension", "level")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the key of its last hit, and the ties of the last ones shown."""

    key: tuple[Any, ...]
    shown: tuple[int, ...]

    @classmethod
    def after(cls, places: Sequence[Place], before: Cursor | None) -> Cursor:
        """Return the cursor behind a page that came behind another one."""
        ties = (*(before.shown if before else ()), *(place.key[-1] for place in places))
        return cls(places[-1].key, ties[-_REMEMBERED:])

    def to_text(self, sort: Sort) -> str:
        """Return the cursor as it is handed out."""
        shown = np.array(self.shown, np.int64).tobytes()
        values = [sort.value, *self.key, base64.b64encode(shown).decode()]
        data = json.dumps(values, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    @classmethod
    def from_text(cls, text: str, sort: Sort) -> Cursor:
        """Read what `to_text` wrote for this order. Raises CursorInvalid."""
        kinds = {
            Sort.RELEVANCE: [float, int, int, str],
            Sort.DATE: [int, int, str],
            Sort.NAME: [str, int, str],
        }[sort]
        if len(text) > _LONGEST_CURSOR:
            raise CursorInvalid(cursor=text[:_SHOWN])
        try:
            data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            kind, *key, ties = json.loads(data)
            shown = np.frombuffer(base64.b64decode(ties), np.int64)
        except (ValueError, TypeError, RecursionError) as exc:
            raise CursorInvalid(cursor=text[:_SHOWN]) from exc
        numbers = [value for value in key if not isinstance(value, str)]
        right = kind == sort.value and [type(value) for value in (*key, ties)] == kinds
        if not right or not all(-_LARGEST <= number < _LARGEST for number in numbers):
            raise CursorInvalid(cursor=text[:_SHOWN])
        return cls(tuple(key), tuple(shown.tolist()))


def page(
    shards: Sequence[Shard], found: Sequence[Found], sort: Sort, limit: int, cursor: str | None
) -> tuple[list[Place], str | None]:
    """Return the next documents, at most `limit`, and the cursor for those behind them.

    Raises CursorInvalid.
    """
    after = Cursor.from_text(cursor, sort) if cursor else None
    best = [
        _best(shard, each, sort, limit + 1, after)
        for shard, each in zip(shards, found, strict=True)
    ]
    shown = list(islice(heapq.merge(*best, key=_by_key), limit + 1))
    more = len(shown) > limit
    shown = shown[:limit]
    return shown, Cursor.after(shown, after).to_text(sort) if more else None


def _by_key(place: Place) -> tuple[Any, ...]:
    return place.key


def _best(
    shard: Shard, found: Found, sort: Sort, most: int, after: Cursor | None
) -> Iterator[Place]:
    """Yield a segment's first documents behind `after`, in their order."""
    docs = np.flatnonzero(found.mask)
    columns = _columns(shard, found, sort, docs)
    if after is not None:
        docs, columns = _behind(shard, docs, columns, sort, after)
    if docs.size > most:
        first = columns[0]
        limit = np.partition(first, most - 1)[most - 1]
        keep = np.flatnonzero(first <= limit)
        docs, columns = docs[keep], [column[keep] for column in columns]
    order = np.lexsort(columns[::-1])[:most]
    # A place is made when it is looked at: of most segments only the first one is.
    return (_place(shard, found, sort, docs, columns, int(i)) for i in order)


def _columns(
    shard: Shard, found: Found, sort: Sort, docs: npt.NDArray[np.intp]
) -> list[npt.NDArray[Any]]:
    """Return what is sorted by, smallest first."""
    newest = -shard.dates[docs].astype(np.int64)
    ties = shard.ties[docs]
    if sort is Sort.RELEVANCE:
        return [-found.scores[docs], newest, ties]
    if sort is Sort.DATE:
        return [newest, ties]
    return [shard.ranks[docs], ties]


def _behind(
    shard: Shard,
    docs: npt.NDArray[np.intp],
    columns: list[npt.NDArray[Any]],
    sort: Sort,
    after: Cursor,
) -> tuple[npt.NDArray[np.intp], list[npt.NDArray[Any]]]:
    """Leave out what was shown before."""
    key = after.key
    if sort is Sort.NAME:  # another segment's names have other ranks
        key = (shard.rank_of(key[0]), key[1])
    behind = np.zeros(docs.size, np.bool_)
    level = ~np.isin(columns[-1], np.array(after.shown, np.int64))
    for column, value in zip(columns, key, strict=True):
        behind |= level & (column > value)
        level &= column == value
    return docs[behind], [column[behind] for column in columns]


def _place(
    shard: Shard,
    found: Found,
    sort: Sort,
    docs: npt.NDArray[np.intp],
    columns: Sequence[npt.NDArray[Any]],
    i: int,
) -> Place:
    number = int(docs[i])
    key = tuple(column[i].item() for column in columns)
    if sort is Sort.NAME:
        key = (shard.label(number), key[1])
    return Place(*shard.ref(number), float(found.scores[number]), key)


def facets(shards: Sequence[Shard], found: Sequence[Found]) -> dict[str, list[tuple[str, int]]]:
    """Return for each facet its values and how many of what is found have each, commonest first."""
    counters: dict[str, Counter[str]] = {name: Counter() for name in (*FACETS, "year")}
    for shard, each in zip(shards, found, strict=True):
        counts = np.bincount(shard.kinds[each.mask], minlength=len(shard.attributes))
        for name in FACETS:
            column = shard.column(name)
            totals = np.bincount(column.of_kinds, counts, len(column.values))
            for value, count in zip(column.values, totals.tolist(), strict=True):
                counters[name][value] += int(count)
        years = np.bincount(shard.years[each.mask])
        for year in np.flatnonzero(years).tolist():
            counters["year"][str(year)] += int(years[year])
    return {
        name: sorted(
            ((value, count) for value, count in counter.items() if value and count),
            key=lambda pair: (-pair[1], pair[0]),
        )
        for name, counter in counters.items()
    }
