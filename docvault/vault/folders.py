"""Walking through folders: which files may be documents, and which of them no document owns."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from docvault.database import versions
from docvault.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from docvault.vault.vault import Vault


def files_below(
    folder: Path,
    *,
    leave_out: Callable[[str], bool] = lambda _: False,
    unreadable: Callable[[str, OSError], None] = lambda _path, _error: None,
) -> Iterator[str]:
    """Yield what lies below `folder` and is no folder, relative to it and `/`-joined.

    Sorted, the files of a folder before the folders in it. A link is yielded like a file and
    never followed. What `leave_out` says True of (a relative path; a folder's ends in `/`) is
    passed over; a folder that cannot be read is told to `unreadable`.
    """
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            with os.scandir(folder / prefix) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            unreadable(prefix.rstrip("/"), error)
            continue
        folders = []
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            path = f"{prefix}{entry.name}/" if is_folder else prefix + entry.name
            if leave_out(path):
                continue
            if is_folder:
                folders.append(path)
            else:
                yield path
        waiting += reversed(folders)


def is_foreign(vault: Vault, path: str) -> bool:
    """Tell whether a path, relative to a folder of documents, is the system's or an editor's.

    That is what the settings ignore, anywhere on the path, and hidden folders.
    """
    *folders, name = path.split("/")
    ignores = vault.convention.ignores
    return ignores(name) or any(step[:1] == "." or ignores(step) for step in folders)


def is_own(vault: Vault, path: str) -> bool:
    """Tell whether a path relative to the vault is DocVault's: no place for documents."""
    top = path.partition("/")[0]
    return top in {".docvault", SETTINGS_FILE, vault.settings.inbox.folder}


def loose_files(vault: Vault, under: str | None = None) -> Iterator[str]:
    """Yield the files in the vault's folders that no document owns, relative to the vault.

    Only in and below the folder `under` when it is given.
    """
    with vault.database.read() as connection:
        owned = {file.path for file in versions.files(connection, under=under)}
    prefix = f"{under}/" if under else ""

    def leave_out(path: str) -> bool:
        return is_own(vault, prefix + path) or is_foreign(vault, prefix + path)

    for path in files_below(vault.root / prefix, leave_out=leave_out):
        if prefix + path not in owned:
            yield prefix + path
