"""Previews and comparisons are made behind the scenes; a page waits a little, never for long.

What is asked for twice is made once. Only a few are made at a time, so that those who wait hold
no thread of the site.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

_T = TypeVar("_T")
_MOST_WAITING = 500


class Making:
    """What is being made at this moment, in this process."""

    def __init__(self) -> None:
        self._makers = ThreadPoolExecutor(max(3, os.cpu_count() or 2), thread_name_prefix="preview")
        self._begun: dict[Hashable, Future[Any]] = {}
        self._lock = threading.Lock()

    async def made(self, key: Hashable, make: Callable[[], _T], *, seconds: float) -> _T | None:
        """Return what `make` returns, which must be kept elsewhere to be found again.

        None: it takes longer than that; it goes on meanwhile, and whoever asks again for the same
        key gets it when it is ready. Raises what `make` raises.
        """
        future = self._future(key, make)
        if future is None:
            return None
        waiting = asyncio.wrap_future(future)
        waiting.add_done_callback(_noted)
        done, _ = await asyncio.wait({waiting}, timeout=seconds)
        return waiting.result() if done else None

    def close(self) -> None:
        """Begin nothing more."""
        self._makers.shutdown(wait=False, cancel_futures=True)

    def _future(self, key: Hashable, make: Callable[[], _T]) -> Future[_T] | None:
        with self._lock:
            known: Future[_T] | None = self._begun.get(key)
            if known is not None or len(self._begun) >= _MOST_WAITING:
                return known
            future = self._makers.submit(copy_context().run, make)
            self._begun[key] = future
        future.add_done_callback(lambda _: self._begun.pop(key, None))
        return future


def _noted(waiting: asyncio.Future[Any]) -> None:
    """Look at an error that came after nobody waited any more, so that it is not reported lost."""
    if not waiting.cancelled():
        waiting.exception()
