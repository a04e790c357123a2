"""The text of a Word document (docx), as a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.package import Package

from docvault.extract.container import check_container
from docvault.extract.drawing import beside_words
from docvault.extract.office_properties import office_properties
from docvault.extract.pieces import Heading, Line, Piece

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_PIECES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_TEXT = qn("w:t")
_STYLE, _OUTLINE = qn("w:pStyle"), qn("w:outlineLvl")
_VALUE, _PROPERTIES = qn("w:val"), qn("w:pPr")
_NAME, _BASED_ON = qn("w:name"), qn("w:basedOn")
_BODY_LEVEL = 9  # of an outline: running text
_HEADING_STYLE = re.compile(r"(?:heading|标题|標題) ?[1-9]|title|标题|標題", re.IGNORECASE)
_MOST_ANCESTORS = 12  # of a style; more is a circle
# A shape's second wording, for old readers, and where tracked text was moved from.
SKIPPED = {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    qn("w:moveFrom"),
}
"""What is passed over."""
_STYLES = RELATION.STYLES
# What stands outside the body: at the end, in this order.
_BESIDE = (
    RELATION.HEADER,
    RELATION.FOOTER,
    RELATION.FOOTNOTES,
    RELATION.ENDNOTES,
    RELATION.COMMENTS,
)


def word_pieces(path: Path) -> Iterator[Piece]:
    """Yield the body's paragraphs and table rows in order (cells joined by tabs), then the rest.

    Text boxes, content controls and tracked insertions are in; tracked deletions are not.
    """
    check_container(path)
    yield from office_properties(path)
    part = Package.open(str(path)).main_document_part
    reader = _Reader(_heading_styles(part))
    yield from reader.blocks(element_of(part))
    beside = [rel for rel in part.rels.values() if not rel.is_external and rel.reltype in _BESIDE]
    for rel in sorted(beside, key=lambda rel: (_BESIDE.index(rel.reltype), rel.rId)):
        yield from reader.blocks(element_of(rel.target_part))
    yield from beside_words(path)


def element_of(part: Part) -> Any:
    """Return the root element of a part."""
    # Of a kind python-docx does not know (macros, footnotes) it keeps the bytes only.
    return part.element if isinstance(part, XmlPart) else parse_xml(part.blob)


def _heading_styles(main: Part) -> frozenset[str]:
    """Return the ids of the paragraph styles that make a heading, by outline level or by name."""
    part = next((rel.target_part for rel in main.rels.values() if rel.reltype == _STYLES), None)
    if part is None:
        return frozenset()
    styles = {style.get(qn("w:styleId")): style for style in element_of(part).iter(qn("w:style"))}
    return frozenset(key for key in styles if key and _is_heading(key, styles))


def _is_heading(key: str | None, styles: dict[str, Any]) -> bool:
    for _ in range(_MOST_ANCESTORS):
        style = styles.get(key or "")
        if style is None:
            return False
        if (level := _value(style, f"{_PROPERTIES}/{_OUTLINE}")) is not None:
            return _is_level(level)
        if _HEADING_STYLE.fullmatch(_value(style, _NAME) or ""):
            return True
        key = _value(style, _BASED_ON)
    return False


def _is_level(outline: str) -> bool:
    return outline.isdecimal() and int(outline) < _BODY_LEVEL


def _value(element: Any, path: str) -> str | None:
    found = element.find(path)
    return None if found is None else found.get(_VALUE)


class _Reader:
    """Walks over a document; knows its heading styles and counts its tables."""

    def __init__(self, heading_styles: frozenset[str]) -> None:
        self._heading_styles = heading_styles
        self._tables = count(1)

    def blocks(self, container: Any) -> Iterator[Piece]:
        """Yield the pieces of all paragraphs and tables below an element, in document order."""
        for element in container:
            if element.tag == _PARAGRAPH:
                yield from self._paragraph(element)
            elif element.tag == _TABLE:
                table = next(self._tables)
                for row in _nearest(element, _ROW):
                    if line := self._row(row):
                        yield Line(line, table)
            elif element.tag not in SKIPPED:
                yield from self.blocks(element)

    def _row(self, row: Any) -> str:
        cells = (" ".join(self._lines(cell)).replace("\t", " ") for cell in _nearest(row, _CELL))
        return "\t".join(cells).rstrip()

    def _lines(self, container: Any) -> Iterator[str]:
        return (piece.text for piece in self.blocks(container) if isinstance(piece, Line))

    def _paragraph(self, paragraph: Any) -> Iterator[Piece]:
        boxed: list[Piece] = []
        text = "".join(self._words(paragraph, boxed))
        if text.strip() and self._is_heading(paragraph):
            yield Heading(text)
        yield from (Line(line) for line in text.split("\n") if line.strip())
        yield from boxed

    def _is_heading(self, paragraph: Any) -> bool:
        properties = paragraph.find(_PROPERTIES)
        if properties is None:
            return False
        if (level := _value(properties, _OUTLINE)) is not None:
            return _is_level(level)
        return _value(properties, _STYLE) in self._heading_styles

    def _words(self, element: Any, boxed: list[Piece]) -> Iterator[str]:
        """Yield a paragraph's own text; the pieces of text boxes anchored in it go to `boxed`."""
        for child in element:
            if child.tag == _TEXT:
                yield child.text or ""
            elif child.tag in _PIECES:
                yield _PIECES[child.tag]
            elif child.tag in (_PARAGRAPH, _TABLE):
                boxed.extend(self.blocks([child]))
            elif child.tag not in SKIPPED:
                yield from self._words(child, boxed)


def _nearest(element: Any, tag: str) -> Iterator[Any]:
    """Yield the descendants of a tag, not those inside one of them (a table in a cell)."""
    for child in element:
        if child.tag == tag:
            yield child
        else:
            yield from _nearest(child, tag)
