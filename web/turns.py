"""Nobody takes the whole site: of one person a few requests are worked on, the others wait in line.

A site has so many threads for all. Who sends sixty slow requests at once waits for them in a line
of their own, which holds no thread, while everybody else is answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException

AT_ONCE = 6
"""Requests of one person at a time: what a browser sends."""
MOST_WAITING = 200
"""Requests in one line; who comes then is asked to come later."""


@dataclass(slots=True)
class _Line:
    working: int = 0
    waiting: deque[Future[None]] = field(default_factory=deque)


class Turns:
    """The lines of one site, each in the order of coming."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}
        self._guard = threading.Lock()

    @contextlib.asynccontextmanager
    async def of(self, who: str, *, at_once: int = AT_ONCE) -> AsyncIterator[None]:
        """Wait for a turn of `who` and have it for the block. Raises HTTPException 429."""
        turn = self._come(who, at_once)
        try:
            await asyncio.wrap_future(turn)
        except asyncio.CancelledError:
            if not turn.cancelled():  # it came in the same moment
                self._go(who)
            raise
        try:
            yield
        finally:
            self._go(who)

    def _come(self, who: str, at_once: int) -> Future[None]:
        turn: Future[None] = Future()
        with self._guard:
            line = self._lines.setdefault(who, _Line())
            if line.working < at_once:
                line.working += 1
                turn.set_result(None)
            elif len(line.waiting) < MOST_WAITING:
                line.waiting.append(turn)
            else:
                raise HTTPException(429, headers={"Retry-After": "10"})
        return turn

    def _go(self, who: str) -> None:
        with self._guard:
            line = self._lines[who]
            for turn in _left(line.waiting):
                if turn.set_running_or_notify_cancel():
                    turn.set_result(None)
                    return
            line.working -= 1
            if not line.working:
                del self._lines[who]


def _left(waiting: deque[Future[None]]) -> Iterator[Future[None]]:
    while waiting:
        yield waiting.popleft()
