"""Bytes of a shared document as an answer, and on record: sent to the end, or broken off."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextvars import copy_context
from functools import partial

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from web.ranges import Span

_PIECE = 64 << 10

Noted = Callable[[int, bool], None]


class NotedResponse(StreamingResponse):
    """Pieces of an answer; when it ends, however it does, it is noted how much was sent.

    Each piece is read in a thread, so a slow reader holds one piece and no thread. `noted` is told
    how many bytes were sent and whether these were all, in a thread as well.
    """

    def __init__(
        self, pieces: Iterator[bytes], noted: Noted, *, status: int = 200, headers: dict[str, str]
    ) -> None:
        self._sent, self._all = 0, False
        self._noted = noted
        super().__init__(self._counted(pieces), status, headers)

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            yield piece
            self._sent += len(piece)
        self._all = True
        self._noted(self._sent, True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
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
