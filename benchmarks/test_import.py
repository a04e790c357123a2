"""Taking over a folder: real laws, and generated documents in growing numbers."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks import floors
from benchmarks.documents import spread, write_text
from benchmarks.in_own_process import cost_of
from benchmarks.measure import Work, side_by_side
from benchmarks.results import Results, rate
from benchmarks.sizes import Sizes
from benchmarks.vaults import ACTOR
from docvault.importing import plan_import, run_import
from docvault.vault import Vault

ROOT = Path(__file__).parents[1]
CORPUS = Path(os.environ.get("DOCVAULT_CORPUS") or ROOT.parent / "shared/corpus")
LAWS = CORPUS / "laws.tar.xz"
AS_LAWS = {"department": "法务部", "type": "法规"}
LEAST = 250
ROUNDS = 3


def generated(folder: Path, count: int) -> Path:
    """Return a folder of documents of text with right names, by month as people keep them."""
    for number in range(count):
        name = spread(number)
        month = folder / name.split("-")[2][:6]
        month.mkdir(parents=True, exist_ok=True)
        write_text(month, name, number)
    return folder


def import_beside_floors(
    benchmark: BenchmarkFixture, room: Path, folder: Path, defaults: dict[str, str]
) -> tuple[int, dict[str, float]]:
    """Import a folder into new vaults; return how many documents it has, and the times."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    opened: list[Vault] = []
    counts: set[int] = set()

    def importing() -> Work:
        vault = Vault.make(room / f"vault-{len(opened)}")
        opened.append(vault)

        def work() -> None:
            done = run_import(vault, plan_import(vault, folder, defaults=defaults), actor=ACTOR)
            counts.add(done.imported)

        return work

    def copying() -> Work:
        target = room / f"copy-{len(opened)}"
        target.mkdir()
        return lambda: floors.copy_all(files, target)

    def fast_importing() -> Work:
        repository = floors.repository(room / f"stream-{len(opened)}", bare=True)
        return lambda: floors.fast_import(repository, files)

    found = side_by_side(benchmark, importing, ROUNDS, copy=copying, fast_import=fast_importing)
    for vault in opened:
        vault.close()
    (count,) = counts
    return count, dict(found)


def note(results: Results, what: str, count: int, found: dict[str, float]) -> None:
    results.add(
        f"import of {count:,} {what}",
        rate(count, found["itself"]),
        beside=[
            f"raw copy {rate(count, found['copy'])}",
            f"one git fast-import stream {rate(count, found['fast_import'])}",
        ],
        goal=f"≥ {LEAST}/s",
        met=count / found["itself"] >= LEAST,
    )


@pytest.mark.skipif(not LAWS.exists(), reason="without the shared corpus")
def test_real_laws(benchmark: BenchmarkFixture, room: Path, results: Results) -> None:
    with tarfile.open(LAWS) as laws:
        laws.extractall(room, filter="data")
    count, found = import_beside_floors(benchmark, room, room / "laws", AS_LAWS)
    note(results, "real laws, named by suggestion", count, found)


@pytest.mark.parametrize("place", [0, -1])
def test_generated_documents(
    benchmark: BenchmarkFixture, room: Path, sizes: Sizes, results: Results, place: int
) -> None:
    folder = generated(room / "documents", sizes.imported[place])
    count, found = import_beside_floors(benchmark, room, folder, {})
    note(results, "generated documents", count, found)


@pytest.mark.parametrize("place", [0, -1])
def test_memory(
    benchmark: BenchmarkFixture, room: Path, sizes: Sizes, results: Results, place: int
) -> None:
    count = sizes.imported[place]
    folder = generated(room / "documents", count)
    Vault.make(room / "vault").close()
    cost = benchmark.pedantic(cost_of, ("import_folder", room / "vault", folder), rounds=1)
    results.add(f"memory growth while {count:,} are imported", f"{cost.growth:.0f} MiB")
