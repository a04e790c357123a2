"""Which files a process may see at all: Landlock (Linux 5.13 and later).

See landlock(7). Everything not named is closed: no reading, no writing, no making, no removing.
What is open already stays open.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same on every architecture
_VERSION_ASKED = 1
_BENEATH = 1

_EXECUTE, _WRITE, _READ, _LIST, _TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14
_ALL = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_ALL_NOW = (1 << 16) - 1  # since version 5
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE


def show_only(
    libc: ctypes.CDLL,
    *,
    readable: Iterable[str],
    executable: Iterable[str] = (),
    writable: Iterable[str] = (),
) -> bool:
    """Close all files and folders to this process but those named; True where it is done.

    A folder stands for all below it; what does not exist is passed over. `executable` may be
    read, too, and `writable` read, but nothing in there can be started. Needs
    PR_SET_NO_NEW_PRIVS.
    """
    version = libc.syscall(_CREATE, None, 0, _VERSION_ASKED)
    if version < 1:
        return False
    all_rights = _ALL.get(version, _ALL_NOW)
    rules = libc.syscall(_CREATE, struct.pack("=Q", all_rights), 8, 0)
    if rules < 0:
        return False
    for paths, rights in (
        (readable, _READ | _LIST),
        (executable, _READ | _LIST | _EXECUTE),
        (writable, all_rights & ~_EXECUTE),
    ):
        for path in paths:
            _open_up(libc, rules, path, rights)
    done = libc.syscall(_RESTRICT, rules, 0) == 0
    os.close(rules)
    return bool(done)


def _open_up(libc: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (OSError, ValueError):
        return
    if not stat.S_ISDIR(os.fstat(place).st_mode):
        rights &= _OF_FILES
    libc.syscall(_ADD, rules, _BENEATH, struct.pack("=Qi", rights, place), 0)
    os.close(place)
