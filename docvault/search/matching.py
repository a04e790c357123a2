"""What a query finds: for every document whether, and how well.

The tree is evaluated node by node over whole segments: a node's answer is a mask of documents and,
where texts are asked for, their scores (BM25). It is what Whoosh's own matchers find, document for
document (the tests compare them), without an object for every document looked at.
"""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from docvault.errors import IndexCorrupt, QueryTooSlow
from docvault.search import occurrences
from docvault.search.analysis import fold
from docvault.search.occurrences import Occurrences
from docvault.search.query import (
    And,
    AnyOf,
    DateRange,
    Filter,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    TextField,
    Versions,
    Words,
)
from docvault.search.shard import Mask, Shard
from docvault.search.units import Unit, as_it_stands, asked
from docvault.search.words import as_bytes

Scores = npt.NDArray[np.float32]

_FIELDS = {
    TextField.ANY: ("name", "title", "content", "author", "revision"),
    TextField.NAME: ("name",),
    TextField.TITLE: ("title",),
    TextField.AUTHOR: ("author",),
    TextField.REVISION: ("revision",),
}
_WEIGHTS = {"name": 5.0, "title": 1.5, "content": 1.0, "author": 1.0, "revision": 0.5}
_TYPED_WEIGHT = 2.0
_RUN_WEIGHT = 1.5  # of a whole run that stands together, beside its words
_K1, _B = 1.2, 0.75  # as everybody has them (Robertson and Zaragoza 2009)
_FEWEST_LETTERS = 2
_SHORT_WORD = 4  # letters of what may be a part of a word
_MOST_SECONDS = 2.0  # design.md §7


@dataclass(frozen=True, slots=True)
class Found:
    """A segment's documents: which are found, and how well."""

    mask: Mask
    scores: Scores


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be found: `sees` says it of a document's department and level."""

    sees: Callable[[str, str], bool] = lambda _department, _level: True


def find(
    shards: Sequence[Shard], query: Query, scope: Scope, *, clock: Callable[[], float] | None = None
) -> list[Found]:
    """Return what a query finds in each segment.

    Raises QueryTooSlow after two seconds, IndexCorrupt.
    """
    sees = functools.cache(scope.sees)
    visible = [_visible(shard, query.versions, sees) for shard in shards]
    evaluation = _Evaluation(shards, visible, clock or time.monotonic)
    try:
        found = evaluation.node(query.node)
    except IndexError as exc:  # a document beyond the last: large arrays are not verified before
        raise IndexCorrupt(what="search index", detail=str(exc)) from exc
    return [Found(f.mask & mask, f.scores) for f, mask in zip(found, visible, strict=True)]


def _visible(shard: Shard, versions: Versions, sees: Callable[[str, str], bool]) -> Mask:
    departments, levels = shard.column("department"), shard.column("level")
    seen = [[sees(one, other) for other in levels.values] for one in departments.values]
    if not seen:
        return shard.alive
    shown = np.array(seen, np.bool_)[departments.of_kinds, levels.of_kinds]
    if versions is not Versions.ALL:
        shown &= shard.current == (versions is Versions.CURRENT)
    mask: Mask = shown[shard.kinds] & shard.alive
    return mask


class _Evaluation:
    """One query over all segments."""

    def __init__(
        self, shards: Sequence[Shard], visible: Sequence[Mask], clock: Callable[[], float]
    ) -> None:
        self._shards = shards
        self._visible = visible
        self._clock = clock
        self._until = clock() + _MOST_SECONDS
        # Scores count what may be found and nothing else: they are shown, and tell nobody
        # in how many other documents a word stands.
        self._total = sum(int(mask.sum()) for mask in visible)
        self._mean_lengths: dict[str, float] = {}

    def node(self, node: Node) -> list[Found]:  # noqa: PLR0911 - one for each kind of node
        """Return what a node finds."""
        self._ensure_in_time()
        match node:
            case Words():
                return self._words(node)
            case Phrase():
                return self._unit(as_it_stands(node.text), _FIELDS[node.field])
            case Prefix():
                return self._prefix(node)
            case AnyOf():
                return [self._masked(shard, _filter(shard, node)) for shard in self._shards]
            case DateRange():
                return [self._masked(shard, _dated(shard, node)) for shard in self._shards]
            case Not():
                return [
                    self._masked(shard, ~found.mask)
                    for shard, found in zip(self._shards, self.node(node.node), strict=True)
                ]
            case And():
                return self._all([self.node(each) for each in node.nodes])
            case Or():
                return self._any([self.node(each) for each in node.nodes])
        return [self._masked(shard, shard.alive) for shard in self._shards]

    def _ensure_in_time(self) -> None:
        if self._clock() > self._until:
            raise QueryTooSlow(seconds=_MOST_SECONDS)

    @staticmethod
    def _masked(shard: Shard, mask: Mask) -> Found:
        return Found(mask, np.zeros(shard.documents, np.float32))

    @staticmethod
    def _all(parts: list[list[Found]]) -> list[Found]:
        return [
            Found(
                np.logical_and.reduce([found.mask for found in each]),
                np.add.reduce([found.scores for found in each]),
            )
            for each in zip(*parts, strict=True)
        ]

    @staticmethod
    def _any(parts: list[list[Found]]) -> list[Found]:
        return [
            Found(
                np.logical_or.reduce([found.mask for found in each]),
                np.add.reduce([np.where(found.mask, found.scores, 0) for found in each]),
            )
            for each in zip(*parts, strict=True)
        ]

    def _words(self, node: Words) -> list[Found]:
        meant = asked(node.text)
        fields = _FIELDS[node.field]
        if not meant.units:  # punctuation: a condition that says nothing
            return [self._masked(shard, shard.alive) for shard in self._shards]
        found = self._all([self._unit(unit, fields) for unit in meant.units])
        for run in meant.runs:
            bonus = self._unit(run, fields)
            for each, more in zip(found, bonus, strict=True):
                each.scores[more.mask] += _RUN_WEIGHT * more.scores[more.mask]
        return found

    def _prefix(self, node: Prefix) -> list[Found]:
        prefix = as_it_stands(node.text).word
        if prefix is None:  # Chinese: what begins so stands there so
            return self._words(Words(node.text, node.field))
        return self._fields(
            _FIELDS[node.field],
            lambda shard, name: occurrences.of_prefix(shard, name, prefix),
            typed=prefix,
        )

    def _unit(self, unit: Unit, fields: Sequence[str]) -> list[Found]:
        """Return where a unit stands; letters that are no word anywhere may be part of one."""
        self._ensure_in_time()
        if not unit.pieces:
            return [self._masked(shard, shard.alive) for shard in self._shards]
        letters = unit.word
        if letters and len(letters) <= _SHORT_WORD and not self._is_seen(unit, fields):
            return self._fields(
                fields, lambda shard, name: occurrences.of_letters(shard, name, letters), letters
            )
        return self._fields(
            fields, lambda shard, name: occurrences.of_unit(shard, name, unit), letters
        )

    def _is_seen(self, unit: Unit, fields: Sequence[str]) -> bool:
        """Whether a unit stands in a document that may be found; others must not matter."""
        return any(
            visible[occurrences.of_unit(shard, name, unit).docs].any()
            for shard, visible in zip(self._shards, self._visible, strict=True)
            for name in fields
        )

    def _fields(
        self,
        fields: Sequence[str],
        look: Callable[[Shard, str], Occurrences],
        typed: str | None = None,
    ) -> list[Found]:
        """Return what is found in some fields, or typed in pinyin for a name."""
        found = [self._masked(s, np.zeros(s.documents, np.bool_)) for s in self._shards]
        seen = {name: [look(shard, name) for shard in self._shards] for name in fields}
        rarity = {name: self._rarity(each) for name, each in seen.items()}
        if "name" in rarity:  # what stands in many names and few texts says no less in a name
            rarity["name"] = max(rarity.values())
        for name, each in seen.items():
            self._add(found, name, _WEIGHTS[name] * rarity[name], each)
        if typed and len(typed) >= _FEWEST_LETTERS and "name" in fields:
            by_sound = [occurrences.of_prefix(shard, "pinyin", typed) for shard in self._shards]
            self._add(found, None, _TYPED_WEIGHT * self._rarity(by_sound), by_sound)
        return found

    def _rarity(self, seen: Sequence[Occurrences]) -> float:
        """Return how much it says that something stands in a document; 0 where it does nowhere."""
        in_documents = sum(
            int(np.count_nonzero(mask[each.docs]))
            for mask, each in zip(self._visible, seen, strict=True)
        )
        rest = self._total - in_documents
        return math.log(1 + (rest + 0.5) / (in_documents + 0.5)) if in_documents else 0.0

    def _add(
        self, found: list[Found], name: str | None, weight: float, seen: Sequence[Occurrences]
    ) -> None:
        """Add the scores of one field: BM25, or without a field the weight alone."""
        if not any(each.docs.size for each in seen):
            return
        mean = self._mean_length(name) if name else 0.0
        for shard, into, each in zip(self._shards, found, seen, strict=True):
            if not each.docs.size:
                continue
            into.mask[each.docs] = True
            share = np.float32(weight)
            if name:
                lengths = shard.lengths(name)[each.docs].astype(np.float32)
                norm = np.float32(_K1) * (np.float32(1 - _B) + np.float32(_B / mean) * lengths)
                into.scores[each.docs] += (
                    share * each.counts * np.float32(_K1 + 1) / (each.counts + norm)
                )
            else:
                into.scores[each.docs] += share

    def _mean_length(self, name: str) -> float:
        if name not in self._mean_lengths:
            length = sum(
                int(shard.lengths(name).sum(dtype=np.int64, where=mask))
                for shard, mask in zip(self._shards, self._visible, strict=True)
            )
            self._mean_lengths[name] = max(1.0, length / max(1, self._total))
        return self._mean_lengths[name]


def _dated(shard: Shard, node: DateRange) -> Mask:
    mask = shard.alive
    if node.first:
        mask = mask & (shard.dates >= int(node.first.strftime("%Y%m%d")))
    if node.last:
        mask = mask & (shard.dates <= int(node.last.strftime("%Y%m%d")))
    return mask


def _filter(shard: Shard, node: AnyOf) -> Mask:
    wanted = {fold(value) for value in node.values}
    if node.field in (Filter.VERSION, Filter.BY):
        known = shard.lists.words(node.field.value)
        places = [known.find(as_bytes(value)) for value in wanted]
        found = occurrences.of_words(shard, node.field.value, [p for p in places if p is not None])
        mask = np.zeros(shard.documents, np.bool_)
        mask[found.docs] = True
        return mask
    column = shard.column(node.field.value)
    chosen = [not wanted.isdisjoint(_written(value, node.field)) for value in column.values]
    if not chosen:
        return np.zeros(shard.documents, np.bool_)
    found_kinds = np.array(chosen, np.bool_)[column.of_kinds]
    return found_kinds[shard.kinds]


@functools.lru_cache(maxsize=4096)
def _written(value: str, which: Filter) -> tuple[str, ...]:
    """Return what may be written for a value; of a category both of its levels."""
    value = fold(value)
    if which is Filter.EXTENSION:
        return (value.lstrip("."),)
    return (value, value.partition("-")[0]) if which is Filter.CATEGORY else (value,)
