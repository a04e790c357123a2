"""The text of a Word document (docx), as a reader sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.package import Package

from docvault.extract.container import check_container

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_PIECES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_TEXT = qn("w:t")
# A shape's second wording, for old readers, and where tracked text was moved from.
_SKIPPED = {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    qn("w:moveFrom"),
}
# What stands outside the body: at the end, in this order.
_BESIDE = (
    RELATION.HEADER,
    RELATION.FOOTER,
    RELATION.FOOTNOTES,
    RELATION.ENDNOTES,
    RELATION.COMMENTS,
)


def word_lines(path: Path) -> Iterator[str]:
    """Yield the body's paragraphs and table rows in order (cells joined by tabs), then the rest.

    Text boxes, content controls and tracked insertions are in; tracked deletions are not.
    """
    check_container(path)
    part = Package.open(str(path)).main_document_part
    yield from _blocks(_element(part))
    beside = [rel for rel in part.rels.values() if not rel.is_external and rel.reltype in _BESIDE]
    for rel in sorted(beside, key=lambda rel: (_BESIDE.index(rel.reltype), rel.rId)):
        yield from _blocks(_element(rel.target_part))


def _element(part: Part) -> Any:
    # Of a kind python-docx does not know (macros, footnotes) it keeps the bytes only.
    return part.element if isinstance(part, XmlPart) else parse_xml(part.blob)


def _blocks(container: Any) -> Iterator[str]:
    """Yield the lines of all paragraphs and tables below an element, in document order."""
    for element in container:
        if element.tag == _PARAGRAPH:
            yield from _paragraph(element)
        elif element.tag == _TABLE:
            yield from (line for row in _nearest(element, _ROW) if (line := _row(row)))
        elif element.tag not in _SKIPPED:
            yield from _blocks(element)


def _row(row: Any) -> str:
    cells = (" ".join(_blocks(cell)).replace("\t", " ") for cell in _nearest(row, _CELL))
    return "\t".join(cells).rstrip()


def _nearest(element: Any, tag: str) -> Iterator[Any]:
    """Yield the descendants of a tag, not those inside one of them (a table in a cell)."""
    for child in element:
        if child.tag == tag:
            yield child
        else:
            yield from _nearest(child, tag)


def _paragraph(paragraph: Any) -> Iterator[str]:
    boxed: list[str] = []
    text = "".join(_pieces(paragraph, boxed))
    yield from (line for line in text.split("\n") if line.strip())
    yield from boxed


def _pieces(element: Any, boxed: list[str]) -> Iterator[str]:
    """Yield a paragraph's own text; the lines of text boxes anchored in it go to `boxed`."""
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _PIECES:
            yield _PIECES[child.tag]
        elif child.tag in (_PARAGRAPH, _TABLE):
            boxed.extend(_blocks([child]))
        elif child.tag not in _SKIPPED:
            yield from _pieces(child, boxed)
