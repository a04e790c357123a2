"""What all benchmarks share: sizes, a place on disk, vaults of a known size, the results.

`./run benchmark` measures everything and takes half an hour the first time; the vaults are kept
where DOCVAULT_BENCH_DIR says and used again, else they are made anew and removed. `--quick` takes
small sizes; `--into-design` writes the tables into docvault/DESIGN.md.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.documents import NameOf, spread
from benchmarks.results import Results
from benchmarks.sizes import FULL, QUICK, Sizes
from benchmarks.vaults import vault_of, warm
from docvault.vault import Vault

DESIGN = Path(__file__).parents[1] / "docvault/DESIGN.md"
_RESULTS = pytest.StashKey[Results]()
_SEARCH = pytest.StashKey[Results]()
_SEARCH_LIBRARIES = ("whoosh3", "numpy", "tantivy")

OpenVault = Callable[..., Vault]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("docvault")
    group.addoption("--quick", action="store_true", help="small sizes: a minute instead of thirty")
    group.addoption(
        "--into-design", action="store_true", help="write the tables into docvault/DESIGN.md"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_RESULTS] = Results()
    config.stash[_SEARCH] = Results("benchmarks of search", _SEARCH_LIBRARIES)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for results in filter(None, (config.stash[_RESULTS], config.stash[_SEARCH])):
        terminalreporter.section("results")
        terminalreporter.write_line(results.markdown())
        if config.getoption("--into-design"):
            results.write_into(DESIGN)


@pytest.fixture(scope="session")
def results(request: pytest.FixtureRequest) -> Results:
    """Where each benchmark notes what it found."""
    return request.config.stash[_RESULTS]


@pytest.fixture(scope="session")
def search_results(request: pytest.FixtureRequest) -> Results:
    """Where the benchmarks of search note what they found: a table of its own."""
    return request.config.stash[_SEARCH]


@pytest.fixture(scope="session")
def sizes(request: pytest.FixtureRequest) -> Sizes:
    """How much is measured with."""
    return QUICK if request.config.getoption("--quick") else FULL


@pytest.fixture(scope="session")
def kept() -> Iterator[Path]:
    """The folder of the vaults that are made once."""
    if named := os.environ.get("DOCVAULT_BENCH_DIR"):
        Path(named).mkdir(parents=True, exist_ok=True)
        yield Path(named)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture
def room(kept: Path) -> Iterator[Path]:
    """A folder for one benchmark, on the same file system as the vaults."""
    folder = Path(tempfile.mkdtemp(dir=kept))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def open_vault(kept: Path) -> Iterator[OpenVault]:
    """Open the vault of so many documents."""
    opened: list[Vault] = []

    def open_(count: int, name_of: NameOf = spread) -> Vault:
        opened.append(Vault.open(vault_of(kept, count, name_of)))
        warm(opened[-1])
        return opened[-1]

    yield open_
    for vault in opened:
        vault.close()
