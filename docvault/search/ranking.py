"""Which of what was found is shown, in which order, and how many there are of what."""

from __future__ import annotations

import base64
import binascii
import heapq
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from docvault.errors import CursorInvalid
from docvault.search.matching import Found
from docvault.search.shard import Shard

_TIE = 1 << 64


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


def page(
    shards: Sequence[Shard], found: Sequence[Found], sort: Sort, limit: int, cursor: str | None
) -> tuple[list[Place], str | None]:
    """Return the next documents, at most `limit`, and the cursor for those behind them.

    Raises CursorInvalid.
    """
    after = _read_cursor(cursor, sort) if cursor else None
    best: list[Place] = []
    for shard, each in zip(shards, found, strict=True):
        best = heapq.merge(best, _best(shard, each, sort, limit + 1, after), key=_by_key)  # type: ignore[assignment]
    shown = [place for place, _ in zip(best, range(limit + 1), strict=False)]
    more = len(shown) > limit
    shown = shown[:limit]
    return shown, _write_cursor(shown[-1], sort) if more else None


def _by_key(place: Place) -> tuple[Any, ...]:
    return place.key


def _best(
    shard: Shard, found: Found, sort: Sort, most: int, after: tuple[Any, ...] | None
) -> list[Place]:
    """Return a segment's first documents behind `after`, in their order."""
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
    return [_place(shard, found, sort, docs, columns, int(i)) for i in order]


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
    after: tuple[Any, ...],
) -> tuple[npt.NDArray[np.intp], list[npt.NDArray[Any]]]:
    """Leave out what was shown before."""
    if sort is Sort.NAME:  # another segment's names have other ranks
        after = (shard.rank_of(after[0]), after[1])
    behind = np.zeros(docs.size, np.bool_)
    level = np.ones(docs.size, np.bool_)
    for column, value in zip(columns, after, strict=True):
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


def _write_cursor(place: Place, sort: Sort) -> str:
    data = json.dumps([sort.value, *place.key], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _read_cursor(cursor: str, sort: Sort) -> tuple[Any, ...]:
    kinds = {Sort.RELEVANCE: (float, int, int), Sort.DATE: (int, int), Sort.NAME: (str, int)}[sort]
    try:
        data = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        kind, *key = json.loads(data)
    except (binascii.Error, ValueError, TypeError) as exc:
        raise CursorInvalid(cursor=cursor) from exc
    right = len(key) == len(kinds) and all(
        type(value) is kind_ for value, kind_ in zip(key, kinds, strict=True)
    )
    numbers = [value for value in key if isinstance(value, int)]
    if kind != sort.value or not right or any(abs(number) >= _TIE for number in numbers):
        raise CursorInvalid(cursor=cursor)
    return tuple(key)


def facets(shards: Sequence[Shard], found: Sequence[Found]) -> dict[str, list[tuple[str, int]]]:
    """Return for each facet its values and how many of what is found have each, commonest first."""
    counters: dict[str, Counter[str]] = {name: Counter() for name in (*FACETS, "year")}
    for shard, each in zip(shards, found, strict=True):
        counts = np.bincount(shard.kinds[each.mask], minlength=len(shard.attributes))
        for kind, count in zip(shard.attributes, counts.tolist(), strict=True):
            if count:
                for name in FACETS:
                    counters[name][getattr(kind, name)] += count
        years, times = np.unique(shard.dates[each.mask] // 10000, return_counts=True)
        counters["year"].update(dict(zip(map(str, years.tolist()), times.tolist(), strict=True)))
    return {
        name: sorted(
            ((value, count) for value, count in counter.items() if value),
            key=lambda pair: (-pair[1], pair[0]),
        )
        for name, counter in counters.items()
    }
