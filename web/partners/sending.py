"""Bytes of a shared document as an answer, and on record: sent to the end, or broken off."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from web.ranges import Span

_PIECE = 32 << 10

Noted = Callable[[int, bool], None]


class NotedResponse(StreamingResponse):
    """Pieces of an answer; when it ends, however it does, it is noted how much was sent.

    Each piece is read in a thread, so a slow reader holds one piece and no thread. `noted` is told
    how many bytes were sent and whether these were all.
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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(self._noted, self._sent, self._all)


def part_of(descriptor: int, span: Span) -> Iterator[bytes]:
    """Yield a part of an open file."""
    at = span.start
    while at < span.end and (piece := os.pread(descriptor, min(span.end - at, _PIECE), at)):
        at += len(piece)
        yield piece
