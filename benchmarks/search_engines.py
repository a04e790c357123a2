"""The engines that are compared: each is filled with the same documents and asked the same.

Each answers with how many documents it finds, having put the best twenty in order; None: it has
no way to ask that. What they are given is as fair as it can be made: Tantivy gets the pieces of
Chinese as words of its own, the full-text index of SQLite (FTS5) the table of attributes beside it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, Protocol

import tantivy

from benchmarks.search_queries import Question
from docvault.search.analysis import fold
from docvault.search.entry import Entry
from docvault.search.index import Index, in_batches
from docvault.search.matching import Scope, find
from docvault.search.query import parse
from docvault.search.ranking import Sort, facets, page
from docvault.search.schema import typed_for

_SHOWN = 20
_COMMIT = 2_000  # documents
_SINGLE = re.compile(r"[\u3400-\u9fff\d]")
_RUN = re.compile(r"[\u3400-\u9fff\d]+|[a-z]+")
_BLANK = re.compile(r"(?<=[\u3400-\u9fff])[^\S\n]*\n?[^\S\n]*(?=[\u3400-\u9fff])")
_TEXTS = ("name", "content", "author")


class Engine(Protocol):
    """A search engine with its index in a folder of its own."""

    def fill(self, entries: Iterable[Entry]) -> None:
        """Make the index; everything is on disk and can be found when it is done."""

    def count(self, question: Question) -> int | None:
        """Return how many documents answer a question."""


class Ours:
    """DocVault: with facets, which the others are not asked for."""

    def __init__(self, folder: Path) -> None:
        self.index = Index(folder)

    def fill(self, entries: Iterable[Entry]) -> None:
        self.index.make()
        for batch in in_batches(entries):
            self.index.write(batch)
            while self.index.tidy():
                pass

    def count(self, question: Question) -> int | None:
        return self.answer(question.to_text(), Sort.DATE if question.by_date else Sort.RELEVANCE)

    def answer(self, text: str, sort: Sort = Sort.RELEVANCE) -> int:
        shards = self.index.shards()
        found = find(shards, parse(text), Scope())
        page(shards, found, sort, _SHOWN, None)
        facets(shards, found)
        return sum(int(each.mask.sum()) for each in found)


class Fts5:
    """SQLite's full-text index of three characters each: shorter words it cannot find."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._open = sqlite3.connect(folder / "fts5.db")

    def fill(self, entries: Iterable[Entry]) -> None:
        self._open.execute("CREATE TABLE about (id INTEGER PRIMARY KEY, department, type, date)")
        self._open.execute(
            "CREATE VIRTUAL TABLE texts USING"
            " fts5(name, content, author, content='', tokenize=trigram)"
        )
        for number, entry in enumerate(entries):
            about = entry.attributes
            date = entry.date.isoformat()
            row = (number, about.department, about.type, date)
            self._open.execute("INSERT INTO about VALUES (?, ?, ?, ?)", row)
            self._open.execute(
                "INSERT INTO texts (rowid, name, content, author) VALUES (?, ?, ?, ?)",
                (number, *_texts(entry)),
            )
        self._open.execute("CREATE INDEX by_date ON about (date)")
        self._open.commit()

    def count(self, question: Question) -> int | None:
        said = [*question.words, *question.without, *filter(None, [question.prefix])]
        if question.typed or any(len(word) < 3 for word in said):
            return None
        wanted = " AND ".join(f'"{word}"' for word in (*question.words, question.prefix) if word)
        wanted += "".join(f' NOT "{word}"' for word in question.without)
        tables, conditions, values = "about", ["1"], []
        if wanted:
            tables += " JOIN texts ON texts.rowid = about.id"
            conditions, values = ["texts MATCH ?"], [wanted]
        for column in ("department", "type"):
            if value := getattr(question, column):
                conditions.append(f"{column} = ?")
                values.append(value)
        where = f"FROM {tables} WHERE {' AND '.join(conditions)}"
        order = "bm25(texts)" if wanted and not question.by_date else "date DESC"
        self._open.execute(
            f"SELECT about.id {where} ORDER BY {order} LIMIT {_SHOWN}", values
        ).fetchall()
        (count,) = self._open.execute(f"SELECT count(*) {where}", values).fetchone()
        return int(count)


class Tantivy:
    """Tantivy: a compiled engine, given every two neighbouring characters as a word."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        made = tantivy.SchemaBuilder()
        for name in _TEXTS:
            made.add_text_field(name, tokenizer_name="whitespace")
            made.add_text_field(f"{name}_singles", tokenizer_name="whitespace", index_option="freq")
        made.add_text_field("typed", tokenizer_name="whitespace", index_option="basic")
        for name in ("department", "type"):
            made.add_text_field(name, tokenizer_name="raw", index_option="basic")
        made.add_unsigned_field("date", fast=True)
        self._schema = made.build()
        self._index = tantivy.Index(self._schema, str(folder))
        self._searcher = self._index.searcher()

    def fill(self, entries: Iterable[Entry]) -> None:
        writer = self._index.writer(heap_size=256_000_000, num_threads=1)
        source = iter(entries)
        while some := list(islice(source, _COMMIT)):
            for entry in some:
                writer.add_document(self._document(entry))
            writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def _document(self, entry: Entry) -> tantivy.Document:
        document = tantivy.Document()
        for name, text in zip(_TEXTS, _texts(entry), strict=True):
            words, singles = _cut(text)
            document.add_text(name, words)
            document.add_text(f"{name}_singles", singles)
        document.add_text("typed", " ".join(typed_for(entry.name)))
        document.add_text("department", entry.attributes.department)
        document.add_text("type", entry.attributes.type)
        document.add_unsigned("date", int(entry.date.strftime("%Y%m%d")))
        return document

    def count(self, question: Question) -> int | None:
        must, must_not = tantivy.Occur.Must, tantivy.Occur.MustNot
        asked = [(must, self._anywhere(word)) for word in question.words]
        asked += [(must_not, self._anywhere(word)) for word in question.without]
        if question.prefix:
            asked.append((must, self._beginning(_TEXTS, question.prefix)))
        if question.typed:
            asked.append((must, self._beginning(("typed",), question.typed)))
        for name in ("department", "type"):
            if value := getattr(question, name):
                asked.append((must, tantivy.Query.term_query(self._schema, name, value, "basic")))
        query = tantivy.Query.boolean_query(asked) if asked else tantivy.Query.all_query()
        order = {"order_by_field": "date"} if question.by_date else {}
        return int(self._searcher.search(query, _SHOWN, count=True, **order).count)

    def _anywhere(self, word: str) -> Any:
        return self._any(self._one(name, word) for name in _TEXTS)

    def _one(self, name: str, word: str) -> Any:
        if len(word) == 1:
            return tantivy.Query.term_query(self._schema, f"{name}_singles", word, "freq")
        pairs: list[Any] = [word[at : at + 2] for at in range(len(word) - 1)]
        if len(pairs) == 1:
            return tantivy.Query.term_query(self._schema, name, pairs[0])
        return tantivy.Query.phrase_query(self._schema, name, pairs)

    def _beginning(self, names: Iterable[str], letters: str) -> Any:
        return self._any(
            tantivy.Query.regex_query(self._schema, name, f"{letters}.*") for name in names
        )

    @staticmethod
    def _any(queries: Iterable[Any]) -> Any:
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _texts(entry: Entry) -> tuple[str, str, str]:
    contents = "\n".join(entry.contents.lines) if entry.contents else ""
    return fold(entry.name), fold(contents), fold(entry.by)


def _cut(text: str) -> tuple[str, str]:
    """Return a text's pairs and words in their order, and its characters, as texts with blanks."""
    words: list[str] = []
    for run in _RUN.findall(_BLANK.sub("", text)):
        words += [run] if run.isascii() and run.isalpha() else map("".join, pairwise(run))
    return " ".join(words), " ".join(_SINGLE.findall(text))


ENGINES: dict[str, type[Engine]] = {"DocVault": Ours, "FTS5": Fts5, "Tantivy": Tantivy}
