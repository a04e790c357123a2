"""Take a process's rights away before it touches a foreign file.

Everywhere: limits on memory, processor time, written files and open files. On Linux (x86-64 and
ARM64) the kernel also refuses it the network, new processes and other programs, by a seccomp
filter; elsewhere the limits stand alone (`confine` says which).
"""

from __future__ import annotations

import ctypes
import errno
import platform
import resource
import signal
import struct
import sys

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_FILTER_MODE = 2
_CLONE_THREAD = 0x10000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data

# Per machine: the architecture's audit number, the calls refused, clone, clone3. io_uring is
# refused because it opens sockets without the call `socket`.
_X32 = 0x40000000
_MACHINES = {
    "x86_64": (
        0xC000003E,
        # socket, fork, vfork, execve, ptrace, execveat, io_uring_setup
        (41, 57, 58, 59, 101, 322, 425),
        56,
        435,
    ),
    "aarch64": (0xC00000B7, (198, 117, 221, 281, 425), 220, 435),
}


def confine(*, memory: int, seconds: int) -> bool:
    """Limit this process for good; there is no way back.

    `memory` is bytes of address space, `seconds` processor time. Returns True where the kernel
    refuses network and new processes too. Call it in a process with one thread.
    """
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, seconds, seconds + 1)  # first a signal that says why
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, 64)
    _limit(resource.RLIMIT_CORE, 0)
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    return _refuse_calls(libc)


def _limit(which: int, soft: int, hard: int | None = None) -> None:
    """Lower one limit; a hard limit that is lower already stays."""
    hard = soft if hard is None else hard
    before = resource.getrlimit(which)[1]
    if before != resource.RLIM_INFINITY:
        soft, hard = min(soft, before), min(hard, before)
    resource.setrlimit(which, (soft, hard))


def _refuse_calls(libc: ctypes.CDLL) -> bool:
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    program = _filter(*machine)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(
        struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    )
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, header, 0, 0) == 0)


def _filter(architecture: int, refused: tuple[int, ...], clone: int, clone3: int) -> bytes:
    """Return the filter program: see seccomp(2); one instruction is `code, jt, jf, k`."""
    no = _ERRNO | errno.EPERM
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),  # the x32 doubles of the same calls
        (_RETURN, 0, 0, no),
    ]
    for number in refused:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, no)]
    steps += [
        # clone3 hides its flags behind a pointer; "not known" makes libc fall back to clone.
        (_EQUAL, 0, 1, clone3),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
        (_EQUAL, 0, 3, clone),  # a thread may start, a process may not
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_ANY_BIT, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, no),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
