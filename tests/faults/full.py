"""A disk without room: for this process and its children no file may grow past a size.

The kernel answers writes past it with EFBIG, and git with its death by SIGXFSZ; on the disk that
looks like a quota that is used up.
"""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator

FITS_GIT_ONLY = 10_000
"""Enough for a small document in git and in its folder, not for SQLite's log of a transaction."""


@contextlib.contextmanager
def full_disk(most_bytes: int) -> Iterator[None]:
    """Let no file grow past `most_bytes`, until the end of the block."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
