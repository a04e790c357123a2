"""Run one piece of work in a forked child, within limits, and make sure that it is gone."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from docvault.extract.confine import die_with
from docvault.extract.pipes import has_data, write_all
from docvault.extract.refusal import Refusal
from docvault.extract.unread import Trouble

_CALLER = 0  # the helper's standard input: closed when the caller is gone


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: exit status (or minus a signal), what it wrote, why it was stopped."""

    status: int
    output: bytes
    stopped: Trouble | None


def in_child(
    work: Callable[[], bytes], *, deadline: float, most: int
) -> tuple[Trouble | None, bytes]:
    """Return what `work` returns in a child of its own, or the trouble and words for the log."""
    ended = run_child(work, deadline=deadline, most=most)
    return (ended.stopped, b"") if ended.stopped else _judge(ended.status, ended.output)


def run_child(
    work: Callable[[], bytes], *, deadline: float, most: int, heard: bool = False
) -> Ended:
    """Run `work` in a child of its own; its result is the output.

    `work` takes its own rights away first. `deadline` is on the monotonic clock, `most` bytes of
    output are taken. `heard`: what is printed is output, too. EOFError: the caller is gone.
    Whatever happens, the child and all it started in its process group are dead.
    """
    reading, writing = os.pipe()
    helper = os.getpid()
    child = os.fork()
    if child == 0:
        die_with(helper)
        _work(work, writing, heard)
    os.close(writing)
    try:
        output, stopped = _read_within(reading, deadline, most)
    finally:
        os.close(reading)
        status = _bury(child)
    return Ended(status, output, stopped)


def _work(work: Callable[[], bytes], writing: int, heard: bool) -> None:
    """Do it in the child; never returns. What is not caught here ends in the hook."""

    def report(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        trouble = _trouble_of(error)
        write_all(writing, f"{trouble} {type(error).__name__}: {str(error)[:200]!r}".encode())
        os._exit(1)

    sys.excepthook = report
    os.setpgid(0, 0)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    for speaking in (1, 2):
        os.dup2(writing if heard else 0, speaking)
    write_all(writing, work())
    os._exit(0)


def _trouble_of(error: BaseException) -> Trouble:
    if isinstance(error, Refusal):
        return error.trouble
    if isinstance(error, MemoryError):
        return Trouble.MEMORY
    return Trouble.DAMAGED


def _read_within(reading: int, deadline: float, most: int) -> tuple[bytes, Trouble | None]:
    answer = bytearray()
    while True:
        if not has_data(reading, deadline, watched=_CALLER):
            return bytes(answer), Trouble.TIME
        part = os.read(reading, 1 << 20)
        if not part:
            return bytes(answer), None
        answer += part
        if len(answer) > most:
            return bytes(answer), Trouble.SIZE


def _bury(child: int) -> int:
    try:
        # After the end of its answer an honest child has exited; whoever it started has not.
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _judge(status: int, answer: bytes) -> tuple[Trouble | None, bytes]:
    if status == 0:
        return None, answer
    if status == 1 and answer:
        trouble, _, words = answer.decode("utf-8", "replace").partition(" ")
        known = trouble if trouble in set(Trouble) else Trouble.CRASHED
        return Trouble(known), words.encode()
    if status == -signal.SIGXCPU:
        return Trouble.TIME, b""
    return Trouble.CRASHED, f"exit status {status}".encode()
