"""Whoosh's own searcher on the same index, and on one with its own codec, finds the same."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from typing import Any

import pytest
import whoosh.query as wq
from whoosh import fields
from whoosh.analysis import Token, Tokenizer
from whoosh.filedb.filestore import RamStorage

from docvault.search.analysis import analyze, stem
from docvault.search.codec import OpenIndex
from docvault.search.entry import Entry
from docvault.search.index import Index
from docvault.search.matching import Scope, find
from docvault.search.query import And, Node, Not, Or, Phrase, Prefix, Query, Words
from docvault.search.ranking import Sort, page
from docvault.search.schema import schema
from tests.docvault.search.model import plain_entry

HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能"
LETTERS = ("report", "reports", "reporting", "plan", "plans", "contract", "draft", "quality")
Both = tuple[Node, wq.Query]


def text(chance: random.Random, length: int) -> str:
    parts = []
    while len(parts) < length:
        parts.append(chance.choice(HAN[: chance.choice((8, 30, 70))]))
        if chance.random() < 0.1:
            parts.append(f" {chance.choice(LETTERS)} ")
        if chance.random() < 0.1:
            parts.append("，")
        if chance.random() < 0.02:
            parts.append("\n\n")
    return "".join(parts)


def corpus(chance: random.Random) -> list[Entry]:
    return [
        plain_entry(f"d{n:03}", text(chance, chance.randrange(5, 160)), name=f"{n:03}")
        for n in range(240)
    ]


class PieceTokenizer(Tokenizer):
    """Gives Whoosh's own codec the pieces that ours gets."""

    def __call__(self, value: str, **_: Any) -> Any:
        found = analyze(value)
        places = [*zip(found.singles_at.tolist(), map(chr, found.singles.tolist()), strict=True)]
        for place, key in zip(found.singles_at.tolist(), found.pairs.tolist(), strict=True):
            if second := key & 0x1FFFFF:
                places.append((place, chr(key >> 21) + chr(second)))
        places += zip(found.words_at.tolist(), found.words, strict=True)
        for place, term in sorted(places):
            yield Token(positions=True, text=term, pos=place, boost=1.0, stopped=False)


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return corpus(random.Random(7))


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory, entries: list[Entry]) -> Index:
    """Our index: several segments, and documents that are gone from them."""
    index = Index(tmp_path_factory.mktemp("ours") / "index")
    index.make()
    for start in range(0, 240, 40):
        index.write(entries[start : start + 40])
    index.write([], [entry.ref for entry in entries[::9]])
    index.write(entries[:120:18])
    return index


@pytest.fixture(scope="module")
def stock(entries: list[Entry]) -> Any:
    """The same documents as Whoosh keeps them by itself."""
    kind = fields.TEXT(analyzer=PieceTokenizer(), phrase=True)
    index = RamStorage().create_index(fields.Schema(ref=fields.ID(stored=True), content=kind))
    writer = index.writer()
    gone = {entry.ref for entry in entries[::9]} - {entry.ref for entry in entries[:120:18]}
    for entry in entries:
        if entry.ref not in gone and entry.contents:
            writer.add_document(ref=entry.ref, content="\n".join(entry.contents.lines))
    writer.commit()
    return index


def leaf(chance: random.Random, entries: list[Entry]) -> Both:
    """A question in our words and in Whoosh's."""
    kind = chance.randrange(5)
    if kind == 0:
        word = chance.choice(LETTERS)
        return Words(word), wq.Term("content", stem(word))
    if kind == 1:
        start = chance.choice(("re", "rep", "pla", "qua", "cont"))
        return Prefix(start), wq.Prefix("content", start)
    if kind == 2:
        words = chance.choices(LETTERS, k=2)
        return Phrase(" ".join(words)), wq.Phrase("content", [stem(word) for word in words])
    said = re.findall("[\u4e00-\u9fff]+", "".join(chance.choice(entries).contents.lines))  # type: ignore[union-attr]
    run = chance.choice(said)
    start = chance.randrange(len(run))
    piece = run[start : start + chance.randrange(1, 7)]
    if len(piece) < 3:
        return Phrase(piece), wq.Term("content", piece)
    return Phrase(piece), wq.Phrase("content", [a + b for a, b in pairwise(piece)])


def asked(chance: random.Random, entries: list[Entry]) -> Both:
    """One to three such questions, joined."""
    found = [leaf(chance, entries) for _ in range(chance.choice((1, 1, 2, 2, 3)))]
    if len(found) == 1:
        return found[0]
    mine, theirs = zip(*found, strict=True)
    if chance.random() < 0.4:
        return Or(mine), wq.Or(list(theirs))
    if chance.random() < 0.4:
        return (
            And((*mine[:-1], Not(mine[-1]))),
            wq.And([*theirs[:-1], wq.Not(theirs[-1])]),
        )
    return And(mine), wq.And(list(theirs))


def documents(index: Index, node: Node) -> list[str]:
    """What we find, best first."""
    shards = index.shards()
    places, _ = page(shards, find(shards, Query(node), Scope()), Sort.RELEVANCE, 1000, None)
    return [place.document for place in places]


@pytest.fixture(scope="module")
def questions(entries: list[Entry]) -> list[Both]:
    chance = random.Random(11)
    return [asked(chance, entries) for _ in range(120)]


def test_whoosh_finds_the_same_in_our_index(ours: Index, questions: list[Both]) -> None:
    with OpenIndex(ours.folder, schema()).searcher() as searcher:
        leaves = searcher.reader().leaf_readers()
        refs = {
            base + number: shard.ref(number)[0]
            for shard, (_, base) in zip(ours.shards(), leaves, strict=True)
            for number in range(shard.documents)
        }
        for mine, theirs in questions[::2]:  # its queries take their time with our lists
            found = {refs[number] for number in searcher.docs_for_query(theirs)}
            assert found == {*documents(ours, mine)}, (mine, theirs)


def test_whoosh_by_itself_finds_the_same(ours: Index, stock: Any, questions: list[Both]) -> None:
    shared, shown, hits = 0, 0, 0
    with stock.searcher() as searcher:
        for mine, theirs in questions:
            found = [hit["ref"].partition("\x1f")[0] for hit in searcher.search(theirs, limit=None)]
            best = documents(ours, mine)
            assert {*found} == {*best}, (mine, theirs)
            hits += len(best)
            if not isinstance(mine, Or) and len(best) > 20:
                shared += len({*found[:20]} & {*best[:20]})
                shown += 20
    assert hits > 10 * len(questions)  # they do ask for something
    # The formula is the same, the lengths are not: Whoosh keeps each in one byte.
    assert shared / shown > 0.5, (shared, shown)


def test_a_reader_knows_every_term(ours: Index) -> None:
    with OpenIndex(ours.folder, schema()).reader() as reader:
        terms = [term for name, term in reader.all_terms() if name == "content"]
        assert terms == sorted({*terms})
        for term in terms[:: len(terms) // 50]:
            assert ("content", term) in reader
            assert reader.doc_frequency("content", term) <= reader.frequency("content", term)
