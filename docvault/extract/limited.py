"""Run a reader of foreign files in a confined child: limited memory, limited time, no network.

Helper processes are started on first use and have the parsers loaded. For every job a helper forks
a child (2 ms instead of 150), which gives up its rights (see `confine`), does the job and is gone:
nothing a hostile file does to the parser outlives that file.

The answer travels as JSON, never pickled, because unpickling what a hostile file may have
written would run it here.
"""

from __future__ import annotations

import atexit
import errno
import os
import stat
from pathlib import Path

from docvault.extract.kinds import READERS
from docvault.extract.pool import Pool
from docvault.extract.process import Limits, starting
from docvault.extract.programs import Program, program_for
from docvault.extract.unread import Trouble, Unread

__all__ = ["Limits", "Trouble", "Unread", "close", "is_read", "look", "read"]


def is_read(kind: str) -> bool:
    """Say whether files of a kind (".docx") can be read here, now."""
    program = program_for(kind)
    return kind in READERS if program is None else program.place() is not None


def read(job: str, path: Path, kind: str) -> object | Unread:
    """Run a reading job, `job(path, kind)`, in one of the process's own helpers.

    `kind` is one that `is_read`; where a program reads it, the job gets what the program makes of
    it. Any number of threads may call it. Raises OSError here, where the caller knows the file,
    when it cannot be opened or is no file.
    """
    return look(job, path, kind, program=program_for(kind))


def look(
    job: str,
    path: Path,
    kind: str,
    *options: str,
    program: Program | None = None,
    makes: str | None = None,
) -> object | Unread:
    """Run a job, `job(path, kind, *options)`, as `read` does, on whatever kind of file.

    With a `program`, which must be installed, the job gets what the program makes of the file:
    the kind `makes`, or what it always makes of that kind. Raises OSError as `read` does.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe would wait for a writer
    with os.fdopen(descriptor) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
    place = program.place() if program else None
    name = str(path.absolute())
    return _pool.run(job, name, kind, program=place, makes=makes, options=options)


def close() -> None:
    """End the process's helpers; at its end it happens by itself. The next `read` starts new."""
    _pool.close()


def _forget() -> None:
    starting.release()
    _pool.forget()


_pool = Pool()
atexit.register(close)
os.register_at_fork(
    before=starting.acquire, after_in_parent=starting.release, after_in_child=_forget
)
