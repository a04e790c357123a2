"""Opening, reading and checking vaults of growing size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.conftest import OpenVault
from benchmarks.documents import spread, write_text
from benchmarks.measure import Work, side_by_side
from benchmarks.results import Results, ms, rate
from benchmarks.sizes import FULL, Sizes
from benchmarks.vaults import ACTOR
from docvault import vault as vaults
from docvault.rebuilding import rebuild
from docvault.vault import Vault
from docvault.verifying import Tally, verify
from naming_rules.convention import Convention

ARCHIVES = 20
OPENINGS = 30
each_size = pytest.mark.parametrize("place", range(len(FULL.archives)))


@pytest.fixture
def count(sizes: Sizes, place: int) -> int:
    """How many documents the archive of this round has."""
    if place >= len(sizes.archives):
        pytest.skip("not in a hurry")
    return sizes.archives[place]


@each_size
def test_get(
    benchmark: BenchmarkFixture,
    open_vault: OpenVault,
    room: Path,
    sizes: Sizes,
    results: Results,
    count: int,
) -> None:
    vault, random = open_vault(count), Random(1)

    def getting() -> Work:
        name = spread(random.randrange(count))
        return lambda: vault.get(vault.find(name), room / "out")

    found = side_by_side(benchmark, getting, sizes.rounds)
    results.grown("get one document, verified", count, ms(found["itself"]))


@each_size
def test_history(
    benchmark: BenchmarkFixture, open_vault: OpenVault, sizes: Sizes, results: Results, count: int
) -> None:
    vault, random = open_vault(count), Random(2)

    def asking() -> Work:
        name = spread(random.randrange(count))
        return lambda: vault.history(vault.find(name))

    found = side_by_side(benchmark, asking, sizes.rounds)
    results.grown("history of one document", count, ms(found["itself"]))


@each_size
def test_open(
    benchmark: BenchmarkFixture, open_vault: OpenVault, results: Results, count: int
) -> None:
    root = open_vault(count).root
    found = side_by_side(benchmark, lambda: lambda: Vault.open(root).close(), OPENINGS)
    results.grown("open a vault that needs no healing", count, ms(found["itself"]))


def names_for_archives(convention: Convention) -> Iterator[str]:
    """Yield names of documents that lie in many archives."""
    for department in convention.departments:
        yield f"{department.code}-周报-20231011-V1.0-总结.md"
    for category in convention.categories:
        yield f"{category.code}-20231011-办法-V1.md"


def test_open_with_many_archives(
    benchmark: BenchmarkFixture, open_vault: OpenVault, room: Path, sizes: Sizes, results: Results
) -> None:
    one, many = open_vault(sizes.archives[0]).root, room / "vault"
    with Vault.make(many) as vault:
        for number, name in enumerate(names_for_archives(vault.convention)):
            vaults.add(vault, write_text(room, name, number), actor=ACTOR)
            if len(vault.archive_names()) == ARCHIVES:
                break
    found = side_by_side(
        benchmark,
        lambda: lambda: Vault.open(many).close(),
        OPENINGS,
        one=lambda: lambda: Vault.open(one).close(),
    )
    results.add(
        f"open a vault of {ARCHIVES} archives, nothing to heal",
        ms(found["itself"]),
        beside=[f"of one archive {ms(found['one'])}"],
    )


@each_size
def test_verify(
    benchmark: BenchmarkFixture, open_vault: OpenVault, results: Results, count: int
) -> None:
    vault, tally = open_vault(count), Tally()
    problems = benchmark.pedantic(lambda: list(verify(vault, tally=tally)), rounds=1)
    assert problems == []
    took = benchmark.stats.stats.median
    results.grown("verify, documents a second", count, rate(tally.checked, took))


@pytest.mark.parametrize("place", [0, 1])
def test_verify_every_version(
    benchmark: BenchmarkFixture, open_vault: OpenVault, results: Results, count: int
) -> None:
    vault, tally = open_vault(count), Tally()
    problems = benchmark.pedantic(lambda: list(verify(vault, deep=True, tally=tally)), rounds=1)
    assert problems == []
    took = benchmark.stats.stats.median
    results.grown("verify --deep, files and versions a second", count, rate(tally.checked, took))


@each_size
def test_rebuild(
    benchmark: BenchmarkFixture, open_vault: OpenVault, results: Results, count: int
) -> None:
    vault = open_vault(count)
    commits, _ = benchmark.pedantic(lambda: rebuild(vault, actor=ACTOR), rounds=1)
    results.grown("rebuild, commits a second", count, rate(commits, benchmark.stats.stats.median))
