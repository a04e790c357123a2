"""Who is running, as Linux tells it."""

from __future__ import annotations

import resource
import time
from pathlib import Path


def below(pid: int) -> set[int]:
    """The living processes that a process started, and those that they started."""
    found: set[int] = set()
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, _read(children).split()):
            if alive(child):
                found |= {child} | below(child)
    return found


def named(word: str) -> set[int]:
    """The processes that have a word in their command line, whoever their parent is now."""
    lines = {path: _read(path) for path in Path("/proc").glob("[0-9]*/cmdline")}
    return {int(path.parent.name) for path, line in lines.items() if word in line}


def alive(pid: int) -> bool:
    """Whether it runs; a zombie, which only waits to be counted, does not."""
    state = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return bool(state) and state[0] not in "ZX"


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def end_of(pids: set[int], *, seconds: float) -> bool:
    """Wait until none of them runs; False where one still does at the end."""
    deadline = time.monotonic() + seconds
    while any(map(alive, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def memory() -> int:
    """Bytes of memory that this process holds; 0 where Linux does not tell."""
    fields = _read(Path("/proc/self/statm")).split()
    return int(fields[1]) * resource.getpagesize() if fields else 0
