"""Several helper processes, so that every core reads and a small file never waits long.

Helpers are started when they are needed, never in advance: one command on one file starts one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence

from docvault.extract.process import Helper, Limits
from docvault.extract.unread import Unread

_PATIENCE_SECONDS = 0.5


class Pool:
    """Up to `size` helpers (default: one per processor, at least 2); safe between threads.

    When all have been at work for half a second, whoever waits gets a spare one, up to `size`
    more: files that use up their 20 seconds do not hold up the others. A spare one ends when nobody
    waits any more.
    """

    def __init__(self, limits: Limits | None = None, *, size: int | None = None) -> None:
        self._limits = limits or Limits()
        self._size = size or max(2, os.cpu_count() or 2)
        self._changed = threading.Condition()
        self._idle: list[Helper] = []
        self._working: set[Helper] = set()
        self._waiting = 0

    def run(
        self,
        job: str,
        *arguments: str,
        program: str | None = None,
        makes: str | None = None,
        options: Sequence[str] = (),
    ) -> object | Unread:
        """Run `job` in a helper that has nothing to do: see `Helper.run`."""
        helper = self._take()
        try:
            return helper.run(job, *arguments, program=program, makes=makes, options=options)
        finally:
            self._give_back(helper)

    def close(self) -> None:
        """End all helpers, also those at work: their callers get `Unread`."""
        with self._changed:
            idle, self._idle = self._idle, []
            working, self._working = self._working, set()
        for helper in working:
            helper.interrupt()
        for helper in (*working, *idle):
            helper.close()

    def forget(self) -> None:
        """Let go of all helpers after a fork: they are the parent's, and so are the locks."""
        self._changed = threading.Condition()
        for helper in (*self._working, *self._idle):
            helper.forget()
        self._working, self._idle, self._waiting = set(), [], 0

    def _take(self) -> Helper:
        with self._changed:
            self._waiting += 1
            try:
                if not self._changed.wait_for(self._has_room, _PATIENCE_SECONDS):
                    self._changed.wait_for(self._has_spare_room)
            finally:
                self._waiting -= 1
            # The one that worked last is the likeliest to be still in memory.
            helper = self._idle.pop() if self._idle else Helper(self._limits)
            self._working.add(helper)
            return helper

    def _has_room(self) -> bool:
        return len(self._working) < self._size

    def _has_spare_room(self) -> bool:
        return len(self._working) < 2 * self._size

    def _give_back(self, helper: Helper) -> None:
        with self._changed:
            needed = self._waiting or len(self._working) + len(self._idle) <= self._size
            # Not among them: the pool was closed meanwhile.
            kept = needed and helper in self._working
            self._working.discard(helper)
            if kept:
                self._idle.append(helper)
            self._changed.notify_all()
        if not kept:
            helper.close()
