"""Bodies read piece by piece: a few at a time for each person, not too slowly, never as a whole."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

BLOCK = 1 << 18
"""What is gathered before it is written: half-open requests hold no more than this in memory."""
AT_ONCE = 16
"""Bodies of one person that may come in at the same time."""
_PATIENCE_SECONDS = 60.0
_LEAST = 1 << 14
"""Bytes that must come in that time."""

_DOORS = re.compile(
    r"/upload|/uploads/[^/]+|/documents/[^/]+/revise|/api/v1/documents(/[^/]+/versions)?"
    r"|/archives/.+|/r/[^/]+/(files|plain)"
)

_P = ParamSpec("_P")
_T = TypeVar("_T")
_now_coming: Counter[str] = Counter()
_counting = threading.Lock()
_writers = ThreadPoolExecutor(8, thread_name_prefix="incoming")


def takes_pieces(path: str) -> bool:
    """Tell whether bodies are read piece by piece here; elsewhere they are small forms."""
    return _DOORS.fullmatch(path) is not None


@contextlib.contextmanager
def turn(who: str, *, at_once: int = AT_ONCE) -> Iterator[None]:
    """Count a body of this person as coming in. Raises HTTPException 429 when there are many."""
    with _counting:
        if _now_coming[who] >= at_once:
            raise HTTPException(429)
        _now_coming[who] += 1
    try:
        yield
    finally:
        with _counting:
            _now_coming[who] -= 1
            if not _now_coming[who]:
                del _now_coming[who]


async def blocks(request: Request) -> AsyncIterator[bytes]:
    """Yield a body in blocks, the last of which also before a connection breaks.

    Raises HTTPException: 408 for what comes too slowly, 400 where the connection broke.
    """
    pieces: list[bytes] = []
    held = 0
    pace = _Pace()
    try:
        async for piece in request.stream():
            pieces.append(piece)
            held += len(piece)
            pace.came(len(piece))
            if held >= BLOCK:
                yield b"".join(pieces)
                pieces.clear()
                held = 0
    except (ClientDisconnect, HTTPException) as broken:
        if held:
            yield b"".join(pieces)
        raise broken if isinstance(broken, HTTPException) else HTTPException(400) from broken
    if held:
        yield b"".join(pieces)


class _Pace:
    """Raises HTTPException 408 when too little came for too long."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._count = 0

    def came(self, count: int) -> None:
        self._count += count
        now = time.monotonic()
        if now - self._since < _PATIENCE_SECONDS:
            return
        if self._count < _LEAST:
            raise HTTPException(408)
        self._since, self._count = now, 0


async def written(write: Callable[_P, _T], *args: _P.args, **named: _P.kwargs) -> _T:
    """Do what waits for the disk in a thread of its own; pages are answered by others.

    Who is told to stop meanwhile still waits: nobody tidies up below a thread that writes.
    """
    call = partial(copy_context().run, partial(write, *args, **named))
    future = asyncio.get_running_loop().run_in_executor(_writers, call)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        await asyncio.wait([future])
        raise
