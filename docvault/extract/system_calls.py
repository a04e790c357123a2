"""The kernel's own refusals (Linux, x86-64 and ARM64): a seccomp filter over system calls.

See seccomp(2). A filter holds for a process, all its threads and whatever it starts; there is no
way back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from dataclasses import dataclass

_PR_SET_SECCOMP, _FILTER_MODE = 22, 2
_CLONE_THREAD = 0x10000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_X32 = 0x40000000
_NO = _ERRNO | errno.EPERM
_DONE = _ERRNO | 0  # nothing happens, and the caller is told that it did

_Step = tuple[int, int, int, int]  # code, jump if true, jump if false, value


@dataclass(frozen=True, slots=True)
class _Machine:
    """The numbers of one architecture."""

    architecture: int
    refused: tuple[int, ...]
    start: tuple[int, ...]  # execve, execveat
    socket: int
    pretended: tuple[int, ...]  # bind, listen
    connect: int
    tgkill: int
    clone: int
    clone3: int


# Refused: other processes (fork, vfork, ptrace, process_vm_readv and _writev), signals to them
# (kill, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal), leaving the process group
# that is killed in the end (setpgid, setsid), and io_uring_setup, which opens sockets without the
# call `socket`.
_MACHINES = {
    "x86_64": _Machine(
        architecture=0xC000003E,
        refused=(57, 58, 101, 310, 311, 62, 200, 129, 297, 424, 109, 112, 425),
        start=(59, 322),
        socket=41,
        pretended=(49, 50),
        connect=42,
        tgkill=234,
        clone=56,
        clone3=435,
    ),
    "aarch64": _Machine(
        architecture=0xC00000B7,
        refused=(117, 270, 271, 129, 130, 138, 240, 424, 154, 157, 425),
        start=(221, 281),
        socket=198,
        pretended=(200, 201),
        connect=203,
        tgkill=131,
        clone=220,
        clone3=435,
    ),
}


def refuse_calls(libc: ctypes.CDLL, *, may_start: bool) -> bool:
    """Refuse this process network, new processes and power over others; True where it is done.

    `may_start`: it is about to become another program, which may have Unix sockets that lead
    nowhere (LibreOffice does not start without). Needs PR_SET_NO_NEW_PRIVS.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    steps = [*_beginning(machine), *_refusals(machine, may_start), *_ending(machine)]
    program = b"".join(struct.pack("=HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(buffer)))
    return bool(libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, header, 0, 0) == 0)


def _beginning(machine: _Machine) -> list[_Step]:
    return [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, machine.architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),  # the x32 doubles of the same calls
        (_RETURN, 0, 0, _NO),
    ]


def _refusals(machine: _Machine, may_start: bool) -> list[_Step]:
    answers = dict.fromkeys(machine.refused, _NO)
    if may_start:
        answers |= dict.fromkeys(machine.pretended, _DONE)
        answers[machine.connect] = _ERRNO | errno.ECONNREFUSED
    else:
        answers |= dict.fromkeys((*machine.start, machine.socket), _NO)
    steps = [
        step
        for number, answer in answers.items()
        for step in ((_EQUAL, 0, 1, number), (_RETURN, 0, 0, answer))
    ]
    if may_start:
        steps += _only_with(machine.socket, 1)  # AF_UNIX
    return steps


def _only_with(number: int, first_argument: int) -> list[_Step]:
    return [
        (_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 1, 0, first_argument),
        (_RETURN, 0, 0, _NO),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _ending(machine: _Machine) -> list[_Step]:
    return [
        # clone3 hides its flags behind a pointer; "not known" makes libc fall back to clone.
        (_EQUAL, 0, 1, machine.clone3),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
        *_only_with(machine.tgkill, os.getpid()),  # how a program aborts itself
        (_EQUAL, 0, 3, machine.clone),  # a thread may start, a process may not
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_ANY_BIT, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, _NO),
        (_RETURN, 0, 0, _ALLOW),
    ]
