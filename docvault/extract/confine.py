"""Take a process's rights away before it touches a foreign file.

Everywhere: limits on memory, processor time, written files and open files. On Linux the kernel also
refuses it the network, new processes and signals to others (`system_calls`), and closes all files
but the document and what programs are made of (`landlock`); elsewhere the limits stand alone.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys

from docvault.extract.landlock import show_only
from docvault.extract.system_calls import refuse_calls

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CAPABILITIES_VERSION = 0x20080522
_READ_ANY_FILE = 1 << 2  # CAP_DAC_READ_SEARCH

# What programs are made of: libraries, fonts, the tables that libc reads; no one's documents.
_SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/libreoffice",
    "/etc/localtime",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/dev/random",
    "/dev/urandom",
)
_WRITABLE_DEVICES = ("/dev/null",)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, also if it has ended already.

    Only Linux does; elsewhere the limits on time end it.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it was gone before the kernel was asked
        os._exit(1)


def confine(*, memory: int, seconds: int, readable: list[str]) -> bool:
    """Limit this process, a reader, for good; there is no way back.

    `memory` is bytes of address space, `seconds` processor time, `readable` the files and folders
    that it may read besides the system's and Python's own. Returns True where the kernel refuses
    network and new processes too. Call it in a process with one thread.
    """
    _limit_all(memory=memory, seconds=seconds, files=64, written=0)
    libc = _resigned()
    if libc is None:
        return False
    python = (sys.prefix, sys.base_prefix)
    show_only(libc, readable=(*_SYSTEM, *python, *readable), writable=_WRITABLE_DEVICES)
    return refuse_calls(libc, may_start=False)


def confine_program(
    *, memory: int, seconds: int, written: int, home: str, source: str, room: str
) -> bool:
    """Limit this process, which is about to become a foreign program; no way back.

    As `confine`, but it may write files of up to `written` bytes each into the folder `room`, and
    start what is installed in the system's places or in `home`.
    """
    _limit_all(memory=memory, seconds=seconds, files=256, written=written)
    libc = _resigned()
    if libc is None:
        return False
    show_only(
        libc,
        readable=[source],
        executable=(*_SYSTEM, home),
        writable=(room, *_WRITABLE_DEVICES),
    )
    return refuse_calls(libc, may_start=True)


def _limit_all(*, memory: int, seconds: int, files: int, written: int) -> None:
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, seconds, seconds + 1)  # first a signal that says why
    _limit(resource.RLIMIT_FSIZE, written)
    _limit(resource.RLIMIT_NOFILE, files)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(which: int, soft: int, hard: int | None = None) -> None:
    """Lower one limit; a hard limit that is lower already stays."""
    hard = soft if hard is None else hard
    before = resource.getrlimit(which)[1]
    if before != resource.RLIM_INFINITY:
        soft, hard = min(soft, before), min(hard, before)
    resource.setrlimit(which, (soft, hard))


def _resigned() -> ctypes.CDLL | None:
    """Give up all privileges for good; None beyond Linux.

    Of root's powers one stays: to read a document that belongs to another user.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    held = struct.pack("=II", _CAPABILITIES_VERSION, 0), ctypes.create_string_buffer(24)
    if libc.capget(*held) == 0:
        effective, permitted = struct.unpack_from("=II", held[1])
        kept = (effective & _READ_ANY_FILE, permitted & _READ_ANY_FILE)
        libc.capset(held[0], struct.pack("=6I", *kept, 0, 0, 0, 0))
    return libc
