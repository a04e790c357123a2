"""Run one piece of work in a forked child, within limits, and make sure that it is gone."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import TracebackType

from docvault.extract.pipes import has_data, write_all
from docvault.extract.refusal import Refusal
from docvault.extract.unread import Trouble

_CALLER = 0  # the helper's standard input: closed when the caller is gone


def in_child(
    work: Callable[[], bytes], *, deadline: float, most: int
) -> tuple[Trouble | None, bytes]:
    """Return what `work` returns in a child of its own, or the trouble and words for the log.

    `work` takes its own rights away first. `deadline` is on the monotonic clock, `most` bytes of
    answer are taken. EOFError: the caller is gone. Whatever happens, the child and all it started
    in its process group are dead.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _work(work, writing)
    os.close(writing)
    try:
        answer, stopped = _read_within(reading, deadline, most)
    finally:
        os.close(reading)
        status = _bury(child)
    if stopped is not None:
        return stopped, b""
    return _judge(status, answer)


def _work(work: Callable[[], bytes], writing: int) -> None:
    """Do it in the child; never returns. What is not caught here ends in the hook."""

    def report(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        trouble = _trouble_of(error)
        write_all(writing, f"{trouble} {type(error).__name__}: {str(error)[:200]!r}".encode())
        os._exit(1)

    sys.excepthook = report
    os.setpgid(0, 0)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)
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
            return b"", Trouble.TIME
        part = os.read(reading, 1 << 20)
        if not part:
            return bytes(answer), None
        answer += part
        if len(answer) > most:
            return b"", Trouble.SIZE


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
