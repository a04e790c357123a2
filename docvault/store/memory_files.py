"""Files that reach no disk where that can be had: what is shown and not kept has to lie somewhere.

A reader in the confined child needs a file with a name. It lies in memory, only we may read it, and
it is gone as soon as the reader is done; what a killed process left goes with `clear_memory_files`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from docvault.store.files import clear_scratch, scratch_path, store_errors

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - the name is unguessable, and a link is not followed


@contextlib.contextmanager
def memory_file(pieces: Iterable[bytes], size: int) -> Iterator[Path]:
    """Give `size` bytes as a file for as long as the block runs; in memory, if there is room.

    Raises StoreError where it cannot be written, and whatever `pieces` raises.
    """
    path = scratch_path(_folder_for(size))
    with store_errors(path):
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with store_errors(path), os.fdopen(fd, "wb") as file:
            file.writelines(pieces)
        yield path
    finally:
        path.unlink(missing_ok=True)


def clear_memory_files() -> None:
    """Remove what dead processes of this machine left."""
    for folder in (_IN_MEMORY, Path(tempfile.gettempdir())):
        with contextlib.suppress(OSError):
            clear_scratch(folder)


def _folder_for(size: int) -> Path:
    """Return a folder that is in memory; the usual one, where there is none with room."""
    usual = Path(tempfile.gettempdir())
    try:
        return _IN_MEMORY if shutil.disk_usage(_IN_MEMORY).free > 2 * size else usual
    except OSError:
        return usual
