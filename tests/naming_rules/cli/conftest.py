"""The program as a script sees it: arguments in; status, output and errors out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
WRONG = "运营部 周报 2023.10.11 v1 工作总结.xlsx"
RIGHT = "运营部-周报-20231011-V1.0-工作总结.xlsx"


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        assert not self.out
        return json.loads(self.err)["error"]


Program = Callable[..., Ran]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    def ran(*arguments: object, stdin: bytes = b"", lang: str = "en", **environment: str) -> Ran:
        command = [sys.executable, "-c", "from naming_rules.cli import main; main()"]
        done = subprocess.run(
            [*command, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DOCVAULT_LANG": lang}
            | environment,
        )
        out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        assert "Traceback" not in err
        return Ran(done.returncode, out, err)

    return ran


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "share"
    path.mkdir()
    (path / WRONG).touch()
    (path / RIGHT.replace("总结", "计划")).touch()
    return path
