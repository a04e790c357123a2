"""Run a reader of foreign files in a confined child: limited memory, limited time, no network.

One helper process is started on first use and has the parsers loaded. For every job it forks a
child (2 ms instead of 150), which gives up its rights (see `confine`), does the job and is gone:
nothing a hostile file does to the parser outlives that file.

The answer travels as JSON, never pickled, because unpickling what a hostile file may have
written would run it here.
"""

from __future__ import annotations

import atexit
import errno
import json
import os
import select
import stat
import struct
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from naming_rules.language import Text

HEAD = struct.Struct("!8sQ")  # what comes before every answer: trouble (or empty), length
_START_SECONDS = 60  # a cold disk and a busy machine
_GRACE_SECONDS = 10  # the helper keeps the limit itself; this is for a helper that hangs


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use.

    `memory` and `answer` are bytes (of address space, of the JSON answer); `seconds` bounds wall
    time and processor time alike.
    """

    memory: int = 1 << 30
    seconds: int = 20
    answer: int = 64 << 20


class Trouble(StrEnum):
    """Why a file could not be read."""

    TIME = "time"
    MEMORY = "memory"
    SIZE = "size"
    DAMAGED = "damaged"
    HOSTILE = "hostile"
    CRASHED = "crashed"


_MESSAGES = {
    Trouble.TIME: Text("读取超时，已停止。", "Reading it took too long and was stopped."),
    Trouble.MEMORY: Text(
        "读取占用内存过多，已停止。", "Reading it took too much memory and was stopped."
    ),
    Trouble.SIZE: Text("内容过大，未读取。", "It is too large to be read."),
    Trouble.DAMAGED: Text(
        "文件已损坏或已加密，无法读取。", "It is damaged or encrypted and cannot be read."
    ),
    Trouble.HOSTILE: Text(
        "文件结构可疑，为安全起见未读取。", "Its structure is unsafe, so it was not read."
    ),
    Trouble.CRASHED: Text("读取程序意外中止。", "The reader stopped unexpectedly."),
}


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read: why, and for the log what the reader said (English).

    It counts as false, so that `if has_revision_record(path)` never takes it for a yes.
    """

    trouble: Trouble
    detail: str = ""

    def __bool__(self) -> bool:
        return False

    @property
    def message(self) -> Text:
        """The reason in words for people."""
        return _MESSAGES[self.trouble]


def read(job: str, path: Path, kind: str) -> object | Unread:
    """Run a reading job, `job(path, kind)`, in the process's own helper.

    Raises OSError here, where the caller knows the file, when it cannot be opened or is no file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe would wait for a writer
    with os.fdopen(descriptor) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
    return _helper.run(job, str(path.absolute()), kind)


class Helper:
    """The helper process: started on first use, started again when it was lost.

    One job runs at a time; other threads wait. `close` ends it; the next job starts it again.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, job: str, *arguments: str) -> object | Unread:
        """Run `job` ("module:function") on the arguments in a child; return its JSON value.

        Whatever the job raises comes back as `Unread`. RuntimeError: the helper cannot be started
        at all, which no file can cause.
        """
        request = json.dumps([job, *arguments]).encode() + b"\n"
        with self._lock:
            self._process = self._process or _start(self._limits)
            try:
                return _answer(self._process, request, self._limits)
            except (OSError, EOFError) as lost:
                self._end()
                return Unread(Trouble.CRASHED, f"the helper was lost: {lost!r}")

    def close(self) -> None:
        """End the helper process."""
        with self._lock:
            self._end()

    def forget(self) -> None:
        """Let go of the helper after a fork: it is the parent's, and so is its lock."""
        self._lock = threading.Lock()
        process, self._process = self._process, None
        if process is not None:
            process.returncode = 0  # not ours to wait for
            _close_pipes(process)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _kill(process)


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    """Start the helper with our import path, an empty environment and no working folder."""
    path = [entry or os.getcwd() for entry in sys.path]  # noqa: PTH109 - sys.path holds strings
    program = (
        f"import sys; sys.path[:] = {path!r}\n"
        f"from docvault.extract.helper import serve; serve({asdict(limits)!r})"
    )
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd="/",
        env={"LC_ALL": "C.UTF-8"},
        bufsize=0,
        start_new_session=True,  # Ctrl-C ends the caller, who ends the helper
    )
    try:
        _read(process, HEAD.size, time.monotonic() + _START_SECONDS)
    except (EOFError, TimeoutError) as lost:
        _kill(process)
        message = "the extraction helper does not start (its own message stands above)"
        raise RuntimeError(message) from lost
    return process


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()  # a child at work dies with it
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
    trouble, size = HEAD.unpack(_read(process, HEAD.size, deadline))
    body = _read(process, size, deadline)
    if trouble := trouble.rstrip(b"\0").decode():
        return Unread(Trouble(trouble), body.decode("utf-8", "replace"))
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return Unread(Trouble.CRASHED, "the answer is not JSON")
    return value


def _read(process: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
    assert process.stdout is not None  # noqa: S101 - for the type checker
    pipe = process.stdout.fileno()
    answer = bytearray()
    while len(answer) < size:
        if not has_data(pipe, deadline):
            raise TimeoutError
        part = os.read(pipe, min(size - len(answer), 1 << 20))
        if not part:
            raise EOFError
        answer += part
    return bytes(answer)


def has_data(descriptor: int, deadline: float) -> bool:
    """Wait until the descriptor can be read (or is at its end); False at the deadline.

    `deadline` is on the monotonic clock. Not select(2), which fails above descriptor 1023.
    """
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))


_helper = Helper()
atexit.register(_helper.close)
os.register_at_fork(after_in_child=_helper.forget)
