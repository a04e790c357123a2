"""Long work behind a page: started once, watched by whoever started it.

A job lives in the process that started it and is forgotten an hour after its end; what it does to
the vault stays.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException

from docvault.errors import DocVaultError
from naming_rules.language import Text

_AT_ONCE = 2
MOST_OF_ONE = 10
"""Jobs of one person that may wait or go on."""
_KEPT_SECONDS = 3600.0
_INTERNAL = Text("内部错误（编号 {incident}）。", "Internal error ({incident}).")


class Cancelled(Exception):
    """Somebody asked the job to stop; raised where it reports."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job came to: a page that shows it, and a sentence."""

    url: str
    notice: Text


@dataclass(slots=True)
class Job:
    """One piece of long work. `total` is None while nobody knows how much there is to do."""

    id: str
    label: Text
    owner: str
    done: int = 0
    total: int | None = None
    outcome: Outcome | None = None
    error: Text | None = None
    ended: float | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    def report(self, count: int = 1) -> None:
        """Say that `count` more are done. Raises Cancelled where it is not wanted any more."""
        self.done += count
        if self.stopped.is_set():
            raise Cancelled


Report = Job
Work = Callable[[Job], Outcome]


class Jobs:
    """The jobs of one process: at most two at a time, the others wait their turn."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._workers = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="job")

    def start(self, owner: str, label: Text, work: Work, *, total: int | None = None) -> Job:
        """Begin `work(job)` behind the scenes, in the language that is spoken here.

        Raises HTTPException 429 where this owner has many that have not ended.
        """
        self._forget()
        known = list(self._jobs.values())
        if sum(job.owner == owner and job.ended is None for job in known) >= MOST_OF_ONE:
            raise HTTPException(429)
        job = Job(secrets.token_urlsafe(12), label, owner, total=total)
        self._jobs[job.id] = job
        self._workers.submit(copy_context().run, _run, job, work)
        return job

    def find(self, job_id: str, owner: str) -> Job | None:
        """Return a job of this owner; nobody else's is there."""
        job = self._jobs.get(job_id)
        return job if job and job.owner == owner else None

    def close(self) -> None:
        """Stop all of them and wait until they have."""
        for job in self._jobs.values():
            job.stopped.set()
        self._workers.shutdown(cancel_futures=True)

    def _forget(self) -> None:
        late = time.monotonic() - _KEPT_SECONDS
        for job in list(self._jobs.values()):
            if job.ended is not None and job.ended < late:
                self._jobs.pop(job.id, None)


def _run(job: Job, work: Work) -> None:
    try:
        job.outcome = work(job)
    except Cancelled:
        job.error = Text("已停止。", "Stopped.")
    except DocVaultError as error:
        job.error = error.message
    finally:
        if job.outcome is None and job.error is None:
            incident = secrets.token_hex(4)
            logging.getLogger("web").exception("incident %s", incident)
            job.error = _INTERNAL.format(incident=incident)
        job.ended = time.monotonic()
