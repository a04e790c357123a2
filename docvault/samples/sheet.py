"""Write a sample as an Excel workbook."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from docvault.samples.content import RECORD_TITLE, Content, record_rows

_WRITTEN = datetime.datetime(2023, 10, 1, 9)  # noqa: DTZ001 - the format knows no time zone


def write_sheet(path: Path, content: Content) -> None:
    """Write the workbook, byte for byte the same every time: table, text, revision record."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": content.title, "created": _WRITTEN})
        bold = book.add_format({"bold": True})
        _add_sheet(book, "数据", content.table, bold)
        text: list[tuple[str, ...]] = [(content.title,), *content.facts]
        for section in content.sections:
            text += [(section.heading,), *((paragraph,) for paragraph in section.paragraphs)]
        _add_sheet(book, "说明", text, bold)
        if rows := record_rows(content):
            _add_sheet(book, RECORD_TITLE, rows, bold)


def _add_sheet(
    book: xlsxwriter.Workbook,
    title: str,
    rows: Sequence[tuple[str, ...]],
    head: xlsxwriter.format.Format,
) -> None:
    sheet = book.add_worksheet(title)
    sheet.set_column(0, 4, 18)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row, head if number == 0 else None)
