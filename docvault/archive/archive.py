"""An archive: one department's or category's documents, in git and as folders people see."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from docvault.archive.record import Record, record_of
from docvault.archive.visible import Content
from docvault.errors import StoreCorrupt
from docvault.store.files import (
    make_folder,
    place,
    scratch_path,
    store_errors,
    sync_folder,
    write_all,
)
from docvault.store.git import CommitDraft, Put, Remove, Repository, TreeChange
from docvault.store.lock import locked
from docvault.store.staging import Staged


class Archive:
    """One archive of a vault: `<vault>/<name>` and `.docvault/archives/<name>.git`."""

    def __init__(self, root: Path, name: str) -> None:
        """Stand on the archive `name` of the vault at `root`; it is made when first written to."""
        own = root / ".docvault"
        self.name = name
        self.folder = root / name
        self.staging = own / "staging"
        self._lock = own / "locks" / f"{name}.lock"
        self.git_dir = own / "archives" / f"{name}.git"
        self.repository = Repository(self.git_dir, self.staging)

    @property
    def exists(self) -> bool:
        """Whether the repository has been made; its config file is written last."""
        return (self.git_dir / "config").is_file()

    def close(self) -> None:
        """End the git processes that stay open."""
        self.repository.close()

    @contextlib.contextmanager
    def locked(self, *, timeout: float = 60.0) -> Iterator[None]:
        """Hold the archive's lock: one writer at a time, over all processes.

        Clears what a killed writer left on the branch. Raises StoreLocked after `timeout` s.
        """
        with locked(self._lock, timeout=timeout):
            if self.exists:
                self.repository.clear_dead_locks()
            yield

    def make(self) -> None:
        """Make the repository and the folder, where they are missing. Needs the lock."""
        with store_errors(self.folder):
            make_folder(self.folder)
        if not self.exists:
            tree = os.path.relpath(self.folder, self.git_dir)
            Repository.create(self.git_dir, tree, self.staging)

    def tip(self) -> str | None:
        """Return the newest commit's id; None while there is none."""
        return self.repository.tip() if self.exists else None

    def history(self, since: str | None, until: str) -> Iterator[Record]:
        """Yield the records of the commits after `since` up to `until`, oldest first."""
        for commit in self.repository.log(since, until):
            if record := record_of(commit):
                yield record

    def content_of(self, record: Record) -> Content:
        """Return what git has at the record's path in the record's commit.

        Raises StoreCorrupt when there is nothing.
        """
        blob = self.repository.blob_at(record.commit, record.path)
        if blob is None:
            raise StoreCorrupt(what=f"{self.name}/{record.path}", detail=f"not in {record.commit}")
        return Content(record.sha256, blob.id, blob.size)

    def commit(self, record: Record, changes: Sequence[TreeChange], staged: Staged) -> Record:
        """Store the staged bytes and make the commit of `record`; return it with its commit id."""
        draft = CommitDraft(tuple(changes), record.actor, record.at, record.message())
        commit = self.repository.commit(draft, self.repository.tip(), [staged])
        return replace(record, commit=commit)

    def commit_many(
        self, batch: Iterable[tuple[Record, Sequence[TreeChange], Staged]]
    ) -> list[Record]:
        """Make a commit for each of the batch in one stream, all or none."""
        records: list[Record] = []

        def drafts() -> Iterator[tuple[CommitDraft, Sequence[Path]]]:
            for record, changes, staged in batch:
                records.append(record)
                draft = CommitDraft(tuple(changes), record.actor, record.at, record.message())
                yield draft, (staged.path,)

        commits = self.repository.commit_many(drafts(), self.repository.tip())
        return [
            replace(record, commit=commit) for record, commit in zip(records, commits, strict=True)
        ]

    def read(self, content: Content) -> Iterator[bytes]:
        """Yield the bytes in chunks; raises StoreCorrupt *after* the last, if they are wrong.

        So whoever passes them on before the end must be able to take them back.
        """
        digest = hashlib.sha256()
        for chunk in self.repository.read(content.blob):
            digest.update(chunk)
            yield chunk
        if digest.hexdigest() != content.sha256:
            raise StoreCorrupt(
                what=f"git object {content.blob} of {self.name}",
                detail=f"SHA-256 {digest.hexdigest()}, checked in as {content.sha256}",
            )

    def write(self, content: Content, target: Path) -> None:
        """Put the bytes at the free path `target`, whole and verified, or not at all."""
        temporary = scratch_path(self.staging)
        try:
            self.write_to(content, temporary)
            place(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
        with store_errors(target):
            sync_folder(target.parent)

    def write_to(self, content: Content, path: Path, *, synced: bool = True) -> None:
        """Write the verified bytes to the new file `path`; nothing is left of wrong ones.

        What is to be read once and removed need not be `synced` to disk.
        """
        with store_errors(path):
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        try:
            for chunk in self.read(content):
                with store_errors(path):
                    write_all(fd, chunk)
            if synced:
                with store_errors(path):
                    os.fsync(fd)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        finally:
            os.close(fd)


def tree_changes(record: Record, blob: str, previous: tuple[str, str] | None) -> list[TreeChange]:
    """Return what the commit of `record` changes in the tree.

    `previous` is (path, blob) of the version that was current; it goes to `record.superseded`
    with the bytes it was checked in with, whatever the visible file has become since.
    """
    changes: list[TreeChange] = [Remove(path) for path in record.removed]
    if previous:
        changes.append(Remove(previous[0]))
        if record.superseded:
            changes.append(Put(record.superseded, previous[1]))
    return [*changes, Put(record.path, blob)]
