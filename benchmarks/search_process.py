"""An index is made and asked in a process of its own: its memory is that of nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import seconds, watched_memory
from benchmarks.search_engines import ENGINES
from benchmarks.search_queries import questions
from benchmarks.search_texts import entries

_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Cost:
    """How long it took, and the most memory in MiB that the process and its children had."""

    seconds: float
    memory: float


def cost_of(work: str, engine: str, folder: Path, texts: Path, count: int) -> Cost:
    """Run `work` (`fill` or `ask`) in a new process."""
    words = [work, engine, str(folder), str(texts), str(count)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.search_process", *words],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Cost(**json.loads(done.stdout))


def _main(work: str, engine: str, folder: str, texts: str, count: str) -> None:
    opened = ENGINES[engine](Path(folder))
    asked = questions(Path(texts)) if work == "ask" else []

    def do() -> None:
        if work == "fill":
            opened.fill(entries(Path(texts), int(count)))
        for question in asked:
            opened.count(question)

    with watched_memory() as memory:
        took = seconds(do)
    json.dump({"seconds": took, "memory": memory.peak}, sys.stdout)


if __name__ == "__main__":
    _main(*sys.argv[1:])
