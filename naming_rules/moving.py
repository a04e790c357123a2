"""Moving one file without ever overwriting another."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from pathlib import Path
from typing import Final

_AT_FDCWD: Final = -100
_RENAME_NOREPLACE: Final = 1
_NOT_KNOWN_HERE: Final = frozenset((errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP))


def move(source: Path, target: Path) -> None:
    """Rename `source` to `target` in one step; both are files on one file system.

    Raises FileExistsError when anything is at `target`, else the OSError of the system. Where
    the file system has no rename that refuses to overwrite (NFS), the new name is linked first
    and the old one removed after it: killed in between, the file has both names and is whole.
    """
    if sys.platform == "win32":
        source.rename(target)  # there it never overwrites
    elif not _renamed(source, target):
        link_and_unlink(source, target)


def link_and_unlink(source: Path, target: Path) -> None:
    """Give the file its new name, then take the old one away. Raises as `move`."""
    os.link(source, target, follow_symlinks=False)
    source.unlink()


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable; where folders cannot be synced (Windows), do nothing."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_real_folder(root: Path, folder: str, *, or_missing: bool = False) -> bool:
    """Whether `folder` (relative to `root`, `/`-joined) is one, reached through no link.

    With `or_missing`, also when it is not there but could be made.
    """
    path = root
    for part in folder.split("/") if folder else ():
        path /= part
        try:
            if not stat.S_ISDIR(path.lstat().st_mode):
                return False
        except FileNotFoundError:
            return or_missing
    return True


def _renamed(source: Path, target: Path) -> bool:
    """Return whether renameat2 (Linux) did it; False when it is not to be had here."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    names = (os.fsencode(source), os.fsencode(target))
    if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_NOREPLACE) == 0:
        return True
    error = ctypes.get_errno()
    if error in _NOT_KNOWN_HERE:
        return False
    raise OSError(error, os.strerror(error), str(source), None, str(target))
