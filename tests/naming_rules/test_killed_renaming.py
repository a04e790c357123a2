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
def test_a_run_killed_at_any_line_is_taken_back_wholly(tmp_path, phase, way):
    command = [sys.executable, str(HERE / "killed_renaming.py"), str(tmp_path / "t"), phase, way]
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
