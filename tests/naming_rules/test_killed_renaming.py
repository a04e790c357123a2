from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
@pytest.mark.parametrize(
    ("phase", "way"), [("apply", "rename"), ("apply", "link"), ("undo", "link")]
)
@pytest.mark.parametrize("every", [11, pytest.param(1, marks=pytest.mark.slow)])
def test_a_run_killed_at_any_line_is_taken_back_wholly(tmp_path, phase, way, every):
    program, place = HERE / "killed_renaming.py", tmp_path / "t"
    command = [sys.executable, str(program), str(place), phase, way, str(every)]
    run = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=HERE.parents[1],
        timeout=300,
        env={"PYTHONPATH": str(HERE.parents[1])},
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) > 100  # so many places it was killed at
