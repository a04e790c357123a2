"""Office files for the tests: honest ones, and ones made to hurt."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl


def word(path: Path, fill: Callable[[docx.document.Document], object]) -> Path:
    document = docx.Document()
    fill(document)
    document.save(str(path))
    return path


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def rewrite(source: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Replace one part of an Office file by what `change` makes of it."""
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return source


def add(source: Path, name: str, data: bytes) -> Path:
    """Add an entry, under a name that may be taken already."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        with zipfile.ZipFile(source, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)
    return source


def with_doctype(source: Path, part: str, doctype: str, encoding: str = "UTF-8") -> Path:
    """Put a document type declaration before a part's root element."""

    def change(data: bytes) -> bytes:
        body = data.decode().partition("?>")[2]
        return f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{body}'.encode(encoding)

    return rewrite(source, part, change)


def bomb(source: Path, size: int) -> Path:
    """Add an entry of zeros; `size` is unpacked."""
    with (
        zipfile.ZipFile(source, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("word/media/zeros.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(size >> 20):
            entry.write(bytes(1 << 20))
    return source


def overlapping(path: Path) -> Path:
    """Make a zip whose 100 entries all share the bytes of one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a000", random.Random(1).randbytes(10_000))
    data = buffer.getvalue()
    start = data.index(b"PK\1\2")
    end = data.index(b"PK\5\6")
    entry = data[start:end]
    directory = b"".join(entry.replace(b"a000", f"a{n:03}".encode()) for n in range(100))
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 100, 100, len(directory), start, 0)
    path.write_bytes(data[:start] + directory + tail)
    return path
