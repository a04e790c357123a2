"""Tables of a Word document: which cells reach over several columns and rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

_VALUE, _ROW, _CELL = qn("w:val"), qn("w:tr"), qn("w:tc")
_WRAPPERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")}
_MOST_COLUMNS = 200


@dataclass(slots=True)
class Cell:
    """A cell that is shown, and how far it reaches."""

    element: Any
    column: int
    across: int
    down: int = 1


def rows_of(table: Any) -> list[list[Cell]]:
    """Return the cells of a table, row by row; those merged into the one above are left out."""
    above: dict[int, Cell] = {}
    rows: list[list[Cell]] = []
    for row in _below(table, _ROW):
        cells: list[Cell] = []
        column = _number(row, "w:trPr/w:gridBefore", 0)
        reached: dict[int, Cell] = {}
        for element in _below(row, _CELL):
            across = _number(element, "w:tcPr/w:gridSpan", 1)
            merged = _merged(element)
            if merged == "continue" and column in above:
                cell = above[column]
                cell.down += 1
            else:
                cell = Cell(element, column, across)
                cells.append(cell)
            if merged:
                reached[column] = cell
            column += across
        above = reached
        rows.append(cells)
    return rows


def is_head(row: Any) -> bool:
    """Say whether a row is repeated on every page, which makes it a head."""
    return row is not None and row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def first_row(table: Any) -> Any | None:
    """Return the first row."""
    return next(_below(table, _ROW), None)


def _below(element: Any, tag: str) -> Iterator[Any]:
    """Yield the rows of a table, or the cells of a row, content controls looked through."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _below(child, tag)


def _merged(cell: Any) -> str:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return "" if found is None else found.get(_VALUE, "continue")


def _number(element: Any, path: str, other: int) -> int:
    found = element.find("/".join(map(qn, path.split("/"))))
    number = "" if found is None else found.get(_VALUE, "")
    return min(int(number), _MOST_COLUMNS) if number.isdecimal() and number != "0" else other
