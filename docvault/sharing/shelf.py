"""The share store: the ciphertext of each link's documents, in `.docvault/shares`, 0700.

Worthless without the link and the server's half of the key.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from docvault.store.files import (
    CHUNK,
    make_folder,
    scratch_path,
    store_errors,
    sync_folder,
    write_all,
)


class Shelf:
    """The folder, with a folder for each link by the hash of its locator (hex)."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder, self._scratch = folder, scratch

    def put(self, sid_hash: str, generation: int, number: int, chunks: Iterable[bytes]) -> None:
        """Keep the ciphertext of a file, durably; whole or not at all. Raises StoreError."""
        target = self.path(sid_hash, generation, number)
        draft = scratch_path(self._scratch)
        with store_errors(target):
            make_folder(target.parent)
            try:
                descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb", buffering=0):
                    for chunk in chunks:
                        write_all(descriptor, chunk)
                    os.fsync(descriptor)
                draft.replace(target)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
            sync_folder(target.parent)

    def read(self, sid_hash: str, generation: int, number: int) -> Iterator[bytes]:
        """Yield the ciphertext of a file. Raises StoreError."""
        path = self.path(sid_hash, generation, number)
        with store_errors(path), path.open("rb", buffering=0) as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def path(self, sid_hash: str, generation: int, number: int) -> Path:
        """Return where the ciphertext of a file lies."""
        return self._folder / sid_hash / f"{generation}-{number}"

    def remove(self, sid_hash: str) -> None:
        """Remove a link's ciphertexts, durably. Repeatable. Raises StoreError."""
        folder = self._folder / sid_hash
        with store_errors(folder):
            if folder.is_dir():
                shutil.rmtree(folder)
                sync_folder(self._folder)

    def generations(self, sid_hash: str) -> set[int]:
        """Return of which sealings of a link there is a ciphertext."""
        with contextlib.suppress(FileNotFoundError):
            names = [entry.name for entry in os.scandir(self._folder / sid_hash)]
            return {int(name.partition("-")[0]) for name in names}
        return set()

    def remove_others(self, sid_hash: str, generations: set[int]) -> None:
        """Remove the ciphertexts of all other sealings of a link. Raises StoreError."""
        folder = self._folder / sid_hash
        with store_errors(folder), contextlib.suppress(FileNotFoundError):
            for entry in list(os.scandir(folder)):
                if entry.name.partition("-")[0] not in {str(each) for each in generations}:
                    Path(entry.path).unlink(missing_ok=True)

    def older_than(self, seconds: float) -> Iterator[str]:
        """Yield the hashes of the locators of all links that have lain there for so long."""
        with contextlib.suppress(FileNotFoundError), os.scandir(self._folder) as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError):
                    if entry.stat(follow_symlinks=False).st_mtime < time.time() - seconds:
                        yield entry.name
