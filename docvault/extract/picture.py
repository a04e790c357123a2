"""How large a picture is, from its head alone: one that is too large is not recognised."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from docvault.extract.refusal import Refusal
from docvault.extract.unread import Trouble

_MOST_PIXELS = 100_000_000
_MOST_PAGES = 1000
_MOST_SEGMENTS = 10_000

# JPEG: start of frame, in all its ways of coding; markers without a length.
_MARK = 0xFF
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
_OLD_HEADER = 12  # bytes of a bitmap's header before Windows
# TIFF: the tags of width and height; the types of number that can say them.
_WIDTH, _HEIGHT = 256, 257
_NUMBERS = {3: "H", 4: "I"}


def check(path: str, _kind: str) -> None:
    """Raise `Refusal` for a picture of over 100 megapixels (all pages), or of unknown size.

    Known are PNG, JPEG, TIFF, BMP and WebP, by their content as programs tell them apart. Only
    ever called in a confined child.
    """
    with Path(path).open("rb") as file:
        try:
            pixels = sum(width * height for width, height in _sizes(file))
        except struct.error as error:
            raise Refusal(Trouble.DAMAGED, "the picture ends too early") from error
    if pixels > _MOST_PIXELS:
        raise Refusal(Trouble.SIZE, f"{pixels} pixels")
    if pixels <= 0:
        raise Refusal(Trouble.DAMAGED, "a picture of no size")


def _sizes(file: IO[bytes]) -> Iterator[tuple[int, int]]:
    """Yield width and height of each page."""
    head = file.read(30)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        yield _unpack(">2I", head, 16)
    elif head.startswith(b"BM"):
        yield _bitmap(head)
    elif head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        yield _webp(head)
    elif head.startswith(b"\xff\xd8"):
        yield _jpeg(file)
    elif head.startswith((b"II*\0", b"MM\0*")):
        yield from _tiff(file, "<" if head.startswith(b"I") else ">")
    else:
        raise Refusal(Trouble.DAMAGED, "not a picture, or one of another kind")


def _unpack(layout: str, data: bytes, offset: int = 0) -> tuple[int, int]:
    first, second = struct.unpack_from(layout, data, offset)
    return first, second


def _bitmap(head: bytes) -> tuple[int, int]:
    (size,) = struct.unpack_from("<I", head, 14)
    width, height = _unpack("<2H" if size == _OLD_HEADER else "<2i", head, 18)
    return abs(width), abs(height)  # upside down, it is negative


def _webp(head: bytes) -> tuple[int, int]:
    match head[12:16]:
        case b"VP8 ":
            width, height = _unpack("<2H", head, 26)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", head, 21)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            across, down = head[24:27], head[27:30]
            return int.from_bytes(across, "little") + 1, int.from_bytes(down, "little") + 1


def _jpeg(file: IO[bytes]) -> tuple[int, int]:
    file.seek(2)
    for _ in range(_MOST_SEGMENTS):
        mark, number = _unpack("2B", file.read(2))
        while mark == number == _MARK:  # filling
            (number,) = struct.unpack("B", file.read(1))
        if mark != _MARK:
            break
        if number in _BARE:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if number in _FRAMES:
            height, width = _unpack(">x2H", file.read(5))
            return width, height
        file.seek(length - 2, 1)
    raise Refusal(Trouble.DAMAGED, "a JPEG without a frame")


def _tiff(file: IO[bytes], order: str) -> Iterator[tuple[int, int]]:
    place = 4
    for _ in range(_MOST_PAGES):
        file.seek(place)
        (start,) = struct.unpack(f"{order}I", file.read(4))
        if start == 0:
            return
        file.seek(start)
        (count,) = struct.unpack(f"{order}H", file.read(2))
        entries = file.read(12 * count)
        yield _tiff_size(entries, order)
        place = start + 2 + 12 * count
    raise Refusal(Trouble.HOSTILE, f"more than {_MOST_PAGES} pages")


def _tiff_size(entries: bytes, order: str) -> tuple[int, int]:
    found = {_WIDTH: 0, _HEIGHT: 0}
    for tag, number, _, value in struct.iter_unpack(f"{order}2HI4s", entries):
        if tag in found and number in _NUMBERS:
            (found[tag],) = struct.unpack_from(order + _NUMBERS[number], value)
    return found[_WIDTH], found[_HEIGHT]
