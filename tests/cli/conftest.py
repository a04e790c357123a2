"""The command line: in process where speed matters, as a real process where that is the point."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from docvault.cli.main import run
from docvault.cli.session import Session
from docvault.vault import Vault

PROGRAM = Path(sys.executable).with_name("docvault")
WEEKLY = "运营部-周报-20231011-V1.0-工作总结.xlsx"
NOTICE = "运营部-内部通知-20231007-V1.0-国庆值班安排.txt"
PLACE = "运营部/2023/10/周报"


@dataclass(frozen=True)
class Done:
    """What a call left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The error told with --json: the only line there is."""
        assert self.out == ""
        [line] = self.err.splitlines()
        error: dict[str, Any] = json.loads(line)["error"]
        return error


Call = Callable[..., Done]


@pytest.fixture(scope="session")
def _empty_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template") / "vault"
    Vault.make(root).close()
    return root


@pytest.fixture
def root(_empty_vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of an empty vault; the working folder is beside it."""
    for variable in ("DOCVAULT_VAULT", "DOCVAULT_ACTOR", "DOCVAULT_DATABASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("DOCVAULT_LANG", "en")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(_empty_vault, tmp_path / "vault")
    return tmp_path / "vault"


@pytest.fixture
def docvault(root: Path) -> Call:
    """Runs a command line in this process, on the vault unless it names another."""

    def call(*arguments: object) -> Done:
        line = [str(argument) for argument in arguments]
        out, err = io.StringIO(), io.StringIO()
        session = Session(vault_path=root, json="--json" in line)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = run(session, line)
        return Done(status, out.getvalue(), err.getvalue())

    return call


@pytest.fixture
def process(root: Path) -> Call:
    """Runs the installed program as a process of its own."""
    assert root

    def call(*arguments: object, **settings: Any) -> Done:
        environment = {**os.environ, **settings.pop("env", {})}
        done = subprocess.run(
            [PROGRAM, *map(str, arguments)],
            capture_output=True,
            env=environment,
            timeout=300,
            check=False,
            **settings,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Writes a file outside the vault and returns its path."""

    def write_file(name: str, data: bytes = b"bytes") -> Path:
        path = tmp_path / "outside" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    return write_file


def files(root: Path) -> dict[str, bytes]:
    """Return every file of the folders people see: path -> bytes."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_relative_to(root / ".docvault")
    }


@contextlib.contextmanager
def unchanged(root: Path) -> Iterator[None]:
    """Hold that nothing people see, and nothing in git, is changed."""

    def state() -> tuple[dict[str, bytes], list[str]]:
        tips = root.glob(".docvault/archives/*.git/refs/heads/main")
        return files(root), sorted(tip.read_text() for tip in tips)

    before = state()
    yield
    assert state() == before
    assert list((root / ".docvault/staging").iterdir()) == []
