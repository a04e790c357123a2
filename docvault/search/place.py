"""Where a vault's index lies: one folder in use, named by a file; a new one is made beside it."""

from __future__ import annotations

import os
import secrets
import shutil

from docvault.search.index import Index
from docvault.store.files import store_errors, write_atomically
from docvault.vault import Vault

_FORMAT = "1"
"""Part of the folder's name: an index of another format is not opened but made anew."""
_IN_USE = "in-use"
_opened: dict[str, Index] = {}


def index_of(vault: Vault) -> Index | None:
    """Return the index in use, None where there is none of the present format."""
    home = vault.own / "index"
    try:
        name = (home / _IN_USE).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    folder = home / name
    if not name.startswith(f"{_FORMAT}-") or folder.parent != home:
        return None
    # One for all searches of a process: what was read of a segment once is kept.
    index = _opened.setdefault(str(folder), Index(folder))
    return index if index.exists() else None


def start_new(vault: Vault) -> Index:
    """Return a new, empty index beside the one in use. Only for the holder of the lock."""
    remove_others(vault)
    index = Index(vault.own / "index" / f"{_FORMAT}-{secrets.token_hex(8)}")
    index.make()
    return index


def use(vault: Vault, index: Index) -> None:
    """Put a new index in place of the one in use, in one step; remove what is in use no more."""
    home = vault.own / "index"
    write_atomically(home / _IN_USE, f"{index.folder.name}\n".encode(), scratch=vault.staging)
    _opened[str(index.folder)] = index
    remove_others(vault)


def remove_others(vault: Vault) -> None:
    """Remove indexes that are not in use: a killed process left them. For the lock's holder."""
    home = vault.own / "index"
    used = index_of(vault)
    with store_errors(home):
        for entry in os.scandir(home):
            if entry.is_dir(follow_symlinks=False) and (not used or entry.path != str(used.folder)):
                _opened.pop(entry.path, None)
                shutil.rmtree(entry.path, ignore_errors=True)
