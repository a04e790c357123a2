"""Watch every system call by which a process and all it starts change the disk; stop them at one.

Linux only: a small tracer on ptrace(2), which needs no program installed and, unlike a signal
sent from outside, stops everything at exactly the call wanted. `strace` counts calls for each
process by itself; here the calls of Python and of its git processes are one sequence.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import platform
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_TRACEME, _SYSCALL, _SETOPTIONS, _GET_SYSCALL_INFO = 0, 24, 0x4200, 0x420E
# TRACESYSGOOD, TRACEFORK, TRACEVFORK, TRACECLONE, TRACEEXEC, EXITKILL
_OPTIONS = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x100000
_SYSCALL_STOP = signal.SIGTRAP | 0x80
_ENTRY = 1
_WALL = 0x40000000
_AT_FDCWD = (1 << 32) - 100
_CREATES = os.O_CREAT | os.O_TRUNC

# name -> (number on x86_64, on aarch64; None: not there), and where its paths are:
# "f": a descriptor, "p": a path, "d": a folder's descriptor followed by a path.
_TABLE: dict[str, tuple[int | None, int | None, str]] = {
    "write": (1, 64, "f"),
    "pwrite64": (18, 68, "f"),
    "writev": (20, 66, "f"),
    "ftruncate": (77, 46, "f"),
    "fallocate": (285, 47, "f"),
    "fsync": (74, 82, "f"),
    "fdatasync": (75, 83, "f"),
    "fchmod": (91, 52, "f"),
    "open": (2, None, "p"),
    "creat": (85, None, "p"),
    "truncate": (76, 45, "p"),
    "rename": (82, None, "pp"),
    "link": (86, None, "pp"),
    "unlink": (87, None, "p"),
    "mkdir": (83, None, "p"),
    "rmdir": (84, None, "p"),
    "chmod": (90, None, "p"),
    "openat": (257, 56, "d"),
    "renameat": (264, 38, "dd"),
    "renameat2": (316, 276, "dd"),
    "linkat": (265, 37, "dd"),
    "unlinkat": (263, 35, "d"),
    "mkdirat": (258, 34, "d"),
    "fchmodat": (268, 53, "d"),
    "utimensat": (280, 88, "d"),
}
_COLUMN = {"x86_64": 0, "aarch64": 1}.get(platform.machine())
_CALLS = (
    {}
    if _COLUMN is None
    else {row[_COLUMN]: (name, row[2]) for name, row in _TABLE.items() if row[_COLUMN] is not None}
)
_LIBC = ctypes.CDLL(None, use_errno=True)
_PAGE = mmap.PAGESIZE


@dataclass(frozen=True, slots=True)
class Call:
    """One call about to be made. `paths` are absolute: one, or two for links and renames.

    An `open` is one that may make or empty a file; those that only read are not told.
    """

    name: str
    paths: tuple[str, ...]

    @property
    def path(self) -> str:
        return self.paths[-1]


class _Info(ctypes.Structure):
    """`struct ptrace_syscall_info`, at an entry."""

    _fields_ = (
        ("op", ctypes.c_uint8),
        ("arch", ctypes.c_uint32),
        ("instruction_pointer", ctypes.c_uint64),
        ("stack_pointer", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
    )


def possible_here() -> bool:
    """Tell whether this machine lets a process be traced, without forking this one."""
    if not sys.platform.startswith("linux") or _COLUMN is None:
        return False
    tried = subprocess.run([sys.executable, __file__], check=False, capture_output=True)
    return tried.returncode == 0


def run(work: Callable[[], object], stop_at: Callable[[Call], bool]) -> int | None:
    """Run `work` in a forked child; return its exit status, None if it was killed.

    `stop_at(call)` is told of every call that changes the disk, by the child and by all its
    children, just before it happens. When it says True, all of them are killed there.
    """
    main = _fork(work)
    traced = {main}
    result: int | None = None
    while traced:
        pid, status = os.waitpid(-1, _WALL)
        if not os.WIFSTOPPED(status):
            traced.discard(pid)
            if pid == main and os.WIFEXITED(status):
                result = os.WEXITSTATUS(status)
            continue
        traced.add(pid)
        if os.WSTOPSIG(status) == _SYSCALL_STOP:
            call = _entered(pid)
            if call and stop_at(call):
                _kill(traced)
                return None
        _resume(pid, _passed_on(status))
    return result


def _fork(work: Callable[[], object]) -> int:
    """Start the child, stopped and traced."""
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        _ptrace(_SETOPTIONS, pid, 0, _OPTIONS)
        _ptrace(_SYSCALL, pid, 0, 0)
        return pid
    status = 1
    try:
        _ptrace(_TRACEME, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        work()
        status = 0
    finally:
        if status:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(status)


def _ptrace(request: int, pid: int, address: int, data: object) -> None:
    if _LIBC.ptrace(request, pid, ctypes.c_void_p(address), data) < 0:
        raise OSError(ctypes.get_errno(), f"ptrace {request:#x}")


def _passed_on(status: int) -> int:
    """Return the signal the tracee is to get: none of those that tracing itself makes."""
    stopped_by = os.WSTOPSIG(status)
    return 0 if stopped_by in {_SYSCALL_STOP, signal.SIGTRAP, signal.SIGSTOP} else stopped_by


def _resume(pid: int, passed_on: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        _ptrace(_SYSCALL, pid, 0, ctypes.c_void_p(passed_on))


def _kill(traced: set[int]) -> None:
    for pid in traced:
        _end(pid)
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, _WALL)
            if os.WIFSTOPPED(status):
                _end(pid)  # a child of theirs, born a moment ago


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _entered(pid: int) -> Call | None:
    """Return the call that `pid` is about to make, None if it is none of ours or it returns."""
    info = _Info()
    try:
        _ptrace(_GET_SYSCALL_INFO, pid, ctypes.sizeof(info), ctypes.byref(info))
    except ProcessLookupError:
        return None
    if info.op != _ENTRY or info.number not in _CALLS:
        return None
    name, takes = _CALLS[info.number]
    paths = tuple(_paths(pid, takes, [*info.arguments]))
    flags = info.arguments[len(takes.replace("d", "fp"))]
    if name in {"open", "openat"} and not flags & _CREATES:
        return None
    # Else it is a pipe or a socket.
    return Call(name, paths) if paths[-1].startswith("/") else None


def _paths(pid: int, takes: str, arguments: list[int]) -> Iterator[str]:
    left = iter(arguments)
    for kind in takes:
        base = "cwd" if kind == "p" else _descriptor(next(left))
        path = "" if kind == "f" else _text(pid, next(left))
        with contextlib.suppress(FileNotFoundError):
            folder = Path(f"/proc/{pid}/{base}").readlink()
            yield os.path.normpath(folder / path)
            continue
        yield ""


def _descriptor(value: int) -> str:
    return "cwd" if value & 0xFFFFFFFF == _AT_FDCWD else f"fd/{value & 0xFFFFFFFF}"


def _text(pid: int, address: int) -> str:
    """Read a string from the memory of `pid`."""
    if not address:
        return ""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        data = memory.read(_PAGE - address % _PAGE)
        if b"\0" not in data:
            data += memory.read(_PAGE)
    return os.fsdecode(data.partition(b"\0")[0])


if __name__ == "__main__":
    sys.exit(run(lambda: None, lambda _: False))
