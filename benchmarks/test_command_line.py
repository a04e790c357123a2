"""What people wait for before a command has begun."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.conftest import OpenVault
from benchmarks.documents import spread, write_bytes
from benchmarks.measure import Task, Work, side_by_side
from benchmarks.results import Results, ms, times
from benchmarks.sizes import Sizes

DOCVAULT = str(Path(sys.executable).with_name("docvault"))
MOST = 0.15
STARTS = 10


def running(*words: str, vault: Path | None = None) -> Task:
    """One process from its start to its end."""
    named = {"DOCVAULT_VAULT": str(vault)} if vault else {}

    def work() -> None:
        subprocess.run(words, env={**os.environ, **named}, check=True, capture_output=True)

    return lambda: work


def test_help(benchmark: BenchmarkFixture, results: Results) -> None:
    python = running(sys.executable, "-c", "pass")
    found = side_by_side(benchmark, running(DOCVAULT, "--help"), STARTS, python=python)
    itself = found["itself"]
    results.add(
        "`docvault --help`",
        ms(itself),
        beside=[f"`python -c pass` {ms(found['python'])} ({times(itself, found['python'])})"],
        goal="≤ 150 ms",
        met=itself <= MOST,
    )


def test_add(
    benchmark: BenchmarkFixture, open_vault: OpenVault, room: Path, sizes: Sizes, results: Results
) -> None:
    vault = open_vault(sizes.archives[0]).root
    number = iter(range(10**9, 2 * 10**9))

    def adding() -> Work:
        file = write_bytes(room / spread(next(number) + os.getpid() * 1000), 100_000)
        return running(DOCVAULT, "add", str(file), vault=vault)()

    python = running(sys.executable, "-c", "pass")
    found = side_by_side(benchmark, adding, STARTS, python=python)
    results.add(
        "`docvault add` of 100 KB, from a cold start",
        ms(found["itself"]),
        beside=[f"`python -c pass` {ms(found['python'])}"],
    )


@pytest.mark.parametrize("place", [0, -1])
def test_list(
    benchmark: BenchmarkFixture, open_vault: OpenVault, sizes: Sizes, results: Results, place: int
) -> None:
    count = sizes.archives[place]
    vault = open_vault(count).root
    found = side_by_side(benchmark, running(DOCVAULT, "list", vault=vault), STARTS // 3)
    results.grown("`docvault list`, all of them", count, ms(found["itself"]))
