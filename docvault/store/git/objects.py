"""New objects on their way into git: through `git hash-object` processes that stay open."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from git.cmd import Git

from docvault.errors import StoreCorrupt
from docvault.store.files import scratch_path, store_errors, sync_folder
from docvault.store.git.process import Helper

# Far from what fills the pipe of the answers: then git and we would wait for each other.
_UNANSWERED = 500


@dataclass(frozen=True, slots=True)
class NewObject:
    """An object that git shall store: its kind, the id it must get, its bytes or their file."""

    kind: str
    id: str
    data: bytes | Path

    @classmethod
    def of(cls, kind: str, data: bytes) -> NewObject:
        """Return the object that these bytes make; its id is git's for them."""
        header = b"%b %d\0" % (kind.encode(), len(data))
        return cls(kind, hashlib.sha1(header + data, usedforsecurity=False).hexdigest(), data)


class ObjectWriter:
    """Stores objects in the repository `git_dir`; `scratch` is a folder for passing bytes."""

    def __init__(self, git: Git, git_dir: Path, scratch: Path) -> None:
        """Start nothing yet: each kind of object gets its process with the first one."""
        self._git = git
        self._git_dir = git_dir
        self._scratch = scratch
        self._helpers: dict[str, Helper] = {}

    def close(self) -> None:
        """End the processes; the next call starts them anew."""
        while self._helpers:
            self._helpers.popitem()[1].close()

    def store(self, objects: Iterable[NewObject]) -> None:
        """Store the objects; they are on disk when this returns.

        No process is waited for before the next has its work, so that their syncs share a trip
        to the disk. Raises StoreCorrupt when git stored other bytes than were hashed.
        """
        oids = set()
        unanswered: deque[tuple[Helper, str]] = deque()
        with contextlib.ExitStack() as leftovers:
            try:
                for new, path in self._as_files(objects, leftovers):
                    self._make_way(new.id)
                    helper = self._helper(new.kind)
                    helper.send(f"{os.path.relpath(path, self._git_dir)}\n".encode())
                    unanswered.append((helper, new.id))
                    oids.add(new.id)
                    if len(unanswered) > _UNANSWERED:
                        _confirm(*unanswered.popleft())
                while unanswered:
                    _confirm(*unanswered.popleft())
            except BaseException:
                self.close()  # whoever is out of step starts anew
                raise
        self.sync(oids)

    def _as_files(
        self, objects: Iterable[NewObject], leftovers: contextlib.ExitStack
    ) -> Iterator[tuple[NewObject, Path]]:
        """Write what is in memory where git can read it; `leftovers` removes it again."""
        for new in objects:
            if isinstance(new.data, Path):
                yield new, new.data
                continue
            path = scratch_path(self._scratch)
            leftovers.callback(path.unlink, missing_ok=True)
            with store_errors(path):
                path.write_bytes(new.data)
            yield new, path

    def _make_way(self, oid: str) -> None:
        """Remove an object file without bytes, as a power cut leaves them.

        git would find the name, take the object for stored, and the new bytes would be lost.
        """
        path = self._git_dir / "objects" / oid[:2] / oid[2:]
        with store_errors(path), contextlib.suppress(FileNotFoundError):
            if path.stat().st_size == 0:
                path.unlink()

    def sync(self, oids: Iterable[str] = ()) -> None:
        """Make durable that these objects, and all packs, have a name."""
        # git syncs each file; that its name is in the folder is ours to sync.
        objects = self._git_dir / "objects"
        folders = [objects / name for name in sorted({oid[:2] for oid in oids})]
        with store_errors(objects):
            for folder in (*folders, objects / "pack", objects):
                if folder.is_dir():
                    sync_folder(folder)

    def _helper(self, kind: str) -> Helper:
        if kind not in self._helpers:
            options = ("-w", "--no-filters", "-t", kind, "--stdin-paths")
            self._helpers[kind] = Helper(self._git, "hash-object", *options)
        return self._helpers[kind]


def _confirm(helper: Helper, oid: str) -> None:
    stored = helper.line()
    if stored != oid:
        raise StoreCorrupt(what=f"git object {stored}", detail=f"expected {oid}")
