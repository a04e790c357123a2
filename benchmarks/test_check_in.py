"""One check-in of 100 KB inside one process, with git, tree and database on disk at its end."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from secrets import randbelow

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks import floors
from benchmarks.conftest import OpenVault
from benchmarks.documents import NameOf, in_one_folder, spread, write_bytes
from benchmarks.measure import Task, Work, side_by_side
from benchmarks.results import Results, ms, times
from benchmarks.sizes import Sizes
from benchmarks.vaults import ACTOR
from docvault import vault as vaults
from docvault.vault import Vault

SIZE = 100_000
MOST = 0.025
MOST_GROWTH = 1.3


def new_file(room: Path, name_of: NameOf = spread) -> Path:
    # Far above the numbers of the documents that are there.
    return write_bytes(room / name_of(10**8 + randbelow(10**9)), SIZE)


def adding(vault: Vault, room: Path, name_of: NameOf = spread) -> Task:
    """A new document in any folder."""

    def prepare() -> Work:
        file = new_file(room, name_of)
        return lambda: vaults.add(vault, file, actor=ACTOR)

    return prepare


def revising(vault: Vault, room: Path) -> Task:
    """The next version of a document: new one in, current one to the history, oldest one out."""
    document = vaults.add(vault, new_file(room), actor=ACTOR).document

    def prepare() -> Work:
        file = new_file(room)
        return lambda: vaults.revise(vault, document, file, actor=ACTOR)

    return prepare


def copying(room: Path) -> Task:
    def prepare() -> Work:
        file = new_file(room)
        return lambda: floors.copy(file, file.with_suffix(".copy"))

    return prepare


def fast_importing(room: Path) -> Task:
    repository = floors.repository(room / "fast-import", bare=True)

    def prepare() -> Work:
        file = new_file(room)
        return lambda: floors.fast_import(repository, [file])

    return prepare


def adding_by_hand(room: Path, count: int = 0) -> Task:
    repository = floors.repository(room / f"by-hand-{count}")
    floors.with_index_of(repository, count)

    def prepare() -> Work:
        file = new_file(repository)
        return lambda: floors.add_and_commit(repository, file)

    return prepare


def test_new_document(
    benchmark: BenchmarkFixture, open_vault: OpenVault, room: Path, sizes: Sizes, results: Results
) -> None:
    vault = open_vault(sizes.archives[0])
    found = side_by_side(
        benchmark,
        adding(vault, room),
        sizes.rounds,
        copy=copying(room),
        fast_import=fast_importing(room),
        by_hand=adding_by_hand(room),
    )
    itself = found["itself"]
    results.add(
        "check-in of 100 KB, new document",
        ms(itself),
        beside=[
            f"raw copy + fsync {ms(found['copy'])} ({times(itself, found['copy'])})",
            f"git fast-import {ms(found['fast_import'])} ({times(itself, found['fast_import'])})",
            f"git add + commit {ms(found['by_hand'])} ({times(itself, found['by_hand'])})",
        ],
        goal="≤ 25 ms",
        met=itself <= MOST,
    )


def test_next_version(
    benchmark: BenchmarkFixture, open_vault: OpenVault, room: Path, sizes: Sizes, results: Results
) -> None:
    vault = open_vault(sizes.archives[0])
    found = side_by_side(benchmark, revising(vault, room), sizes.rounds, add=adding(vault, room))
    itself = found["itself"]
    results.add(
        "check-in of 100 KB, next version",
        ms(itself),
        beside=[f"new document {ms(found['add'])} ({times(itself, found['add'])})"],
        goal="≤ 25 ms",
        met=itself <= MOST,
    )


def test_large_archive(
    benchmark: BenchmarkFixture, open_vault: OpenVault, room: Path, sizes: Sizes, results: Results
) -> None:
    small, large = sizes.archives[0], sizes.archives[-1]
    found = side_by_side(
        benchmark,
        adding(open_vault(large), room),
        sizes.rounds,
        small=adding(open_vault(small), room),
        by_hand=adding_by_hand(room, large),
    )
    note_growth(results, f"check-in in an archive of {large:,}", f"archive of {small:,}", found)


def test_large_folder(
    benchmark: BenchmarkFixture, open_vault: OpenVault, room: Path, sizes: Sizes, results: Results
) -> None:
    small, large = sizes.archives[0], sizes.one_folder
    found = side_by_side(
        benchmark,
        adding(open_vault(large, in_one_folder), room, in_one_folder),
        sizes.rounds,
        small=adding(open_vault(small), room),
    )
    note_growth(results, f"check-in in one folder of {large:,}", f"archive of {small:,}", found)


def note_growth(results: Results, what: str, small: str, found: Mapping[str, float]) -> None:
    itself = found["itself"]
    beside = [f"{small} {ms(found['small'])} ({times(itself, found['small'])})"]
    if "by_hand" in found:
        beside.append(f"git add + commit there {ms(found['by_hand'])}")
    results.add(
        what,
        ms(itself),
        beside=beside,
        goal="≤ 1.3× the small one",
        met=itself <= MOST_GROWTH * found["small"],
    )
