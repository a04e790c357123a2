"""What `git upload-pack` answers, passed on as it comes, both ways at once and in small pieces."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from docvault.store.git.serving import PIECE, UploadPack

MOST_SAID = 64 << 20
"""Bytes a client may send in one request: what it has already, a line for each commit."""
_STALLED_SECONDS = 120.0
_LONGEST_SECONDS = 6 * 3600.0
# The head of a pack: signature and version 2 (gitformat-pack(5)).
_PACK = b"PACK\0\0\0\2"
_GZIP = 31


class GitResponse(Response):
    """One answer of git; ends its process when the client goes, stalls or takes hours.

    `on_pack` is awaited before the first byte of a pack leaves, once.
    """

    def __init__(
        self,
        service: AbstractAsyncContextManager[UploadPack],
        *,
        media_type: str,
        head: bytes = b"",
        packed: bool = False,
        on_pack: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`head` comes before what git says; `packed`: the request is compressed by gzip."""
        super().__init__(media_type=media_type)
        del self.headers["content-length"]
        self._service, self._head, self._packed = service, head, packed
        self._on_pack = on_pack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve it; where it takes too long, the connection is cut."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_SECONDS):
                await self._serve(receive, send)

    async def _serve(self, receive: Receive, send: Send) -> None:
        async with self._service as git:
            talking = asyncio.create_task(self._talk(git, send))
            listening = asyncio.create_task(self._listen(git, receive))
            try:
                done, _ = await asyncio.wait(
                    {talking, listening}, return_when=asyncio.FIRST_COMPLETED
                )
                # Listening ends when the client is gone, or with what is wrong with its request.
                for task in done:
                    task.result()
            finally:
                for task in (talking, listening):
                    task.cancel()
                await asyncio.gather(talking, listening, return_exceptions=True)

    async def _talk(self, git: UploadPack, send: Send) -> None:
        data = await git.get()  # an error of git's comes before the status has been sent
        start: Message = {
            "type": "http.response.start",
            "status": self.status_code,
            "headers": self.raw_headers,
        }
        await send(start)
        if self._head:
            await _give(send, self._head)
        last = b""
        while data:
            if self._on_pack and _PACK in last + data:
                await self._on_pack()
                self._on_pack = None
            last = data[1 - len(_PACK) :]
            await _give(send, data)
            data = await git.get()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _listen(self, git: UploadPack, receive: Receive) -> None:
        """Pass on what the client says, then wait until it is gone."""
        said = _body(receive)
        async for piece in _unpacked(said) if self._packed else said:
            if git.process.stdin:
                await git.put(piece)
        if git.process.stdin:
            git.end()
        while (await receive())["type"] != "http.disconnect":
            pass


async def _give(send: Send, data: bytes) -> None:
    message: Message = {"type": "http.response.body", "body": data, "more_body": True}
    await asyncio.wait_for(send(message), _STALLED_SECONDS)


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    count = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        count += len(message.get("body", b""))
        if count > MOST_SAID:
            raise HTTPException(413)
        yield message.get("body", b"")
        if not message.get("more_body"):
            return


async def _unpacked(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Unpack a gzip body, never more than a piece at a time, and not for ever."""
    unpacker = zlib.decompressobj(_GZIP)
    count = 0
    async for piece in pieces:
        rest = piece
        while rest or unpacker.unconsumed_tail:
            try:
                data = unpacker.decompress(rest or unpacker.unconsumed_tail, PIECE)
            except zlib.error as exc:
                raise HTTPException(400) from exc
            rest = unpacker.unconsumed_tail
            count += len(data)
            if count > MOST_SAID:
                raise HTTPException(413)
            yield data
            if unpacker.eof or not data:
                break
    if not unpacker.eof:
        raise HTTPException(400)
