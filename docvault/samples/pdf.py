"""Write a sample as a PDF: the smallest that shows Chinese, with no font of its own.

It names one of the Chinese fonts that every reader knows or replaces (ISO 32000-1, 9.7.5.2), so
its text can be read, searched and copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docvault.samples.content import Content, lines

_LINE_HEIGHT, _SIZE = 18, 12  # points
_LEFT, _TOP = 56, 780  # of A4, 595 by 842 points
_LINES_PER_PAGE = 40
_COLUMNS = 80  # of half a character's width
_FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
    "/DescendantFonts[4 0 R]>>",
    # CIDs 1 to 95 are the ASCII characters, half as wide as the Chinese ones.
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 5 0 R"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/W[1 95 500]>>",
    "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
    "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
)
_FIRST_PAGE = 6  # the objects before: catalogue, page tree, font in three parts


def write_pdf(path: Path, content: Content) -> None:
    """Write the document, byte for byte the same every time."""
    wrapped = [piece for line in lines(content) for piece in _wrap(line)]
    pages = [
        wrapped[start : start + _LINES_PER_PAGE]
        for start in range(0, len(wrapped), _LINES_PER_PAGE)
    ]
    path.write_bytes(_file([*_frame(len(pages)), *_pages(pages)]))


def _frame(pages: int) -> Iterator[str]:
    """Yield objects 1 to 5."""
    children = " ".join(f"{_FIRST_PAGE + 2 * number} 0 R" for number in range(pages))
    yield "<</Type/Catalog/Pages 2 0 R/Lang(zh-CN)>>"
    yield f"<</Type/Pages/Count {pages}/Kids[{children}]>>"
    yield from _FONT


def _pages(pages: list[list[str]]) -> Iterator[str]:
    """Yield two objects a page: the page, and what is drawn on it."""
    for number, texts in enumerate(pages):
        drawn = _FIRST_PAGE + 2 * number + 1
        yield (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {drawn} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        shown = "".join(f"<{text.encode('utf-16-be').hex()}>Tj T*\n" for text in texts)
        stream = f"BT /F1 {_SIZE} Tf {_LINE_HEIGHT} TL {_LEFT} {_TOP} Td\n{shown}ET"
        yield f"<</Length {len(stream)}>>stream\n{stream}\nendstream"


def _file(objects: list[str]) -> bytes:
    """Put the objects in one file, with the table of where each begins."""
    data = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    table = "0000000000 65535 f \n"
    for number, body in enumerate(objects, 1):
        table += f"{len(data):010} 00000 n \n"
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    count = len(objects) + 1
    trailer = f"trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {count}\n{table}{trailer}".encode("ascii")


def _wrap(line: str) -> Iterator[str]:
    piece, width = "", 0
    for character in line:
        columns = 1 if character.isascii() else 2
        if width + columns > _COLUMNS:
            yield piece
            piece, width = "", 0
        piece, width = piece + character, width + columns
    yield piece
