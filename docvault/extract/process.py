"""The caller's end of a helper process: start it, ask it, replace it, end it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from docvault.extract.pipes import HEAD, read_exactly
from docvault.extract.unread import Trouble, Unread

_START_SECONDS = 60  # a cold disk and a busy machine
_GRACE_SECONDS = 10  # the helper keeps the limit itself; this is for a helper that hangs
_END_SECONDS = 2

# Held while a helper is started, and by whoever forks: a fork in between would copy the new pipes
# into a process that does not know them, and the helper would outlive its caller.
starting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use.

    `memory` and `answer` are bytes (of address space, of the JSON answer); `seconds` bounds wall
    time and processor time alike.
    """

    memory: int = 1 << 30
    seconds: int = 20
    answer: int = 64 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """A job ("module:function") and its arguments, which name the files that it may read.

    `program`: where the program lies that first makes of the file, the first argument, of a kind,
    the second, one that the job reads: `makes`, or what the program always makes of that kind.
    `options` follow the arguments and name no files.
    """

    job: str
    arguments: list[str]
    program: str | None = None
    makes: str | None = None
    options: list[str] = field(default_factory=list)


class Helper:
    """One helper process: started on first use, started again when it was lost.

    One job runs at a time; other threads wait. `close` ends it; the next job starts it again.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._room = ""

    def run(
        self,
        job: str,
        *arguments: str,
        program: str | None = None,
        makes: str | None = None,
        options: Sequence[str] = (),
    ) -> object | Unread:
        """Run a job (see `Request`) in a child; return its JSON value.

        Whatever the job raises comes back as `Unread`. RuntimeError: the helper cannot be started
        at all, which no file can cause.
        """
        asked = Request(job, list(arguments), program, makes, list(options))
        request = json.dumps(asdict(asked)).encode() + b"\n"
        with self._lock:
            process = self._process or self._started()
            try:
                return _answer(process, request, self._limits)
            except (OSError, EOFError) as lost:
                self._end(kill=True)
                return Unread(Trouble.CRASHED, f"the helper was lost: {lost!r}")

    @property
    def at_work(self) -> bool:
        """Whether a job runs, or is about to."""
        return self._lock.locked()

    def close(self) -> None:
        """End the helper process; a job of another thread is waited for."""
        with self._lock:
            self._end()

    def interrupt(self) -> None:
        """End the helper process now; the job at work comes back as `Unread`."""
        process = self._process
        if process is not None:
            process.kill()

    def forget(self) -> None:
        """Let go of the helper after a fork: it is the parent's, and so is its lock."""
        self._lock = threading.Lock()
        process, self._process = self._process, None
        if process is not None:
            process.returncode = 0  # not ours to wait for
            _close_pipes(process)

    def _started(self) -> subprocess.Popen[bytes]:
        with starting:
            self._room = f"{tempfile.gettempdir()}/docvault-{secrets.token_hex(8)}"
            self._process = process = _start(self._limits, self._room)
        try:
            read_exactly(_output(process), HEAD.size, time.monotonic() + _START_SECONDS)
        except (EOFError, TimeoutError) as lost:
            self._end(kill=True)
            message = "the extraction helper does not start (its own message stands above)"
            raise RuntimeError(message) from lost
        return process

    def _end(self, *, kill: bool = False) -> None:
        process, self._process = self._process, None
        if process is not None:
            _end(process, kill=kill)
            # Where it was killed it could not do so itself.
            shutil.rmtree(self._room, ignore_errors=True)


def _start(limits: Limits, room: str) -> subprocess.Popen[bytes]:
    """Start the helper with our import path, an empty environment and no working folder."""
    path = [entry or os.getcwd() for entry in sys.path]  # noqa: PTH109 - sys.path holds strings
    program = (
        f"import sys; sys.path[:] = {path!r}\n"
        f"from docvault.extract.helper import serve; serve({asdict(limits)!r}, {room!r})"
    )
    return subprocess.Popen(
        [sys.executable, "-I", "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd="/",
        env={"LC_ALL": "C.UTF-8"},
        bufsize=0,
        start_new_session=True,  # Ctrl-C ends the caller, who ends the helper
    )


def _end(process: subprocess.Popen[bytes], *, kill: bool) -> None:
    """End it, and the child at work with it: at the end of its input it sees to that itself."""
    if process.stdin is not None:
        process.stdin.close()
    if kill:
        process.kill()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _close_pipes(process)


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _answer(process: subprocess.Popen[bytes], request: bytes, limits: Limits) -> object | Unread:
    assert process.stdin is not None  # noqa: S101 - for the type checker
    os.write(process.stdin.fileno(), request)
    deadline = time.monotonic() + limits.seconds + _GRACE_SECONDS
    trouble, size = HEAD.unpack(read_exactly(_output(process), HEAD.size, deadline))
    body = read_exactly(_output(process), size, deadline)
    if trouble := trouble.rstrip(b"\0").decode():
        return Unread(Trouble(trouble), body.decode("utf-8", "replace"))
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return Unread(Trouble.CRASHED, "the answer is not JSON")
    return value


def _output(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout is not None  # noqa: S101 - for the type checker
    return process.stdout.fileno()
