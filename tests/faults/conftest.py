"""A vault on SQLite for damaging, and what the long tests run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from docvault import vault as vaults
from docvault.vault import Vault
from tests.faults import calls
from tests.faults.samples import Write, v

CHECKOUT = Path(__file__).parents[2]
Drive = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def _fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with nothing in it, to be copied: ten times faster than making one."""
    root = tmp_path_factory.mktemp("fresh") / "vault"
    Vault.make(root).close()
    return root


@pytest.fixture(scope="session")
def _with_versions(_fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault in which one document has four versions, and another one has one."""
    root = tmp_path_factory.mktemp("versions") / "vault"
    shutil.copytree(_fresh, root)
    with Vault.open(root) as vault:
        for name, data in [
            *((v(number), b"bytes %d\r\n" % number * 300) for number in range(1, 5)),
            ("运营部-周报-20231018-V1.0-工作总结.xlsx", b"another document"),
        ]:
            file = root.parent / name
            file.write_bytes(data)
            vaults.add(vault, file, actor="张三", note="说明")
    return root


@pytest.fixture
def root(_fresh: Path, tmp_path: Path) -> Path:
    """The root of an empty vault that is not open."""
    return Path(shutil.copytree(_fresh, tmp_path / "vault"))


@pytest.fixture
def filled(_with_versions: Path, tmp_path: Path) -> Path:
    """The root of a vault with a document in four versions and another in one."""
    return Path(shutil.copytree(_with_versions, tmp_path / "vault"))


@pytest.fixture
def vault(filled: Path) -> Iterator[Vault]:
    """The filled vault, open."""
    with Vault.open(filled) as opened:
        yield opened


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file outside the vault and returns its path."""

    def write_file(name: str, data: bytes) -> Path:
        folder = tmp_path / "outside"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_bytes(data)
        return path

    return write_file


@pytest.fixture
def drive(tmp_path: Path) -> Drive:
    """Runs a module of this folder as a program of its own and returns what it reports.

    What forks, traces and kills must not do so inside the test process with its threads.
    """

    def run(module: str, *arguments: object) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", f"tests.faults.{module}", tmp_path, *map(str, arguments)],
            cwd=CHECKOUT,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    return run


@pytest.fixture(scope="session")
def tracing() -> None:
    """Skips where system calls cannot be watched."""
    if not calls.possible_here():
        pytest.skip("this machine does not let a process be traced")
