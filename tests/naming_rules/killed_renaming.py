"""Kill a rename run at every line it executes, then undo; run by test_killed_renaming.

Each try is a forked child that counts the lines of the modules at work and kills itself
(SIGKILL: nothing is cleaned up, no `finally` runs) at the n-th, until one comes through.
Usage: killed_renaming.py FOLDER apply|undo rename|link EVERY; 1 for EVERY is each line.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from naming_rules import journal, moving, renaming, whereabouts
from naming_rules.renaming import Move, apply, undo

AT_WORK = {module.__file__ for module in (journal, moving, renaming, whereabouts)}
NAMES = ["a", "b", "c", "d", "e", "f/g"]
MOVES = [
    Move("a", "b"),
    Move("b", "a"),
    Move("c", "x/y/c"),
    Move("d", "c"),
    Move("f/g", "d"),
]


def child_killed_at(line: int, work: Callable[[], object]) -> bool:
    """Run `work` in a child killed at its `line`-th line; return whether it was killed."""
    if pid := os.fork():
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            return True
        assert os.WEXITSTATUS(status) == 0, "the child failed"
        return False
    left = line

    def trace(frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal left
        if frame.f_code.co_filename not in AT_WORK:
            return None
        if event == "line":
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    status = 1
    try:
        sys.settrace(trace)
        work()
        sys.settrace(None)
        status = 0
    finally:
        os._exit(status)


def fresh(root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    for name in NAMES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")


def names(root: Path) -> dict[str, str]:
    files = (path for path in root.rglob("*") if path.is_file())
    found = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in files}
    return {name: text for name, text in found.items() if not name.startswith(".naming-rules/")}


def main() -> None:
    root, phase, way, every = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    if way == "link":
        moving._renamed = lambda _source, _target: False
    line, killed = 1 - every, True
    while killed:
        line += every
        fresh(root)
        before = names(root)
        if phase == "undo":
            apply(root, MOVES)
        work = (lambda: apply(root, MOVES)) if phase == "apply" else (lambda: undo(root))
        killed = child_killed_at(line, work)
        present = names(root)
        assert set(present.values()) == set(before.values()), (line, present)
        if phase == "apply" and killed and present == before and not list_journals(root):
            continue
        if killed or phase == "apply":
            try:
                undone = undo(root)
            except renaming.NothingToUndo:
                assert phase == "undo"
            else:
                assert not undone.left, (line, undone)
        assert names(root) == before, (line, names(root))
    print(line)


def list_journals(root: Path) -> list[Path]:
    return list((root / ".naming-rules").glob("journal-*.json"))


main()
