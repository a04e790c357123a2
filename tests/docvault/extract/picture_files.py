"""Pictures for the tests: drawn, and heads that promise more than there is."""

from __future__ import annotations

import struct
import zlib

# Strokes as boxes (left, top, right, bottom) in a square of ten by ten.
_CHARACTERS = {
    "王": ((0, 0, 9, 1), (0, 4.5, 9, 5.5), (0, 9, 9, 10), (4, 0, 5, 10)),
    "中": ((0.5, 2, 1.5, 7), (7.5, 2, 8.5, 7), (0.5, 2, 8.5, 3), (0.5, 6, 8.5, 7), (4, 0, 5, 10)),
    "田": (
        *((0, 0.5, 1, 9.5), (8, 0.5, 9, 9.5), (4, 0.5, 5, 9.5)),
        *((0, 0.5, 9, 1.5), (0, 4.5, 9, 5.5), (0, 8.5, 9, 9.5)),
    ),
    "工": ((0.5, 1, 8.5, 2), (0, 8.5, 9, 9.5), (4, 1, 5, 9)),
    "土": ((1, 3.5, 8, 4.4), (0, 8.5, 9, 9.5), (4, 0, 5, 9)),
}
_SCALE = 5
_MARGIN = 12


def written(words: str) -> bytes:
    """A PNG that shows the words; only the characters drawn above."""
    width, height = (len(words) * 12 + 12) * _SCALE, 34 * _SCALE
    rows = [bytearray(b"\xff" * width) for _ in range(height)]
    for place, character in enumerate(words):
        for left, top, right, bottom in _CHARACTERS[character]:
            first, last = (int((x + 6 + place * 12) * _SCALE) for x in (left, right))
            for y in range(int((top + _MARGIN) * _SCALE), int((bottom + _MARGIN) * _SCALE)):
                rows[y][first:last] = bytes(last - first)
    return png(width, height, b"".join(b"\0" + row for row in rows))


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def bmp(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<3IIii", 54, 0, 54, 40, width, height) + bytes(28)


def jpeg(width: int, height: int) -> bytes:
    comment = b"\xff\xfe" + struct.pack(">H", 1002) + bytes(1000)
    frame = struct.pack(">HB2HB", 17, 8, height, width, 3) + bytes(9)
    return b"\xff\xd8" + comment + b"\xff\xff\xff\xc2" + frame + b"\xff\xd9"


def webp(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<2I", 10, 0) + size


def tiff(*pages: tuple[int, int], order: str = "<") -> bytes:
    data = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    for number, (width, height) in enumerate(pages, 1):
        sides = struct.pack(f"{order}2HII2HII", 256, 4, 1, width, 257, 4, 1, height)
        following = len(data) + 30 if number < len(pages) else 0
        data += struct.pack(f"{order}H", 2) + sides + struct.pack(f"{order}I", following)
    return data


def endless_tiff() -> bytes:
    """Its only page names itself as the next one."""
    return tiff((10, 10))[:-4] + struct.pack("<I", 8)
