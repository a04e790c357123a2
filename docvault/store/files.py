"""Files written all or nothing, durably, and never by way of a link.

How bytes from outside come in is in `staging.py`.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import platform
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from docvault.errors import (
    DiskFull,
    FileNotFound,
    NotAFile,
    StoreUnwritable,
)
from naming_rules.language import Text
from naming_rules.moving import is_real_folder

CHUNK = 1 << 20
_SYNCS_AT_A_TIME = 8
_ROOM = 8 << 10
_MACHINE = hashlib.sha256(platform.node().encode()).hexdigest()[:8]
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV, errno.EACCES}
_KINDS = (
    (stat.S_ISDIR, "directory"),
    (stat.S_ISLNK, "symlink"),
    (stat.S_ISFIFO, "fifo"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)


@contextlib.contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Turn an `OSError` on the vault's own files into the store error it means."""
    try:
        yield
    except OSError as exc:
        reason = exc.strerror or str(exc)
        if exc.errno in _FULL:
            raise DiskFull(path=path, reason=reason) from exc
        raise StoreUnwritable(path=path, reason=reason) from exc


@contextlib.contextmanager
def room_to_go_back(folder: Path) -> Iterator[Callable[[], None]]:
    """Hold some space of the disk that `folder` lies on; what is yielded gives it free.

    Taking back what was begun needs a block here and there, and a full disk is why it is taken
    back. Raises DiskFull when there is none to hold.
    """
    held = scratch_path(folder)
    with store_errors(folder):
        fd = os.open(held, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            write_all(fd, bytes(_ROOM))
        except OSError:
            held.unlink()
            raise
        finally:
            os.close(fd)
    give_free = partial(held.unlink, missing_ok=True)
    try:
        yield give_free
    finally:
        give_free()


def scratch_path(folder: Path) -> Path:
    """Return a free name in `folder` that tells which process of which machine made it."""
    return folder / f"{_MACHINE}-{os.getpid()}-{secrets.token_hex(12)}"


def clear_scratch(folder: Path) -> bool:
    """Remove what dead processes of this machine left in `folder`; tell if there was anything."""
    found = False
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            machine, _, rest = entry.name.partition("-")
            owner = rest.partition("-")[0]
            if machine == _MACHINE and owner.isdigit() and not is_alive(int(owner)):
                found = True
                with contextlib.suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        shutil.rmtree(entry.path)
                    else:
                        Path(entry.path).unlink()
    return found


def is_alive(process: int) -> bool:
    """Tell whether a process of this machine lives, whoever's it is."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_all(fd: int, data: bytes | memoryview) -> None:
    """Write every byte to `fd`; the kernel may take fewer at a time."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def ensure_file(path: Path) -> None:
    """Raise FileNotFound or NotAFile unless a regular file is there now."""
    if not os.path.lexists(path):
        raise FileNotFound(path=path)
    if kind := kind_of(path):
        raise NotAFile(path=path, kind=kind)


def kind_of(path: Path) -> str | None:
    """Return what `path` is ("directory", "symlink", …) when it is no regular file, else None."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None
    return None if stat.S_ISREG(mode) else kind_of_mode(mode)


def kind_of_mode(mode: int) -> str:
    """Return what a file of this mode is, in one of the words of `kind_of`."""
    return next((kind for test, kind in _KINDS if test(mode)), "unknown")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 (hex) of a file's bytes; a link is not followed. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(fd, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_files(paths: Iterable[Path]) -> None:
    """Make the bytes of many files durable: side by side, so that they share trips to the disk."""
    with ThreadPoolExecutor(_SYNCS_AT_A_TIME) as pool:
        for _ in pool.map(_sync_file, paths):
            pass


def _sync_file(path: Path) -> None:
    with store_errors(path):
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def ensure_no_link(root: Path, folder: Path) -> None:
    """Raise StoreUnwritable when a link or a file stands on the way from `root` to `folder`.

    Whoever may write to the share could otherwise lead DocVault, with its greater rights, to
    write and remove files anywhere.
    """
    if not is_real_folder(root, folder.relative_to(root).as_posix(), or_missing=True):
        reason = Text(
            "途中有链接，或不是文件夹", "a link, or something that is no folder, is on the way"
        )
        raise StoreUnwritable(path=folder, reason=reason)


def make_folder(folder: Path) -> None:
    """Make `folder` and its parents, each durable in the one above it."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
    sync_folder(folder.parent)


def write_atomically(
    path: Path, data: bytes, *, mode: int = 0o644, scratch: Path | None = None
) -> None:
    """Put `data` at `path` so that readers and crashes see the old file or the new one whole.

    `scratch` is a folder on the same file system from which the work of the dead is cleared;
    without one, a killed writer leaves a hidden file beside `path`.
    """
    temporary = (
        scratch_path(scratch) if scratch else path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    )
    with store_errors(path):
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            try:
                write_all(fd, data)
                os.fsync(fd)
            finally:
                os.close(fd)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def place(staged: Path, target: Path) -> bool:
    """Move a staged file to `target` unless something is there; tell whether it was moved.

    Link and unlink never replace a file that appeared a moment ago; where the file system has
    no links, the check comes before the rename.
    """
    with store_errors(target):
        make_folder(target.parent)
        try:
            os.link(staged, target, follow_symlinks=False)
        except FileExistsError:
            return False
        except OSError as exc:
            if exc.errno not in _NO_LINKS:
                raise
            if os.path.lexists(target):
                return False
            staged.rename(target)
            return True
        staged.unlink()
        return True
