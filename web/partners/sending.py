"""Bytes of a shared document as an answer, and on record: sent to the end, or broken off.

A link that ends, ends what is being sent as well; and who takes nothing for long is let go.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from functools import partial

from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from web.ranges import Span

_PIECE = 32 << 10
_ASKED_EVERY = 1.0
"""Seconds that a link which has ended goes on being sent, at most."""
_PATIENCE = 300.0
"""Seconds in which a reader must take something."""

Noted = Callable[[int, bool], None]
Lasts = Callable[[], bool]


class _BrokenOff(Exception):
    """No more is sent: an answer that has begun can only end too early."""


class NotedResponse(StreamingResponse):
    """Pieces of an answer; when it ends, however it does, it is noted how much was sent.

    Each piece is read in a thread, so a slow reader holds one piece and no thread. `noted` is told
    how many bytes were sent and whether these were all, in a thread as well. `lasts` is asked now
    and then whether it may go on; where it says no, or nobody takes what is sent, it is broken off.
    """

    def __init__(
        self,
        pieces: Iterator[bytes],
        noted: Noted,
        lasts: Lasts,
        *,
        status: int = 200,
        headers: dict[str, str],
    ) -> None:
        self._sent, self._all = 0, False
        self._noted, self._lasts = noted, lasts
        super().__init__(self._counted(pieces), status, headers)

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        asked_at = time.monotonic()
        for piece in pieces:
            if time.monotonic() - asked_at >= _ASKED_EVERY:
                if not self._lasts():
                    raise _BrokenOff
                asked_at = time.monotonic()
            yield piece
            self._sent += len(piece)
        self._all = True
        self._noted(self._sent, True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""

        async def patient(message: Message) -> None:
            try:
                await asyncio.wait_for(send(message), _PATIENCE)
            except TimeoutError as exc:
                raise _BrokenOff from exc

        try:
            await super().__call__(scope, receive, patient)
        except _BrokenOff:
            return  # the server closes a connection whose answer is not whole
        finally:
            if not self._all:  # whoever was cancelled here can wait for nothing any more
                note = partial(copy_context().run, self._noted, self._sent, False)
                asyncio.get_running_loop().run_in_executor(None, note)


def part_of(descriptor: int, span: Span) -> Iterator[bytes]:
    """Yield a part of an open file."""
    at = span.start
    while at < span.end and (piece := os.pread(descriptor, min(span.end - at, _PIECE), at)):
        at += len(piece)
        yield piece
