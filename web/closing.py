"""Answers that are sent piece by piece, and what must be closed however they end."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


class ClosingResponse(StreamingResponse):
    """Pieces of an answer; `close` is called at its end, also when the client has gone."""

    def __init__(
        self,
        pieces: Iterable[str | bytes],
        close: Callable[[], None],
        *,
        status: int = 200,
        headers: dict[str, str],
    ) -> None:
        """Send the pieces as they come; each is asked for in a thread."""
        super().__init__(pieces, status, headers)
        self._close = close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._close()
