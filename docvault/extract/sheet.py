"""The text of an Excel workbook (xlsx), sheet by sheet."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from docvault.extract.container import check_container


def sheet_lines(path: Path) -> Iterator[str]:
    """Yield each sheet's title, then its rows that hold anything (cells joined by tabs).

    Of a formula the value stands there that the last program to save the file computed.
    """
    check_container(path)
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            yield sheet.title
            sheet.reset_dimensions()  # what the file claims; a false claim costs a million rows
            for row in sheet.iter_rows(values_only=True):
                line = "\t".join(map(_text, row)).rstrip()
                if line:
                    yield line
    finally:
        book.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return " ".join(str(value).split())
