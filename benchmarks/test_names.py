"""Auditing the names of a large tree, beside the fastest linter of file names there is."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.measure import Task, highest_memory, side_by_side
from benchmarks.results import Results, ms, times
from benchmarks.sizes import Sizes
from naming_rules.convention import Convention

NAMING_RULES = str(Path(sys.executable).with_name("naming-rules"))
LS_LINT = f"ls-lint-{platform.system().lower()}-" + {"x86_64": "amd64", "aarch64": "arm64"}.get(
    platform.machine(), platform.machine()
)
# Its regular expressions see a name up to the first dot: to the version's major number. It may
# take any word for a code, since it is ten times slower when they are listed.
CONFIG = """\
ls:
  .dir: regex:.+
  .*: regex:[^ ]+
  .*.*: regex:[^-]+-[^-]+-[0-9]{8}-V[0-9]+
"""
WRONG = ("运营部_周报_20231011.docx", "最终版 周报.docx", "运营部-周报-2023101-V1.0-总结.docx")
MOST_MEMORY = 64
ROUNDS = 7


@pytest.fixture(scope="session")
def ls_lint(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The program ls-lint itself, without the Node.js in front of it."""
    if not shutil.which("npm"):
        pytest.skip("without npm")
    folder = tmp_path_factory.mktemp("ls-lint")
    wanted = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder)]
    done = subprocess.run([*wanted, "@ls-lint/ls-lint"], check=False, capture_output=True)
    if done.returncode != 0:
        pytest.skip("without ls-lint")
    return str(folder / "node_modules/@ls-lint/ls-lint/bin" / LS_LINT)


def places(convention: Convention) -> Iterator[tuple[Path, str]]:
    """Yield folders of the convention without end, and what names in them begin with."""
    year = 2023
    while True:
        for department in convention.departments.codes[:10]:
            for month in range(1, 13):
                for kind in convention.types.codes[:10]:
                    folder = Path(department, str(year), f"{month:02}", kind)
                    yield folder, f"{department}-{kind}-{year}{month:02}"
        year -= 1


def make_tree(root: Path, names: int, folders: int, *, wrong: int) -> None:
    """Make a tree of empty files, one name in `wrong` a wrong one; 0: none is."""
    (root / ".ls-lint.yml").write_text(CONFIG)
    each = names // folders
    for number, (folder, start) in zip(
        range(folders), places(Convention.preset("zh")), strict=False
    ):
        (root / folder).mkdir(parents=True)
        for index in range(each + (number < names - each * folders)):
            name = f"{start}{index % 28 + 1:02}-V1.0-第{index}次工作总结.docx"
            if wrong and (number * each + index) % wrong == 0:
                name = f"{index}{WRONG[number % len(WRONG)]}"
            (root / folder / name).touch()


def start(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def running(folder: Path, *words: str) -> Task:
    """One process over the tree."""

    def work() -> None:
        status = start(folder, *words).wait()
        assert status in {0, 1}  # compliant, or findings

    return lambda: work


def memory_of(folder: Path, *words: str) -> float:
    """Return the most memory that one process over the tree takes, in MiB."""
    with start(folder, *words) as process:
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, highest_memory(process.pid))
            time.sleep(0.002)
    return peak


@pytest.mark.parametrize(("wrong", "state"), [(0, "all right"), (100, "one in 100 wrong")])
def test_names_of_a_large_tree(
    benchmark: BenchmarkFixture,
    ls_lint: str,
    room: Path,
    sizes: Sizes,
    results: Results,
    wrong: int,
    state: str,
) -> None:
    make_tree(room, sizes.names, sizes.folders, wrong=wrong)
    ours, theirs = (NAMING_RULES, "check", "."), (ls_lint,)
    found = side_by_side(benchmark, running(room, *ours), ROUNDS, ls_lint=running(room, *theirs))
    itself, other = found["itself"], found["ls_lint"]
    what = f"`naming-rules check`, {sizes.names:,} names in {sizes.folders:,} folders, {state}"
    results.add(
        what,
        ms(itself),
        beside=[f"ls-lint {ms(other)} ({times(itself, other)})"],
        goal="≤ 1× ls-lint",
        met=itself <= other,
    )
    memory = memory_of(room, *ours)
    results.add(
        f"{what}: memory",
        f"{memory:.0f} MiB",
        beside=[f"ls-lint {memory_of(room, *theirs):.0f} MiB"],
        goal="< 64 MiB",
        met=memory < MOST_MEMORY,
    )
