"""Search beside the engines one would otherwise take: the same documents, the same questions."""

from __future__ import annotations

import dataclasses
import shutil
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import randbelow
from statistics import median, quantiles
from time import perf_counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.conftest import OpenVault
from benchmarks.documents import spread, write_text
from benchmarks.measure import seconds
from benchmarks.results import Results, ms, rate
from benchmarks.search_engines import ENGINES, Engine, Ours
from benchmarks.search_process import Cost, cost_of
from benchmarks.search_queries import Question, questions
from benchmarks.search_texts import entries, texts
from benchmarks.sizes import FULL, Sizes
from benchmarks.vaults import ACTOR, warm_files
from docvault import vault as vaults
from docvault.access import Actor
from docvault.search.keeping import catch_up, reindex
from docvault.search.searching import search

LEAST_RATE = 400
MOST_MEMORY = 1_000  # MiB
MOST_BYTES = 8_000  # of a document
MOST_SECONDS = {10_000: 0.015, 100_000: 0.050}
MOST_OF_ANY = 0.200
MOST_UNTIL_FOUND = 1.0
each_size = pytest.mark.parametrize("place", range(len(FULL.searched)))


@dataclass(frozen=True, slots=True)
class Made:
    """One engine's index of so many documents, and what it cost to make."""

    folder: Path
    cost: Cost


class Indexes:
    """The indexes that are compared, each made once in a process of its own."""

    def __init__(self, folder: Path, sizes: Sizes) -> None:
        self._folder = folder
        self._most = sizes.searched[-1]
        self._made: dict[tuple[str, int], Made] = {}

    @property
    def texts(self) -> Path:
        return texts(self._folder, self._most)

    def of(self, engine: str, count: int) -> Made:
        if (engine, count) not in self._made:
            folder = self._folder / f"search-{engine}-{count}"
            shutil.rmtree(folder, ignore_errors=True)
            cost = cost_of("fill", engine, folder, self.texts, count)
            self._made[engine, count] = Made(folder, cost)
        return self._made[engine, count]


@pytest.fixture(scope="module")
def indexes(kept: Path, sizes: Sizes) -> Indexes:
    return Indexes(kept, sizes)


@pytest.fixture
def count(sizes: Sizes, place: int) -> int:
    """How many documents are searched in this round."""
    if place >= len(sizes.searched):
        pytest.skip("not in a hurry")
    return sizes.searched[place]


@each_size
def test_fill(
    benchmark: BenchmarkFixture, indexes: Indexes, search_results: Results, count: int
) -> None:
    made = {name: indexes.of(name, count) for name in ENGINES}
    ask = {name: cost_of("ask", name, made[name].folder, indexes.texts, count) for name in made}
    benchmark.pedantic(lambda: None, rounds=1)
    size = {name: _bytes(made[name].folder) // count for name in made}
    for what, found, goal, met in (
        (
            "indexed from ready text, merging included",
            {name: rate(count, made[name].cost.seconds) for name in made},
            f"≥ {LEAST_RATE}/s",
            count / made["DocVault"].cost.seconds >= LEAST_RATE,
        ),
        (
            "index, bytes for each document",
            {name: f"{size[name]:,}" for name in made},
            f"≤ {MOST_BYTES:,}",
            size["DocVault"] <= MOST_BYTES,
        ),
        (
            "memory while indexing",
            {name: f"{made[name].cost.memory:.0f} MiB" for name in made},
            f"≤ {MOST_MEMORY:,} MiB",
            made["DocVault"].cost.memory <= MOST_MEMORY,
        ),
        (
            "memory while searching, the mapped index included",
            {name: f"{ask[name].memory:.0f} MiB" for name in made},
            f"≤ {MOST_MEMORY:,} MiB",
            ask["DocVault"].memory <= MOST_MEMORY,
        ),
    ):
        beside = [f"{name} {found[name]}" for name in made if name != "DocVault"]
        of_full_size = count in MOST_SECONDS  # a small index has as many words as a large one
        search_results.add(
            f"{count:,} documents: {what}",
            found["DocVault"],
            beside=beside,
            goal=goal if of_full_size else "",
            met=met if of_full_size else None,
        )


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


@each_size
def test_questions(
    benchmark: BenchmarkFixture, indexes: Indexes, search_results: Results, count: int
) -> None:
    opened: dict[str, Engine] = {}
    for name, kind in ENGINES.items():
        folder = indexes.of(name, count).folder
        warm_files(folder)
        opened[name] = kind(folder)
    asked = questions(indexes.texts)
    times, totals = benchmark.pedantic(_ask_all, (opened, asked), rounds=1)
    _agree(totals)
    for kind in dict.fromkeys(sorted(question.kind for question in asked)):
        for name in opened:
            found = times[name][kind]
            search_results.compare(kind, f"{name}, {count:,}", _spread(found))
    ours = [took for each in times["DocVault"].values() for took in each]
    most, slowest = MOST_SECONDS.get(count), max(ours)
    search_results.add(
        f"{count:,} documents: 95 of 100 questions of all kinds",
        f"≤ {ms(_p95(ours))}",
        beside=[
            f"{name} {ms(_p95([took for each in times[name].values() for took in each]))}"
            f" (it could ask {sum(map(len, times[name].values())) / len(ours):.0%})"
            for name in opened
            if name != "DocVault"
        ],
        goal=f"≤ {ms(most)}" if most else "",
        met=_p95(ours) <= most if most else None,
    )
    search_results.add(
        f"{count:,} documents: the slowest question",
        ms(slowest),
        goal=f"≤ {ms(MOST_OF_ANY)}",
        met=slowest <= MOST_OF_ANY,
    )


Times = Mapping[str, Mapping[str, list[float]]]
Totals = Mapping[Question, Mapping[str, int]]


def _ask_all(opened: Mapping[str, Engine], asked: list[Question]) -> tuple[Times, Totals]:
    """Ask every engine in turn; a question is asked once, after others of its kind."""
    times: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in opened}
    totals: dict[Question, dict[str, int]] = defaultdict(dict)
    warm_up = {question.kind: question for question in asked}  # the last of each kind
    for question in (*warm_up.values(), *asked):
        for name, engine in opened.items():
            start = perf_counter()
            total = engine.count(question)
            took = perf_counter() - start
            if total is not None and question is not warm_up[question.kind]:
                times[name][question.kind].append(took)
                totals[question][name] = total
    return times, totals


def _agree(totals: Totals) -> None:
    """Hold the engines against each other where they are asked for the same thing."""
    for question, found in totals.items():
        if question.kind in {"single character", "phrase", "all documents"}:
            assert abs(found["DocVault"] - found["Tantivy"]) <= 1 + found["Tantivy"] // 50, question


def _spread(found: list[float]) -> str:
    if not found:
        return "–"
    return " / ".join(f"{1000 * each:.1f}" for each in (median(found), _p95(found), max(found)))


def _p95(found: list[float]) -> float:
    return quantiles(found, n=20, method="inclusive")[-1] if len(found) > 1 else found[0]


@each_size
def test_one_document_until_it_is_found(
    benchmark: BenchmarkFixture,
    indexes: Indexes,
    room: Path,
    sizes: Sizes,
    search_results: Results,
    count: int,
) -> None:
    """The index alone: one entry is written and found; merging is due from time to time."""
    shutil.copytree(indexes.of("DocVault", count).folder, room / "index")
    ours = Ours(room / "index")
    ours.answer("制度")
    source = iter(list(entries(indexes.texts, sizes.rounds)))
    tidying: list[float] = []

    def new() -> tuple[tuple[object, ...], dict[str, object]]:
        entry = next(source)
        word = f"kq{chr(97 + len(tidying) // 26)}{chr(97 + len(tidying) % 26)}zq"
        return (dataclasses.replace(entry, document=word, name=f"{word} {entry.name}"), word), {}

    def add(entry: object, word: str) -> None:
        ours.index.write([entry])
        assert ours.answer(word) == 1
        tidying.append(seconds(lambda: [True for _ in iter(ours.index.tidy, False)]))

    benchmark.pedantic(add, setup=new, rounds=sizes.rounds)
    found = [took - tidy for took, tidy in zip(benchmark.stats.stats.data, tidying, strict=True)]
    search_results.add(
        f"{count:,} documents: one more is taken in, on disk and found",
        ms(median(found)),
        beside=[
            f"at most {ms(max(found))}",
            f"merging after it {ms(sum(tidying) / len(tidying))} on average,"
            f" at most {ms(max(tidying))}",
        ],
        goal=f"≤ {ms(MOST_UNTIL_FOUND)}",
        met=max(found) <= MOST_UNTIL_FOUND,
    )


def test_check_in_until_it_is_found(
    benchmark: BenchmarkFixture,
    open_vault: OpenVault,
    room: Path,
    sizes: Sizes,
    search_results: Results,
) -> None:
    """A whole vault: from the file at hand to the hit with its snippet."""
    count = sizes.vault_searched
    vault = open_vault(count)
    took = seconds(lambda: reindex(vault))
    search_results.add(
        f"a vault of {count:,}: the index made anew, files read again", rate(count, took)
    )
    actor = Actor(ACTOR, accepted=True)

    def new() -> tuple[tuple[object, ...], dict[str, object]]:
        this = 10**8 + randbelow(10**9)  # far above those that are there
        return (write_text(room, spread(this), this), f"第{this}号"), {}

    def add(file: Path, word: str) -> None:
        vaults.add(vault, file, actor=ACTOR)
        catch_up(vault)
        assert search(vault, f'"{word}"', actor=actor).total == 1

    benchmark.pedantic(add, setup=new, rounds=sizes.rounds)
    found = benchmark.stats.stats
    search_results.add(
        f"a vault of {count:,}: check-in, index, search with snippets",
        ms(found.median),
        beside=[f"at most {ms(found.max)}"],
        goal=f"≤ {ms(MOST_UNTIL_FOUND)}",
        met=found.max <= MOST_UNTIL_FOUND,
    )
