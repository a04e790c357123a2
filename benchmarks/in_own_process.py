"""Work in a process of its own: what memory it takes is not hidden by what others left free."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.documents import spread, write_text
from benchmarks.measure import seconds, watched_memory
from benchmarks.vaults import ACTOR
from docvault import vault as vaults
from docvault.importing import plan_import, run_import
from docvault.vault import Vault

_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Cost:
    """How long it took, and by how many MiB the process and its children grew at most."""

    seconds: float
    growth: float


def cost_of(work: str, vault: Path, path: Path) -> Cost:
    """Run `work` (a function of this module) on a vault and a path in a new process."""
    command = [sys.executable, "-m", "benchmarks.in_own_process", work, str(vault), str(path)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    return Cost(**json.loads(done.stdout))


def check_in(vault: Vault, file: Path) -> None:
    """Check in one file."""
    vaults.add(vault, file, actor=ACTOR)


def import_folder(vault: Vault, folder: Path) -> None:
    """Import a folder of documents with right names."""
    run_import(vault, plan_import(vault, folder), actor=ACTOR)


def _main(work: str, root: str, path: str) -> None:
    with Vault.open(Path(root)) as vault:
        # What the program, its libraries and its open git processes take is not the work's.
        check_in(vault, write_text(vault.root.parent, spread(0), 0))
        with watched_memory() as memory:
            took = seconds(lambda: globals()[work](vault, Path(path)))
    json.dump({"seconds": took, "growth": memory.growth}, sys.stdout)


if __name__ == "__main__":
    _main(*sys.argv[1:])
