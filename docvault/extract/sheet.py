"""The text of an Excel workbook (xlsx, xlsb, xls), sheet by sheet."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineWorkbook

from docvault.extract.compound import compound_properties
from docvault.extract.container import check_container
from docvault.extract.drawing import beside_sheets
from docvault.extract.office_properties import office_properties
from docvault.extract.pieces import Line, Piece, titled

_WHOLE = 1e15  # Excel keeps fifteen digits


def sheet_pieces(path: Path) -> Iterator[Piece]:
    """Yield each sheet's title, then its rows that hold anything (cells joined by tabs).

    At the end come boxes, titles of charts and comments. Of a formula the value stands there that
    the last program to save the file computed.
    """
    check_container(path)
    yield from office_properties(path)
    yield from _sheets(path)
    yield from beside_sheets(path)


def old_sheet_pieces(path: Path) -> Iterator[Piece]:
    """Yield the same of a workbook of Excel 97 to 2003 (BIFF 8 in a compound file)."""
    yield from compound_properties(path)
    yield from _sheets(path)


def _sheets(path: Path) -> Iterator[Piece]:
    table = 0
    with CalamineWorkbook.from_path(path) as book:
        for title in book.sheet_names:
            yield from titled(title)
            table += 1
            sheet = book.get_sheet_by_name(title)
            before = "\t" * (sheet.start or (0, 0))[1]  # empty columns at the left are left out
            for row in sheet.iter_rows():
                line = (before + "\t".join(map(_text, row))).rstrip()
                if line:
                    yield Line(line, table)
                else:
                    table += 1  # an empty row ends one table and begins another


def _text(value: object) -> str:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return str(value)
