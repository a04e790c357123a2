"""Files that are to be gone for good.

What is overwritten in place may live on in an SSD's spare blocks, in a snapshot, in a journal of
the file system: so only keys are erased like this, and never lie anywhere else.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from docvault.store.files import store_errors, sync_folder, write_all


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
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                write_all(descriptor, secrets.token_bytes(os.fstat(descriptor).st_size))
                os.fsync(file.fileno())
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
        if path.parent.is_dir():  # also where it was unlinked and the machine died
            sync_folder(path.parent)
        return there
