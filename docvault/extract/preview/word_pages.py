"""A Word document set for reading: headings, lists, tables, pictures, notes."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.package import Package

from docvault.extract.container import check_container
from docvault.extract.preview.answers import Answer, paged
from docvault.extract.preview.numbering import Numbering
from docvault.extract.preview.word_runs import Runs
from docvault.extract.preview.word_styles import Styles
from docvault.extract.preview.word_tables import Cell, first_row, is_head, rows_of
from docvault.extract.word import SKIPPED, element_of

_PARAGRAPH, _TABLE, _PROPERTIES = qn("w:p"), qn("w:tbl"), qn("w:pPr")
_NOTES = ((RELATION.FOOTNOTES, qn("w:footnote")), (RELATION.ENDNOTES, qn("w:endnote")))
_DEEPEST_HEADING = 6
_DEEPEST = 8  # of tables in tables, boxes in boxes
_ROWS = 300  # of a table in one piece

Block = tuple[str, str]
"""What it is (`item` or nothing) and its markup: items that follow each other are one list."""


def begin(path: str, _kind: str) -> Answer:
    """Return all pages."""
    check_container(Path(path))
    part = Package.open(path).main_document_part
    writer = _Writer(part)
    return paged(_grouped(writer.document(part)))


def page(path: str, kind: str, _number: str) -> Answer:
    """Return a page, which is to return all."""
    return begin(path, kind)


def _grouped(blocks: Iterator[Block]) -> Iterator[str]:
    for kind, group in groupby(blocks, key=lambda block: block[0]):
        markup = (each for _, each in group)
        if kind == "item":
            yield f'<ul class="items">{"".join(markup)}</ul>'
        else:
            yield from markup


def _related(part: Part, kind: str) -> Any | None:
    parts = (rel.target_part for rel in part.rels.values() if rel.reltype == kind)
    found = next(parts, None)
    return None if found is None else element_of(found)


class _Writer:
    """Walks over a document and writes its blocks."""

    def __init__(self, part: Part) -> None:
        self._styles = Styles(_related(part, RELATION.STYLES))
        self._numbering = Numbering(_related(part, RELATION.NUMBERING))
        self._runs = Runs(part)

    def document(self, part: Part) -> Iterator[Block]:
        """Yield the blocks of the body, then the notes."""
        yield from self.blocks(element_of(part))
        for kind, tag in _NOTES:
            root = _related(part, kind)
            for note in () if root is None else root.iter(tag):
                if note.get(qn("w:type")) in (None, "normal"):
                    number = escape(note.get(qn("w:id"), ""))
                    said = self._inner(note, 0)
                    yield "", f'<div class="note"><sup>{number}</sup>{said}</div>'

    def blocks(self, container: Any, depth: int = 0) -> Iterator[Block]:
        """Yield the blocks of all paragraphs and tables below an element."""
        for element in container:
            if element.tag == _PARAGRAPH:
                yield from self._paragraph(element, depth)
            elif element.tag == _TABLE and depth < _DEEPEST:
                yield from (("", part) for part in self._table(element, depth))
            elif element.tag not in SKIPPED:
                yield from self.blocks(element, depth)

    def _paragraph(self, paragraph: Any, depth: int) -> Iterator[Block]:
        properties = paragraph.find(_PROPERTIES)
        boxed: list[Any] = []
        words = self._runs.markup(paragraph, boxed)
        listed = self._styles.listed(properties) if words else None
        label = self._numbering.label(listed.id, listed.level) if listed else None
        shown = f'<span class="label">{escape(label)}</span> ' if label else ""
        level = min(self._styles.level(properties), _DEEPEST_HEADING)
        if words and level:
            yield "", f"<h{level}>{shown}{words}</h{level}>"
        elif words and label and listed:
            yield "item", f'<li class="l{listed.level}">{shown}{words}</li>'
        elif words:
            side = self._styles.alignment(properties)
            kind = f' class="{side}"' if side else ""
            yield "", f"<p{kind}>{words}</p>"
        for box in boxed if depth < _DEEPEST else ():
            yield "", f'<div class="box">{self._inner(box, depth + 1)}</div>'

    def _inner(self, container: Any, depth: int) -> str:
        return "".join(_grouped(self.blocks(container, depth)))

    def _table(self, table: Any, depth: int) -> Iterator[str]:
        rows = rows_of(table)
        head = is_head(first_row(table))
        for start in range(0, len(rows), _ROWS):
            shown = "".join(
                f"<tr>{''.join(self._cells(row, depth, head and not number))}</tr>"
                for number, row in enumerate(rows[start : start + _ROWS], start)
            )
            yield f"<table>{shown}</table>"

    def _cells(self, cells: list[Cell], depth: int, head: bool) -> Iterator[str]:
        tag = "th" if head else "td"
        for cell in cells:
            across = f' colspan="{cell.across}"' if cell.across > 1 else ""
            down = f' rowspan="{cell.down}"' if cell.down > 1 else ""
            yield f"<{tag}{across}{down}>{self._inner(cell.element, depth + 1)}</{tag}>"
