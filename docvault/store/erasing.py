"""Files that are to be gone for good.

What is overwritten in place may live on in an SSD's spare blocks, in a snapshot, in a journal of
the file system: so only keys are erased like this, and never lie anywhere else.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from docvault.store.files import store_errors, sync_folder, write_all, write_atomically


def replace(path: Path, data: bytes, *, scratch: Path) -> None:
    """Put a small secret at `path`, 0600, whole or not; what was there is overwritten afterwards.

    Raises StoreError.
    """
    with store_errors(path), contextlib.ExitStack() as stack:
        with contextlib.suppress(FileNotFoundError):
            before = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            stack.callback(os.close, before)
            stack.callback(_overwrite, before)
        write_atomically(path, data, mode=0o600, scratch=scratch)


def _overwrite(descriptor: int) -> None:
    write_all(descriptor, secrets.token_bytes(os.fstat(descriptor).st_size))
    os.fsync(descriptor)


def erase(path: Path) -> bool:
    """Overwrite a small file with chance, sync, remove it, sync its folder.

    Repeatable; tells whether it was there. A link is not followed. Raises StoreError.
    """
    with store_errors(path):
        there = True
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            there = False
        else:
            try:
                _overwrite(descriptor)
            finally:
                os.close(descriptor)
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
        if path.parent.is_dir():  # also where it was unlinked and the machine died
            sync_folder(path.parent)
        return there
