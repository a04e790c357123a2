"""HEAD, for every route that answers GET: the same answer without its body (RFC 9110 §9.3.2)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def is_head(request: Request) -> bool:
    """Tell whether only the head of the answer is wanted; a route need not make the rest."""
    return bool(getattr(request.state, "head_only", False))


class Heads:
    """Asks the routes for GET where HEAD was asked, and keeps the body back."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve it."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        state = {**scope.get("state", {}), "head_only": True}
        sender = _Sender(receive, send)
        await self.app({**scope, "method": "GET", "state": state}, sender.receive, sender.send)


class _Sender:
    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._done = False

    async def receive(self) -> Message:
        # What is sent piece by piece, perhaps without end, stops for a client that has gone.
        return {"type": "http.disconnect"} if self._done else await self._receive()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._send(message)
        elif not self._done:
            self._done = True
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})
