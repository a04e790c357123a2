"""The program of the helper process: one forked, confined child per job.

Started by `limited`, spoken to over its standard input (a JSON list a line: "module:function",
arguments) and output (`limited.HEAD`, then the job's JSON value, or words for the log).
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
import time
from types import TracebackType
from typing import Any

from docvault.extract.confine import confine
from docvault.extract.kinds import READERS
from docvault.extract.limited import HEAD, Limits, Trouble, has_data
from docvault.extract.refusal import Refusal

# Loaded once, here, so that no child pays for it.
_PARSERS = (
    "docvault.extract.revision_record",
    "docvault.extract.text",
    *{reader.partition(":")[0] for reader in READERS.values()},
)


def serve(limits: dict[str, int]) -> None:
    """Answer jobs until standard input ends."""
    bounds = Limits(**limits)
    for parser in _PARSERS:
        importlib.import_module(parser)
    gc.freeze()
    os.write(1, HEAD.pack(b"", 0))
    os.dup2(os.open(os.devnull, os.O_RDWR), 2)  # what parsers print is nobody's answer
    for request in iter(sys.stdin.buffer.readline, b""):
        reading, writing = os.pipe()
        if (child := os.fork()) == 0:
            _work(request, writing, bounds)
        os.close(writing)
        trouble, answer = _collect(child, reading, bounds)
        os.close(reading)
        _write_all(1, HEAD.pack((trouble or "").encode(), len(answer)) + answer)


def _work(request: bytes, writing: int, limits: Limits) -> None:
    """Do one job in the child; never returns. What is not caught here ends in the hook."""

    def report(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        trouble = _trouble_of(error)
        _write_all(writing, f"{trouble} {type(error).__name__}: {str(error)[:200]!r}".encode())
        os._exit(1)

    sys.excepthook = report
    os.setpgid(0, 0)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)
    confine(memory=limits.memory, seconds=limits.seconds)
    job, *arguments = json.loads(request)
    _write_all(writing, json.dumps(_function(job)(*arguments)).encode())
    os._exit(0)


def _function(job: str) -> Any:
    module, name = job.split(":")
    return getattr(importlib.import_module(module), name)


def _trouble_of(error: BaseException) -> Trouble:
    if isinstance(error, Refusal):
        return error.trouble
    if isinstance(error, MemoryError):
        return Trouble.MEMORY
    return Trouble.DAMAGED


def _collect(child: int, reading: int, limits: Limits) -> tuple[Trouble | None, bytes]:
    """Read the child's answer within its limits, then make sure that it is gone."""
    answer, stopped = _read_within(reading, limits)
    try:
        # After the end of its answer an honest child has exited; whoever it started has not.
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if stopped is not None:
        return stopped, b""
    if status == 0:
        return None, answer
    if status == 1 and answer:
        trouble, _, words = answer.decode("utf-8", "replace").partition(" ")
        known = trouble if trouble in set(Trouble) else Trouble.CRASHED
        return Trouble(known), words.encode()
    if status == -signal.SIGXCPU:
        return Trouble.TIME, b""
    return Trouble.CRASHED, f"exit status {status}".encode()


def _read_within(reading: int, limits: Limits) -> tuple[bytes, Trouble | None]:
    deadline = time.monotonic() + limits.seconds
    answer = bytearray()
    while True:
        if not has_data(reading, deadline):
            return b"", Trouble.TIME
        part = os.read(reading, 1 << 20)
        if not part:
            return bytes(answer), None
        answer += part
        if len(answer) > limits.answer:
            return b"", Trouble.SIZE


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
