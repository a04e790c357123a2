"""Where made previews lie: on disk, or for sealed documents in memory alone.

On disk they lie in `.docvault/previews`, each named for the bytes it shows. Together they may take
as much as the settings say (`limits.previews`); beyond that, those go that were not looked at for
the longest time.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from docvault.errors import StoreError
from docvault.store.files import scratch_path, store_errors

_FORMAT = "1"
"""Raised when previews look otherwise than before: then all are made again."""
_STALE_SECONDS = 3600  # how exactly it is known when a file was last looked at
_LOW = 0.8  # of the bound: to there it is cleared
_PORTION = 16  # it is looked over after each 16th part of the bound
_MEMORY = 64 << 20


@dataclass(frozen=True, slots=True)
class Key:
    """What a preview shows: bytes, read as a kind of file; and which part of it this is."""

    sha256: str
    kind: str
    part: str
    """A word of ours: it becomes part of a file name."""


class Shelf(Protocol):
    """Somewhere to keep previews for a while. What is not there is made again."""

    def get(self, key: Key) -> bytes | None:
        """Return what was put there, None where it is not or no longer there."""

    def put(self, key: Key, data: bytes) -> None:
        """Keep it, as long as there is room. Never fails for lack of it."""

    def file(self, key: Key) -> AbstractContextManager[Path | None]:
        """Give it as a file, for as long as needed; None where it is not there."""


class DiskShelf:
    """A folder of them, for all processes of a vault."""

    def __init__(self, folder: Path, scratch: Path, most: int) -> None:
        """`scratch`: for what is not finished, cleared elsewhere; `most`: bytes of all together."""
        self._folder, self._scratch, self._most = folder, scratch, most
        self._unseen = most  # bytes written since it was last looked over
        self._lock = threading.Lock()

    def get(self, key: Key) -> bytes | None:
        """Return what was put there; on disk also by another process."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            data = path.read_bytes()
            _note_look(path)
            return data
        return None

    def put(self, key: Key, data: bytes) -> None:
        """Keep it; what has lain for longest makes room."""
        path = self._path(key)
        draft = scratch_path(self._scratch)
        with contextlib.suppress(StoreError), store_errors(path):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                draft.write_bytes(data)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
        self._count(len(data))

    def _count(self, written: int) -> None:
        with self._lock:
            self._unseen += written
            due = self._unseen > self._most // _PORTION
            self._unseen = 0 if due else self._unseen
        if due:
            self._clear()

    @contextlib.contextmanager
    def file(self, key: Key) -> Iterator[Path | None]:
        """Give it as a file."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            _note_look(path)
        yield path if path.is_file() else None

    def adopt(self, key: Key, file: Path) -> None:
        """Keep a file under a second name; nothing where the disk cannot do that."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.hardlink_to(file)
            self._count(file.stat().st_size)

    def forget(self, sha256: str) -> None:
        """Remove all that shows these bytes."""
        with contextlib.suppress(OSError):
            for entry in list(os.scandir(self._path(Key(sha256, "", "")).parent)):
                if entry.name.startswith(sha256):
                    Path(entry.path).unlink(missing_ok=True)

    def _path(self, key: Key) -> Path:
        return self._folder / _FORMAT / key.sha256[:2] / f"{key.sha256}{key.kind}-{key.part}"

    def _clear(self) -> None:
        """Remove what another release made, then what was not looked at for the longest time."""
        with contextlib.suppress(OSError):
            for entry in list(os.scandir(self._folder)):
                if entry.name != _FORMAT and entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
        kept = sorted(_files(self._folder / _FORMAT))
        size = sum(each for _, each, _ in kept)
        if size <= self._most:
            return
        for _, each, path in kept:
            Path(path).unlink(missing_ok=True)
            size -= each
            if size <= self._most * _LOW:
                return


def _note_look(path: Path) -> None:
    if time.time() - path.stat().st_mtime > _STALE_SECONDS:
        os.utime(path)


def _files(folder: Path) -> Iterator[tuple[float, int, str]]:
    """Yield time, size and path of each file two levels down."""
    with contextlib.suppress(OSError):
        for below in list(os.scandir(folder)):
            for entry in list(os.scandir(below.path)):
                with contextlib.suppress(FileNotFoundError):
                    facts = entry.stat(follow_symlinks=False)
                    yield facts.st_mtime, facts.st_size, entry.path


class MemoryShelf:
    """In this process only, for a while; nothing of it ever reaches a disk but for a reader."""

    def __init__(self, scratch: Path, *, most: int = _MEMORY, seconds: float = 600) -> None:
        """`scratch`: where a reader gets it as a file; `seconds`: how long it is kept."""
        self._scratch, self._most, self._seconds = scratch, most, seconds
        self._kept: OrderedDict[Key, tuple[float, bytes]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> bytes | None:
        """Return what was put there; on disk also by another process."""
        with self._lock:
            until, data = self._kept.get(key, (0.0, b""))
            if until < time.monotonic():
                return None
            self._kept.move_to_end(key)
            return data

    def put(self, key: Key, data: bytes) -> None:
        """Keep it; what has lain for longest makes room."""
        with self._lock:
            self._drop(key)
            if len(data) <= self._most:
                self._kept[key] = (time.monotonic() + self._seconds, data)
                self._size += len(data)
            while self._size > self._most:
                self._drop(next(iter(self._kept)))

    @contextlib.contextmanager
    def file(self, key: Key) -> Iterator[Path | None]:
        """Give it as a file."""
        data = self.get(key)
        if data is None:
            yield None
            return
        copy = scratch_path(self._scratch)
        with store_errors(copy):
            copy.touch(mode=0o600)
            copy.write_bytes(data)
        try:
            yield copy
        finally:
            copy.unlink(missing_ok=True)

    def _drop(self, key: Key) -> None:
        _, data = self._kept.pop(key, (0.0, b""))
        self._size -= len(data)


@cache
def disk_shelf(folder: Path, scratch: Path, most: int) -> DiskShelf:
    """Return this process's view of a folder of previews."""
    return DiskShelf(folder, scratch, most)


@cache
def memory_shelf(scratch: Path) -> MemoryShelf:
    """Return what this process remembers for a vault."""
    return MemoryShelf(scratch)
