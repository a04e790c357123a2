"""The probes of search quality: pieces from anywhere must be found, names must come first."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import numpy as np
import opencc
import rjieba

from docvault.search.analysis import fold
from docvault.search.matching import Scope, find
from docvault.search.query import Node, Phrase, Query, Words
from docvault.search.ranking import Sort, page
from docvault.search.shard import Shard

_PIECE = re.compile("[\u4e00-\u9fff0-9]+")
_DATE = re.compile(r"\(\d{4}-\d\d-\d\d\)$")
_STATE = "中华人民共和国"


def found(shards: Sequence[Shard], node: Node) -> set[str]:
    return {
        shard.ref(number)[0]
        for shard, each in zip(shards, find(shards, Query(node), Scope()), strict=True)
        for number in np.flatnonzero(each.mask).tolist()
    }


def pieces(texts: Sequence[str], lengths: Sequence[int], count: int, seed: int) -> list[str]:
    """Draw pieces of Chinese characters and digits from anywhere in some texts."""
    chance = random.Random(seed)
    drawn: set[str] = set()
    while len(drawn) < count:
        length = chance.choice(lengths)
        text = chance.choice(texts)
        place = chance.randrange(max(1, len(text)))
        run = _PIECE.match(text, place, place + length)
        if run and len(run[0]) == length:
            drawn.add(run[0])
    return sorted(drawn)


def missed(shards: Sequence[Shard], texts: dict[str, str], asked: Sequence[str]) -> list[str]:
    """Return the pieces that some document holds which is not found, quoted or not."""
    folded = {document: fold(text) for document, text in texts.items()}
    wrong = []
    for piece in asked:
        holding = {document for document, text in folded.items() if fold(piece) in text}
        assert holding
        if not holding <= found(shards, Phrase(piece)) & found(shards, Words(piece)):
            wrong.append(piece)
    return wrong


def traditional(asked: Sequence[str], count: int) -> list[tuple[str, str]]:
    """Return pieces beside their traditional spelling, of those where it differs."""
    convert = opencc.OpenCC("s2t").convert
    both = [(piece, convert(piece)) for piece in asked]
    return [(piece, other) for piece, other in both if piece != other][:count]


def plain_name(law: str) -> str:
    """Return a law's name as people say it: without its date."""
    return _DATE.sub("", law)


def typed_names(laws: Sequence[str], count: int, seed: int) -> list[tuple[str, str]]:
    """Return names of laws beside what people type for them."""
    chance = random.Random(seed)
    names = chance.sample(sorted({plain_name(law) for law in laws}), count)
    return [(name, _typed(name, number)) for number, name in enumerate(names)]


def _typed(name: str, number: int) -> str:
    asked = name.replace(_STATE, "") if number % 2 else name
    words = list(rjieba.cut(asked))
    middle = len(words) // 2
    parted = number % 3 == 0 and len(words) > 1
    return " ".join(("".join(words[:middle]), "".join(words[middle:]))) if parted else asked


def first_title(shards: Sequence[Shard], query: Query, titles: dict[str, str]) -> str | None:
    """Return the title of what is found first."""
    places, _ = page(shards, find(shards, query, Scope()), Sort.RELEVANCE, 1, None)
    return titles[places[0].document] if places else None
