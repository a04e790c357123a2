"""Pipes between caller, helper and child: whole messages, and no waiting beyond a deadline."""

from __future__ import annotations

import os
import select
import struct
import time

HEAD = struct.Struct("!8sQ")
"""What comes before every answer: the trouble (or nothing), the length."""


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of it, however little the pipe takes at a time."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def read_exactly(descriptor: int, size: int, deadline: float) -> bytes:
    """Read so many bytes; TimeoutError at the deadline (monotonic), EOFError at an early end."""
    answer = bytearray()
    while len(answer) < size:
        if not has_data(descriptor, deadline):
            raise TimeoutError
        part = os.read(descriptor, min(size - len(answer), 1 << 20))
        if not part:
            raise EOFError
        answer += part
    return bytes(answer)


def has_data(descriptor: int, deadline: float, *, watched: int | None = None) -> bool:
    """Wait until the descriptor can be read (or is at its end); False at the deadline.

    `deadline` is on the monotonic clock. EOFError: the other end of `watched` was closed, so that
    nobody waits for an answer any more. Not select(2), which fails above descriptor 1023.
    """
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    if watched is not None:
        poll.register(watched, 0)  # only the hang-up, which is always told
    ready = dict(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
    if watched in ready:
        raise EOFError
    return bool(ready)
