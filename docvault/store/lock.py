"""Locks between processes: `flock`, which the kernel releases when a process dies.

So a lock can never be stale: what a killed process held is free at once, and what is held is
held by somebody alive.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from docvault.errors import StoreLocked
from docvault.store.files import store_errors

_POLL_SECONDS = 0.004


@contextlib.contextmanager
def locked(path: Path, *, timeout: float) -> Iterator[None]:
    """Hold the lock file `path` alone; wait up to `timeout` seconds.

    Raises StoreLocked when somebody alive still holds it then.
    """
    with store_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=timeout, poll_interval=_POLL_SECONDS, thread_local=False)
        try:
            lock.acquire()
        except Timeout as exc:
            raise StoreLocked(what=path.stem, seconds=timeout) from exc
    try:
        yield
    finally:
        lock.release()
