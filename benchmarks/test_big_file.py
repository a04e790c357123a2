"""One check-in of 500 MB: memory must not follow the size."""

from __future__ import annotations

from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks import floors
from benchmarks.documents import spread, write_bytes
from benchmarks.in_own_process import Cost, cost_of
from benchmarks.measure import Work, side_by_side
from benchmarks.results import Results, ms, times
from benchmarks.sizes import MB, Sizes
from docvault.vault import Vault

MOST_GROWTH = 64
ROUNDS = 3


def test_big_file(benchmark: BenchmarkFixture, room: Path, sizes: Sizes, results: Results) -> None:
    file = write_bytes(room / spread(1), sizes.big_file)
    costs: list[Cost] = []

    def new_vault() -> Work:
        root = room / f"vault-{len(costs)}"
        Vault.make(root).close()
        return lambda: costs.append(cost_of("check_in", root, file))

    def copying() -> Work:
        return lambda: floors.copy(file, file.with_suffix(".copy"))

    def storing() -> Work:
        repository = floors.repository(room / f"git-{len(costs)}", bare=True)
        return lambda: floors.git(repository, "hash-object", "-w", str(file))

    found = side_by_side(benchmark, new_vault, ROUNDS, copy=copying, git=storing)
    itself, growth = min(cost.seconds for cost in costs), max(cost.growth for cost in costs)
    copy, git = found["copy"], found["git"]
    results.add(
        f"check-in of {sizes.big_file // MB} MB: memory growth, with git's processes",
        f"{growth:.0f} MiB",
        beside=[
            f"takes {ms(itself)}",
            f"git hash-object {ms(git)} ({times(itself, git)})",
            f"raw copy + fsync {ms(copy)} ({times(itself, copy)})",
        ],
        goal="< 64 MiB",
        met=growth < MOST_GROWTH,
    )
