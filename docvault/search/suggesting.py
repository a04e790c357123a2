"""What may have been meant by a query that finds nothing.

Every suggestion is tried before it is made, with what the same person may see: what is suggested
finds something, and nobody learns a word of a document that is not for him.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from docvault.search.analysis import fold, stem
from docvault.search.lists import WORDS
from docvault.search.matching import Scope, find
from docvault.search.query import And, Node, Or, Query, Words, all_of, any_of, to_text
from docvault.search.query.closest import closest
from docvault.search.shard import Shard
from docvault.search.units import asked, words_in

_MOST_WORDS = 3  # of a query that are looked at
_MOST_KNOWN = 200_000  # words a word is compared with
_MOST_CUT = 5_000  # parts of names that are cut into words
_MOST = 3
_PARTS = re.compile(r"[^\W_]+")


def meant(shards: Sequence[Shard], query: Query, scope: Scope) -> list[str]:
    """Return at most three queries that differ in one word and find something."""
    suggested: dict[str, None] = {}
    for word in islice(_words(query.node), _MOST_WORDS):
        if _finds(shards, replace(query, node=word), scope):
            continue  # it is not this word that nothing is found for
        for other in _others(shards, word, scope):
            changed = replace(
                query, node=_replaced(query.node, word, Words(other, word.field)), text=""
            )
            if _finds(shards, changed, scope):
                suggested[to_text(changed)] = None
    return list(suggested)[:_MOST]


def _others(shards: Sequence[Shard], word: Words, scope: Scope) -> Iterator[str]:
    """Yield what a word may have been: as a whole, or with one of its parts another."""
    text = fold(word.text)
    known = _known(shards, text, scope)
    near: dict[str, str] = {}
    for other in closest(text, known):  # a word and its stem would find the same
        near.setdefault(stem(other), other)
    yield from near.values()
    parts = [unit.text for unit in asked(text).units]
    if len(parts) > 1:
        for part in parts:
            if not _finds(shards, Query(Words(part, word.field)), scope):
                for other in closest(part, known):
                    yield text.replace(part, other)


def _finds(shards: Sequence[Shard], query: Query, scope: Scope) -> bool:
    return any(found.mask.any() for found in find(shards, query, scope))


def _words(node: Node) -> Iterator[Words]:
    if isinstance(node, And | Or):
        for each in node.nodes:
            yield from _words(each)
    elif isinstance(node, Words):
        yield node


def _replaced(node: Node, old: Node, new: Node) -> Node:
    if node == old:
        return new
    if isinstance(node, And):
        return all_of(_replaced(each, old, new) for each in node.nodes)
    if isinstance(node, Or):
        return any_of(_replaced(each, old, new) for each in node.nodes)
    return node


def _known(shards: Sequence[Shard], word: str, scope: Scope) -> Iterable[str]:
    """Return what stands in names, and for a word of letters the words of the texts.

    Only of what may be seen: words of other documents would take the place of near ones.
    """
    words = (word for shard in shards for word in shard.of_names(scope.sees, _words_of))
    known = dict.fromkeys(words)
    if word.isascii():
        for shard in shards:
            for found in _seen(shard, scope):
                if len(known) >= _MOST_KNOWN:
                    return known
                known[found.decode("utf-8", "replace")] = None
    return known


def _seen(shard: Shard, scope: Scope) -> Iterator[bytes]:
    """Yield the words of texts that may be seen."""
    terms = shard.lists.list("content", WORDS)
    if terms is None:
        return
    shown = np.array([scope.sees(a.department, a.level) for a in shard.attributes], np.bool_)
    visible = shown[shard.kinds] & shard.alive
    first = terms.first.astype(np.intp)
    before = np.concatenate(([0], np.cumsum(visible[terms.docs])))
    places = terms.keys[before[first[1:]] > before[first[:-1]]]
    words = shard.lists.words("content")
    for place in places.tolist():
        yield words[place]


def _words_of(names: Iterable[str]) -> Sequence[str]:
    """Return the parts of names, and the words that those of Chinese consist of."""
    # All at once: what a text costs by itself is far more than what its length does.
    parts = dict.fromkeys(_PARTS.findall(fold("\n".join(names))))
    chinese = islice((part for part in parts if not part.isascii()), _MOST_CUT)
    return tuple({**parts, **dict.fromkeys(words_in("。".join(chinese)))})
