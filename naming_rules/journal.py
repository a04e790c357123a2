"""The journals of rename runs: what was to be moved, written down before anything moves.

A journal's file name says how far its run came: `journal-ID.json` has begun,
`journal-ID.done.json` is complete, `journal-ID.undone.json` has been taken back. The marks are
set by renaming the file, so each is there wholly or not at all.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from naming_rules.errors import FixBusy, JournalDamaged
from naming_rules.moving import sync_folder

FOLDER: Final = ".naming-rules"


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a file from another wherever it has been moved; times in nanoseconds."""

    device: int
    inode: int
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path) -> Identity | None:
        """Return the identity of a regular file, None when there is none at `path`."""
        try:
            found = path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        if not stat.S_ISREG(found.st_mode):
            return None
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)

    def is_file(self, other: Identity) -> bool:
        """Whether both are one file: some file systems give no inode numbers, shown as 0."""
        return bool(self.inode) and (self.device, self.inode) == (other.device, other.inode)

    def looks_like(self, other: Identity) -> bool:
        """Whether size and time agree: what is left where inode numbers do not last."""
        return (self.size, self.mtime_ns) == (other.size, other.mtime_ns)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a run; paths are relative to the root, `/`-joined."""

    source: str
    target: str
    temporary: str
    identity: Identity


@dataclass(frozen=True, slots=True)
class Journal:
    """One run: its files, and the folders that had to be made for them (outer ones first)."""

    id: str
    entries: tuple[Entry, ...]
    folders: tuple[str, ...]


def new_id() -> str:
    """Return an id that sorts by time."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")


class Journals:
    """The folder the journals of one root lie in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextlib.contextmanager
    def locked(self, root: Path) -> Iterator[None]:
        """Hold the folder alone; the lock of a process that died is free. Raises FixBusy."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "lock").open("a", encoding="ascii") as file:
            if not _lock(file.fileno()):
                raise FixBusy(root=root)
            yield

    def begin(self, journal: Journal) -> Path:
        """Write a journal so that it outlives a power cut; return its path."""
        path = self.folder / f"journal-{journal.id}.json"
        draft = path.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(journal), file, ensure_ascii=True, indent=0)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        sync_folder(self.folder)
        sync_folder(self.folder.parent)
        return path

    def mark(self, path: Path, state: str) -> Path:
        """Say that the run of the journal at `path` is `done` or `undone`."""
        marked = path.with_name(f"{path.name.split('.')[0]}.{state}.json")
        path.rename(marked)
        sync_folder(self.folder)
        return marked

    def unfinished(self) -> Path | None:
        """Return the journal of a run that was stopped half-way."""
        return next((path for path in self._all() if path.name.count(".") == 1), None)

    def latest(self) -> Path | None:
        """Return the newest journal that has not been taken back."""
        return next((p for p in self._all() if not p.name.endswith(".undone.json")), None)

    def _all(self) -> list[Path]:
        return sorted(self.folder.glob("journal-*.json"), reverse=True)


def read(path: Path) -> Journal:
    """Return the journal at `path`.

    Raises JournalDamaged: also when it would lead out of its root, for who can write into a
    shared folder could otherwise have any file of whoever undoes moved.
    """
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        entries = tuple(_entry(**entry) for entry in data["entries"])
        folders = tuple(inside(folder) for folder in data["folders"])
        return Journal(str(data["id"]), entries, folders)
    except (OSError, ValueError, TypeError, KeyError) as exc:
        raise JournalDamaged(journal=path, reason=f"{type(exc).__name__}: {exc}") from exc


def _entry(source: str, target: str, temporary: str, identity: dict[str, int]) -> Entry:
    return Entry(inside(source), inside(target), inside(temporary), Identity(**identity))


def inside(path: str) -> str:
    """Return `path` if it is relative and stays under its root; raises ValueError."""
    parts = PurePosixPath(path).parts
    if not parts or parts[0] == "/" or ".." in parts or "\\" in path or "\0" in path:
        raise ValueError(path)
    return path


def _lock(descriptor: int) -> bool:
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where runs are not kept apart
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
