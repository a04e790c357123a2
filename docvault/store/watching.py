"""What happens to files outside our hands: who is writing to one, and what changed in folders."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event

from watchfiles import watch


def being_written(path: Path) -> bool:
    """Tell whether somebody on this machine has the file open for writing.

    A read lease (fcntl(2), F_SETLEASE) is only given while nobody has; where the system, the
    file system or the owner does not allow leases, the answer is no.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        # Whoever opens the file for writing at this moment makes the kernel send us a signal;
        # the usual one, SIGIO, would end the process.
        fcntl.fcntl(fd, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as exc:
        return exc.errno == errno.EAGAIN
    finally:
        with contextlib.suppress(OSError):
            os.close(fd)
    return False


def changes(folders: Iterable[Path], *, every: float, stop: Event) -> Iterator[set[Path]]:
    """Yield the paths that changed in and below `folders`, every so many seconds, until `stop`.

    Yields an empty set when nothing did. Ends when one of the folders is gone. Where the kernel
    has no watches left to give, the folders are looked through instead, which costs more.
    """
    milliseconds = round(every * 1000)
    for poll in (None, True):
        try:
            for batch in watch(
                *folders,
                watch_filter=None,
                stop_event=stop,
                rust_timeout=milliseconds,
                yield_on_timeout=True,
                force_polling=poll,
                ignore_permission_denied=True,
            ):
                yield {Path(path) for _, path in batch}
        except FileNotFoundError:
            return
        except RuntimeError:
            if poll:
                raise
        else:
            return
