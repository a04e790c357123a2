"""Files of kinds that no library here writes, made by hand, byte by byte."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def pdf(path: Path, *pages: str, info: str = "", bookmark: str = "") -> Path:
    """Write a PDF of one line a page, whose characters are named by a ToUnicode map alone."""
    characters = sorted(set("".join(pages)))
    codes = {character: number for number, character in enumerate(characters, 1)}
    mapping = "".join(
        f"<{codes[each]:04x}> <{each.encode('utf-16-be').hex()}>\n" for each in characters
    )
    to_unicode = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> "
        f"endcodespacerange {len(characters)} beginbfchar\n{mapping}endbfchar endcmap end"
    )
    kids = " ".join(f"{9 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R/Outlines 7 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/Made/Encoding/Identity-H"
        "/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Made/DW 1000/FontDescriptor 5 0 R"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        "<</Type/FontDescriptor/FontName/Made/Flags 4/FontBBox[0 0 1000 1000]"
        "/ItalicAngle 0/Ascent 900/Descent -100/CapHeight 900/StemV 90>>",
        _stream(to_unicode),
        "<</Type/Outlines/First 8 0 R/Last 8 0 R/Count 1>>",
        f"<</Title<feff{bookmark.encode('utf-16-be').hex()}>/Parent 7 0 R/Dest[9 0 R/Fit]>>",
    ]
    for number, text in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {10 + 2 * number} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        shown = "".join(f"{codes[each]:04x}" for each in text)
        objects.append(_stream(f"BT /F1 12 Tf 56 780 Td <{shown}> Tj ET"))
    objects.append(f"<<{info}>>")
    return _pdf_of(path, objects)


def _stream(text: str) -> str:
    return f"<</Length {len(text)}>>stream\n{text}\nendstream"


def _pdf_of(path: Path, objects: list[str]) -> Path:
    data = bytearray(b"%PDF-1.5\n")
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj{text}endobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"<</Size {len(objects) + 1}/Root 1 0 R/Info {len(objects)} 0 R>>"
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer{trailer}"
    path.write_bytes(bytes(data) + f"{end}\nstartxref\n{len(data)}\n%%EOF".encode("latin-1"))
    return path


def opendocument(
    path: Path, body: str, *, meta: str = "", styles: str = "", manifest: str = ""
) -> Path:
    """Write an OpenDocument file around the XML of its body."""
    names = ["office", "style", "text", "table", "draw", "presentation", "meta", "manifest"]
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names
    )
    spaces += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    parts = {
        "content.xml": f"<office:document-content {spaces}><office:body>{body}</office:body>"
        "</office:document-content>",
        "meta.xml": f"<office:document-meta {spaces}><office:meta>{meta}</office:meta>"
        "</office:document-meta>",
        "styles.xml": f"<office:document-styles {spaces}><office:master-styles>{styles}"
        "</office:master-styles></office:document-styles>",
        "META-INF/manifest.xml": manifest or f"<manifest:manifest {spaces}/>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return path


def compound(path: Path, streams: Mapping[str, bytes]) -> Path:
    """Write a compound file (MS-CFB); names with a slash lie in a storage.

    Every stream is padded to 4,096 bytes, so that there is no second, smaller kind of sector.
    """
    storages = sorted({name.split("/")[0] for name in streams if "/" in name})
    top = [*storages, *(name for name in streams if "/" not in name)]
    entries = [("Root Entry", 5, b""), *((name, 1, b"") for name in storages)]
    entries += [(name, 2, data) for name, data in streams.items()]
    numbers = {name: number for number, (name, _, _) in enumerate(entries)}
    siblings = {0: [numbers[name] for name in top]}
    for storage in storages:
        inside = [name for name in streams if name.startswith(f"{storage}/")]
        siblings[numbers[storage]] = [numbers[name] for name in inside]
    sectors: list[bytes] = []
    fat: list[int] = []

    def place(data: bytes) -> int:
        start, count = len(sectors), -(-len(data) // _SECTOR)
        padded = data.ljust(count * _SECTOR, b"\0")
        sectors.extend(padded[at : at + _SECTOR] for at in range(0, len(padded), _SECTOR))
        fat.extend([*range(start + 1, start + count), _END])
        return start

    follows = {each: then for line in siblings.values() for each, then in pairwise(line)}
    directory = b""
    for number, (name, kind, data) in enumerate(entries):
        child = next(iter(siblings.get(number, [])), _FREE)
        start = place(data.ljust(4096, b"\0")) if kind == 2 else _END
        size = max(4096, len(data)) if kind == 2 else 0
        own = name.rpartition("/")[2]
        directory += _entry(own, kind, follows.get(number, _FREE), child, start, size)
    first = place(directory + bytes(-len(directory) % _SECTOR))
    table = len(sectors)
    fat.append(_FAT)
    sectors.append(struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat))))
    path.write_bytes(_head(first, table) + b"".join(sectors))
    return path


def _head(directory: int, table: int) -> bytes:
    head = struct.pack("<8s16x5H6x", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, directory, 0, 4096, _END, 0, _END, 0)
    return head + struct.pack("<109I", table, *[_FREE] * 108)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    spelled = (name + "\0").encode("utf-16-le")
    return (
        spelled.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(spelled), kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def old_workbook(path: Path, title: str, rows: list[list[str | float]]) -> Path:
    """Write a workbook of Excel 97 (BIFF 8): one sheet of texts and numbers."""
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(value, str):
                sheet += _record(0x204, place + _unicode(value, "<HB"))
            else:
                sheet += _record(0x203, place + struct.pack("<d", value))
    sheet += _record(0x0A, b"")
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    spelled = _unicode(title, "<BB")
    where = len(begin) + 4 + 6 + len(spelled) + 4
    book = begin + _record(0x85, struct.pack("<IH", where, 0) + spelled) + _record(0x0A, b"")
    return compound(path, {"Workbook": book + sheet})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _unicode(text: str, head: str) -> bytes:
    return struct.pack(head, len(text), 1) + text.encode("utf-16-le")
