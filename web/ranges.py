"""Which part of a file is asked for: `Range` of RFC 9110 §14, one range of bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from `start` up to, without, `end`."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many bytes there are."""
        return self.end - self.start

    def of(self, size: int) -> str:
        """Return the value of `Content-Range` for this part of `size` bytes."""
        return f"bytes {self.start}-{self.end - 1}/{size}"


class Unsatisfiable(Exception):
    """The range begins after the end: status 416."""


def span_of(header: str | None, size: int) -> Span | None:
    """Return the part that a `Range` header asks for; None where all is to be sent.

    What is no range of bytes, and several at once, is ignored, as the standard allows. Raises
    Unsatisfiable.
    """
    found = _ONE.fullmatch(header or "")
    if not found or found[0].rstrip().endswith("=-"):
        return None
    first, last = found[1], found[2]
    if not first:
        return _last_bytes(int(last), size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return Span(int(first), min(int(last) + 1, size) if last else size)


def _last_bytes(count: int, size: int) -> Span:
    if not count or not size:
        raise Unsatisfiable
    return Span(max(0, size - count), size)
