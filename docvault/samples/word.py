"""Write a sample as a Word document."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.document import Document

from docvault.samples.content import RECORD_TITLE, Content, record_rows

_WRITTEN = (2023, 10, 1, 9, 0, 0)  # in every file alike, so that a sample's bytes never change


def write_word(path: Path, content: Content) -> None:
    """Write the document, byte for byte the same every time."""
    document = docx.Document()
    document.core_properties.title = content.title
    document.core_properties.created = document.core_properties.modified = datetime.datetime(
        *_WRITTEN, tzinfo=datetime.UTC
    )
    document.add_heading(content.title, 0)
    for label, value in content.facts:
        document.add_paragraph(f"{label}：{value}")
    for section in content.sections:
        document.add_heading(section.heading, 1)
        for paragraph in section.paragraphs:
            document.add_paragraph(paragraph)
    _add_table(document, content.table)
    if rows := record_rows(content):
        document.add_heading(RECORD_TITLE, 1)
        _add_table(document, rows)
    path.write_bytes(_dated(document))


def _add_table(document: Document, rows: Sequence[tuple[str, ...]]) -> None:
    table = document.add_table(len(rows), len(rows[0]))
    table.style = "Table Grid"
    # Not table.cell(): it counts the whole grid anew for every cell.
    for row, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word


def _dated(document: Document) -> bytes:
    """Return the file with the time of writing of its parts fixed."""
    made, fixed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _WRITTEN)
            target.writestr(part, source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
