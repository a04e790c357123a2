"""Everything that enters a vault is first written to a folder of its own, on the same file system.

It is hashed on the way and fsynced; from there it only ever moves. It comes from a file (`stage`)
or piece by piece (`Stager`). A source is opened without following links and without waiting (a
FIFO would block for ever), and must still be the same when the last byte has been read.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docvault.errors import (
    FileChanging,
    FileNotFound,
    FileTooLarge,
    NotAFile,
    UnreadableFile,
)
from docvault.store.files import (
    CHUNK,
    kind_of,
    kind_of_mode,
    scratch_path,
    store_errors,
    write_all,
)


@dataclass(frozen=True, slots=True)
class Staged:
    """A file written to the staging folder: its bytes are on disk and will not change."""

    path: Path
    sha256: str
    blob: str
    """The id git gives these bytes: what git says it stored must be equal."""
    size: int
    mtime_ns: int

    def discard(self) -> None:
        """Remove the copy, if it was not moved to its place."""
        self.path.unlink(missing_ok=True)


class Digest:
    """The SHA-256 of bytes that come one after another, and the id git gives them.

    Git hashes the size first; where it is not known before, the bytes are read once more.
    """

    def __init__(self, size: int | None) -> None:
        """Expect `size` bytes, or as many as will come."""
        self.done = 0
        """How many bytes have been taken in."""
        self._sha256 = hashlib.sha256()
        self._blob = None if size is None else _blob_of(size)

    def update(self, data: bytes | memoryview) -> None:
        """Take in the bytes that come next."""
        self._sha256.update(data)
        if self._blob is not None:
            self._blob.update(data)
        self.done += len(data)

    def catch_up(self, fd: int, upto: int) -> None:
        """Take in what a file has beyond what was taken in, up to an offset. Raises OSError."""
        while self.done < upto:
            data = os.pread(fd, min(CHUNK, upto - self.done), self.done)
            if not data:
                return
            self.update(data)

    def result(self, path: Path) -> tuple[str, str]:
        """Return SHA-256 and git's id of the bytes, all of which lie at `path`."""
        blob = self._blob
        if blob is None:
            blob = _blob_of(self.done)
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    blob.update(chunk)
        return self._sha256.hexdigest(), blob.hexdigest()


def _blob_of(size: int) -> hashlib._Hash:
    return hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)


class Stager:
    """A file that arrives piece by piece; leave by `finish` or by `discard`.

    `limit` is the largest size taken, in bytes; `named` is what errors call the file. Raises
    DiskFull or StoreUnwritable.
    """

    def __init__(
        self, staging: Path, *, named: Path, limit: int | None = None, size: int | None = None
    ) -> None:
        """Begin an empty file in the folder `staging`; `size` says how long it will be."""
        self._named, self._limit = named, limit
        self._digest = Digest(size)
        with store_errors(staging):
            staging.mkdir(mode=0o700, exist_ok=True)
            self.path = scratch_path(staging)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            self._fd = os.open(self.path, flags, 0o644)

    @property
    def size(self) -> int:
        """How many bytes were written."""
        return self._digest.done

    def write(self, data: bytes | memoryview) -> None:
        """Write the bytes that come next. Raises FileTooLarge, DiskFull, StoreUnwritable."""
        size = self.size + len(data)
        if self._limit is not None and size > self._limit:
            raise FileTooLarge(path=self._named, size=size, limit=self._limit)
        self._digest.update(data)
        with store_errors(self.path):
            write_all(self._fd, data)

    def finish(self, *, mtime_ns: int | None = None, synced: bool = True) -> Staged:
        """Make the file durable, with this modification time, and return it."""
        with store_errors(self.path):
            if mtime_ns is not None:
                os.utime(self._fd, ns=(mtime_ns, mtime_ns))
            if synced:
                os.fsync(self._fd)
            mtime_ns = os.fstat(self._fd).st_mtime_ns
            sha256, blob = self._digest.result(self.path)
            os.close(self._fd)
            self._fd = -1
        return Staged(self.path, sha256, blob, self.size, mtime_ns)

    def discard(self) -> None:
        """Give the file up."""
        with contextlib.suppress(OSError):
            os.close(self._fd)
        self.path.unlink(missing_ok=True)


def stage(source: Path, staging: Path, *, limit: int | None = None, synced: bool = True) -> Staged:
    """Copy `source` into the folder `staging`, hash it, and sync it to disk.

    `limit` is the largest size taken, in bytes. The copy keeps the source's modification time.
    Who stages many at once takes them not `synced` and calls `sync_files` for all of them.
    Raises FileNotFound, NotAFile, UnreadableFile, FileTooLarge, FileChanging (written to
    meanwhile), DiskFull or StoreUnwritable; then nothing is left behind.
    """
    with contextlib.closing(_Source(source, limit)) as opened:
        stager = Stager(staging, named=source, size=opened.size)
        try:
            for chunk in opened.chunks():
                stager.write(chunk)
            opened.ensure_unchanged(stager.size)
            return stager.finish(mtime_ns=opened.mtime_ns, synced=synced)
        except BaseException:
            stager.discard()
            raise


class _Source:
    """A file from outside, opened once and never trusted to stand still."""

    def __init__(self, path: Path, limit: int | None) -> None:
        self.path = path
        self.limit = limit
        try:
            self.fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError as exc:
            raise FileNotFound(path=path) from exc
        except OSError as exc:
            if exc.errno in {errno.ELOOP, errno.ENXIO}:
                raise NotAFile(path=path, kind=kind_of(path) or "unknown") from exc
            raise UnreadableFile(path=path, reason=exc.strerror or str(exc)) from exc
        self.before = os.fstat(self.fd)
        try:
            self._refuse_what_is_no_document()
        except BaseException:
            self.close()
            raise

    def _refuse_what_is_no_document(self) -> None:
        if not stat.S_ISREG(self.before.st_mode):
            raise NotAFile(path=self.path, kind=kind_of_mode(self.before.st_mode))
        if self.limit is not None and self.before.st_size > self.limit:
            raise FileTooLarge(path=self.path, size=self.before.st_size, limit=self.limit)

    @property
    def mtime_ns(self) -> int:
        return self.before.st_mtime_ns

    @property
    def size(self) -> int:
        return self.before.st_size

    def chunks(self) -> Iterator[bytes]:
        """Yield all bytes, a piece at a time."""
        try:
            while chunk := os.read(self.fd, CHUNK):
                yield chunk
        except OSError as exc:
            raise UnreadableFile(path=self.path, reason=exc.strerror or str(exc)) from exc

    def ensure_unchanged(self, copied: int) -> None:
        """Raise FileChanging when the file is not what it was, or more or less was read."""
        after = os.fstat(self.fd)
        if not copied == after.st_size == self.size or after.st_mtime_ns != self.mtime_ns:
            raise FileChanging(path=self.path)

    def close(self) -> None:
        os.close(self.fd)
