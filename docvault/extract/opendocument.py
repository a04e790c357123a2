"""The text of an OpenDocument file: text (odt), workbook (ods), presentation (odp)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from zipfile import ZipFile

from docvault.extract.container import check_container
from docvault.extract.limited import Trouble
from docvault.extract.part import Element, local, root_of
from docvault.extract.pieces import Heading, Line, Piece, Property, PropertyKey, titled
from docvault.extract.refusal import Refusal

_KEYS: dict[str, PropertyKey] = {
    "title": "title",
    "initial-creator": "author",
    "creator": "author",
    "subject": "subject",
    "keyword": "keywords",
    "creation-date": "created",
    "date": "modified",
}
_TABLE_NS = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT_NS = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CLASS = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}class"
# Deleted text that is still kept, and what only says how the rest is shown or made.
_SKIPPED = {"tracked-changes", "forms", "scripts", "automatic-styles", "shapes", "font-face-decls"}
_MOST_REPEATS = 1000  # of one row or cell; a workbook fills itself up with a million empty ones


def opendocument_pieces(path: Path) -> Iterator[Piece]:
    """Yield what meta.xml says, the body in order, then headers and footers.

    Table rows have their cells joined by tabs; tracked deletions are left out; a note, a comment
    or a box follows the paragraph it is anchored in.
    """
    check_container(path)
    with ZipFile(path) as archive:
        _refuse_encrypted(archive)
        yield from _properties(archive)
        content = root_of(archive, "content.xml")
        if content is None:
            raise Refusal(Trouble.DAMAGED, "no content.xml in it")
        reader = _Reader(is_workbook=content.find(".//{*}spreadsheet") is not None)
        yield from reader.blocks(content)
        styles = root_of(archive, "styles.xml")
        for part in () if styles is None else styles.iter("{*}header", "{*}footer"):
            yield from reader.blocks(part)


def _refuse_encrypted(archive: ZipFile) -> None:
    manifest = root_of(archive, "META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise Refusal(Trouble.DAMAGED, "encrypted")


def _properties(archive: ZipFile) -> Iterator[Property]:
    meta = root_of(archive, "meta.xml")
    found = [] if meta is None else [each for each in meta.iter("{*}*") if each.text]
    for name, key in _KEYS.items():  # who began it before who saved it last
        yield from (Property(key, each.text) for each in found if local(each) == name)


class _Reader:
    """Walks over a body; counts its tables."""

    def __init__(self, *, is_workbook: bool) -> None:
        self._is_workbook = is_workbook
        self._tables = count(1)

    def blocks(self, container: Element) -> Iterator[Piece]:
        """Yield the pieces below an element, in document order."""
        for element in container:
            match local(element):
                case "h" | "p":
                    yield from self._paragraph(element)
                case "table":
                    yield from self._rows_of(element)
                case "frame" if element.get(_CLASS) == "title":
                    lines = list(self._lines(element))
                    yield Heading(" ".join(lines))
                    yield from map(Line, lines)
                case name if name not in _SKIPPED:
                    yield from self.blocks(element)

    def _rows_of(self, table: Element) -> Iterator[Piece]:
        if self._is_workbook:
            yield from titled(table.get(f"{_TABLE_NS}name", ""))
        number = next(self._tables)
        for row in _nearest(table, "table-row"):
            line = self._row(row)
            if not line:
                number = next(self._tables) if self._is_workbook else number
                continue
            for _ in range(_repeats(row, "number-rows-repeated")):
                yield Line(line, number)

    def _row(self, row: Element) -> str:
        cells: list[str] = []
        for cell in _nearest(row, "table-cell", "covered-table-cell"):
            text = " ".join(self._lines(cell)).replace("\t", " ")
            cells += [text] * _repeats(cell, "number-columns-repeated")
        return "\t".join(cells).rstrip()

    def _lines(self, container: Element) -> Iterator[str]:
        return (piece.text for piece in self.blocks(container) if isinstance(piece, Line))

    def _paragraph(self, paragraph: Element) -> Iterator[Piece]:
        anchored: list[Piece] = []
        text = "".join(self._words(paragraph, anchored))
        if text.strip() and local(paragraph) == "h":
            yield Heading(text)
        yield from (Line(line) for line in text.split("\n") if line.strip())
        yield from anchored

    def _words(self, element: Element, anchored: list[Piece]) -> Iterator[str]:
        """Yield a paragraph's own text; what is anchored in it goes to `anchored`."""
        yield element.text or ""
        for child in element:
            match local(child):
                case "s":
                    number = child.get(f"{_TEXT_NS}c", "1")
                    yield " " * min(int(number), 100) if number.isdecimal() else " "
                case "tab":
                    yield "\t"
                case "line-break":
                    yield "\n"
                case "note" | "annotation" | "frame" | "text-box" | "custom-shape" | "g":
                    anchored.extend(self.blocks([child]))
                case _:
                    yield from self._words(child, anchored)
            yield child.tail or ""


def _nearest(element: Element, *names: str) -> Iterator[Element]:
    """Yield the descendants of these names, not those inside one of them (a table in a cell)."""
    for child in element:
        if local(child) in names:
            yield child
        else:
            yield from _nearest(child, *names)


def _repeats(element: Element, name: str) -> int:
    number = element.get(f"{_TABLE_NS}{name}", "1")
    return min(int(number), _MOST_REPEATS) if number.isdecimal() else 1
