"""Measuring: what is compared takes turns, so that all of it meets the same load."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from pytest_benchmark.fixture import BenchmarkFixture

Work = Callable[[], object]
Task = Callable[[], Work]
"""Prepares one round, which is not timed, and returns the work that is."""

_WARM_UP = 5
_LOOK_EVERY = 0.005
_PROC = Path("/proc")
_KB_IN_MIB = 1024


def side_by_side(
    benchmark: BenchmarkFixture, task: Task, rounds: int, **others: Task
) -> Mapping[str, float]:
    """Time `task` as the benchmark, and before each of its rounds one of each of the others.

    Returns the median of each in seconds, of the benchmark as `"itself"`.
    """
    times: dict[str, list[float]] = {name: [] for name in others}

    def before_a_round() -> tuple[tuple[Work], dict[str, object]]:
        for name, other in others.items():
            times[name].append(seconds(other()))
        return (task(),), {}

    warm_up = min(_WARM_UP, rounds // 2)
    benchmark.pedantic(
        lambda work: work(), setup=before_a_round, rounds=rounds, warmup_rounds=warm_up
    )
    medians = {name: median(found[warm_up:]) for name, found in times.items()}
    benchmark.extra_info.update(medians)
    return {"itself": benchmark.stats.stats.median, **medians}


def seconds(work: Work) -> float:
    """Return how long the work takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


@dataclass(slots=True)
class Memory:
    """Resident memory of this process and all below it, in MiB."""

    at_start: float
    peak: float

    @property
    def growth(self) -> float:
        return self.peak - self.at_start


@contextmanager
def watched_memory() -> Iterator[Memory]:
    """Look at the memory again and again until the block ends."""
    first = _resident(os.getpid())
    memory = Memory(first, first)
    over = threading.Event()

    def look() -> None:
        while not over.wait(_LOOK_EVERY):
            memory.peak = max(memory.peak, _resident(os.getpid()))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield memory
    finally:
        over.set()
        watcher.join()


def highest_memory(process: int) -> float:
    """Return the most memory a process has had so far, in MiB; 0 when it has ended."""
    return _status(process, "VmHWM:")


def _resident(process: int) -> float:
    """Return the resident memory of a process and of its descendants, in MiB."""
    own = _status(process, "VmRSS:") if process == os.getpid() or _began(process) else 0.0
    return own + sum(_resident(child) for child in _children(process))


def _began(process: int) -> bool:
    """Whether a child is its own program already: before, it wears the memory of its parent."""
    try:
        return not (_PROC / f"{process}/exe").samefile("/proc/self/exe")
    except OSError:
        return False


def _status(process: int, field: str) -> float:
    try:
        lines = (_PROC / f"{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith(field)) / _KB_IN_MIB


def _children(process: int) -> list[int]:
    try:
        tasks = list((_PROC / f"{process}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
