"""The key jar: the server's halves of the keys, in `.docvault/keyjar`, 0600, never backed up.

Without its half nothing decrypts a link, not even the link itself: to erase the half is to erase
the link. A link that always opens the current version has a second file: the link's own part and
the password's, with which the server seals the new version. So the jar alone suffices to open such
a link's documents, which lie readable in the vault as well: sealed documents cannot be followed.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from docvault.sharing.keys import KEY
from docvault.store.erasing import erase, replace
from docvault.store.files import make_folder, store_errors

_HALF, _FOLLOW, _REQUEST = ".half", ".follow", ".request"


class KeyJar:
    """The folder with the halves, by the hash of the links' locators (hex)."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder, self._scratch = folder, scratch

    def put(self, sid_hash: str, half: bytes) -> None:
        """Keep a link's half, durably; one that was there is replaced. Raises StoreError."""
        self._write(self._path(sid_hash, _HALF), half)

    def put_follow(self, sid_hash: str, link_key: bytes, password: bytes) -> None:
        """Keep what a link that follows is sealed anew with. Raises StoreError."""
        self._write(self._path(sid_hash, _FOLLOW), link_key + password)

    def put_request(self, sid_hash: str, private_key: bytes) -> None:
        """Keep the private key that what comes by a request is opened with. Raises StoreError."""
        self._write(self._path(sid_hash, _REQUEST), private_key)

    def request(self, sid_hash: str) -> bytes | None:
        """Return the private key of a request; None where it is gone."""
        return self._read(self._path(sid_hash, _REQUEST), KEY)

    def half(self, sid_hash: str) -> bytes | None:
        """Return a link's half; None where it is gone: a backup was restored, or it was erased."""
        return self._read(self._path(sid_hash, _HALF), KEY)

    def follow(self, sid_hash: str) -> tuple[bytes, bytes] | None:
        """Return the link's part and the password's part of the key of a link that follows."""
        data = self._read(self._path(sid_hash, _FOLLOW), 2 * KEY)
        return (data[:KEY], data[KEY:]) if data else None

    def forget_follow(self, sid_hash: str) -> None:
        """Let a link follow no more: it opens what it was sealed with. Raises StoreError."""
        erase(self._path(sid_hash, _FOLLOW))

    def erase(self, sid_hash: str) -> None:
        """Make a link's half unreadable for ever, durably. Repeatable. Raises StoreError."""
        for kind in (_REQUEST, _FOLLOW, _HALF):
            erase(self._path(sid_hash, kind))

    def older_than(self, seconds: float) -> Iterator[str]:
        """Yield the hashes of the locators of all halves that have lain there for so long."""
        with contextlib.suppress(FileNotFoundError), os.scandir(self._folder) as entries:
            for entry in entries:
                name, _, _ = entry.name.partition(".")
                with contextlib.suppress(FileNotFoundError):
                    if name and entry.stat(follow_symlinks=False).st_mtime < time.time() - seconds:
                        yield name

    def _path(self, sid_hash: str, kind: str) -> Path:
        return self._folder / f"{sid_hash}{kind}"

    def _write(self, path: Path, data: bytes) -> None:
        with store_errors(path):
            make_folder(path.parent)
            path.parent.chmod(0o700)
        replace(path, data, scratch=self._scratch)

    def _read(self, path: Path, size: int) -> bytes | None:
        try:
            with store_errors(path):
                data = path.read_bytes() if path.exists() else b""
        except FileNotFoundError:
            return None
        return data if len(data) == size else None
