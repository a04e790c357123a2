"""Tables on a page: how wide the columns are, and one strip for each row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Protocol

from docvault.extract.paper import marks
from docvault.extract.paper.breaking import Style
from docvault.extract.paper.faces import Faces
from docvault.extract.paper.inline import Inline
from docvault.extract.paper.marks import Strip
from docvault.extract.paper.markup import Node

_SIZE, _SMALL, _SMALLER = 19.0, 17.0, 16.0
_PAD = 8.0
_NARROW = 90.0  # no column needs to be narrower
_BAND = 560.0  # of a row that is higher, a page may end within it
_HEAD = 300.0  # a higher one is not repeated
_MOST_COLUMNS = 200
_STRETCHED = 0.6  # a table this wide already takes the whole width


class _Strips(Protocol):
    def strips(
        self, node: Node, left: float, width: float, style: Style | None = None
    ) -> Iterator[Strip]: ...


@dataclass(slots=True)
class _Cell:
    """A cell in the grid: where it begins, how far it reaches, what of it waits to be placed."""

    node: Node
    column: int
    across: int
    last: int
    """The last row that it covers."""
    waiting: list[Strip] = field(default_factory=list)

    def taken(self, room: float) -> list[Strip]:
        """Take what fits into so many points; something at least, if there is anything."""
        used, number = 0.0, 0
        while number < len(self.waiting):
            used += self.waiting[number].height
            if used > room and number:
                break
            number += 1
        taken, self.waiting = self.waiting[:number], self.waiting[number:]
        return taken

    @property
    def height(self) -> float:
        """How high the rest of it is."""
        return sum(strip.height for strip in self.waiting)


class Tables:
    """Turns tables into strips; what is in a cell is the flow's matter again."""

    def __init__(self, faces: Faces, flow: _Strips) -> None:
        self._faces, self._flow = faces, flow
        self._inline = Inline(faces)

    def natural(self, table: Node) -> float:
        """Return the width at which no line would break."""
        return sum(self._natural(_grid(table), _SMALLER))

    def strips(self, table: Node, left: float, width: float, style: Style) -> Iterator[Strip]:
        """Yield a strip for each row; a table with too many columns is set in several parts."""
        rows = _grid(table)
        size = _SIZE
        natural = self._natural(rows, size)
        if sum(natural) > width:
            size = _SMALLER if table.kind == "sheet" else _SMALL
            natural = self._natural(rows, size)
        for start, end in _parts(natural, width):
            if start:
                yield Strip(size * 2)
            widths = _shared(natural[start:end], width)
            edges = [left]
            for each in widths:
                edges.append(edges[-1] + each)
            yield from self._rows(_between(rows, start, end), edges, replace(style, size=size))

    def _natural(self, rows: list[list[_Cell]], size: float) -> list[float]:
        count = max((cell.column + cell.across for row in rows for cell in row), default=0)
        found = [2 * _PAD + size] * count
        for cell in chain.from_iterable(rows):
            if cell.across == 1:
                found[cell.column] = max(found[cell.column], self._widest(cell.node, size))
        return found

    def _widest(self, node: Node, size: float) -> float:
        """Return the width of a cell's longest paragraph; of pictures a guess."""
        parts = [each for each in node.inside if isinstance(each, Node) and each.tag != "img"]
        paragraphs = parts if any(each.tag in {"p", "ul", "table"} for each in parts) else [node]
        texts = ("".join(self._inline.plain(each)) for each in paragraphs)
        rows = (row for text in texts for row in text[:2000].split("\n"))
        widest = max((self._faces.width(self._faces.known(row), size) for row in rows), default=0.0)
        return widest + 2 * _PAD + 2

    def _rows(self, rows: list[list[_Cell]], edges: list[float], style: Style) -> Iterator[Strip]:
        head: Strip | None = None
        going: list[_Cell] = []  # cells of rows above that reach down here
        for number, row in enumerate(rows):
            for cell in row:
                cell.waiting = self._inside(cell, edges, style)
            cells = sorted([*going, *row], key=lambda cell: cell.column)
            strips = list(_bands(cells, row, number, edges, style.size))
            going = [cell for cell in cells if cell.last > number]
            heading = bool(row) and all(cell.node.tag == "th" for cell in row)
            for strip in strips:
                strip.head = head
                yield strip
            if not number and heading and not going and strips[0].height < _HEAD:
                head = strips[0]

    def _inside(self, cell: _Cell, edges: list[float], style: Style) -> list[Strip]:
        left, right = edges[cell.column], edges[cell.column + cell.across]
        room = max(right - left - 2 * _PAD, style.size)
        node = cell.node
        if node.tag == "th":
            style = replace(style, bold=True)
        if node.kind == "n":
            node = Node("td", {}, [Node("p", {"class": "right"}, node.inside)])
        inside = list(self._flow.strips(node, left + _PAD, room, style))
        while inside and not inside[-1].marks:
            inside.pop()
        return inside


def _bands(
    cells: list[_Cell], row: list[_Cell], number: int, edges: list[float], size: float
) -> Iterator[Strip]:
    """Yield a row as one strip, or as several where it is very high."""
    ending = [cell for cell in cells if cell.last == number]
    first = True
    while first or any(cell.waiting for cell in ending):
        wanted = max((cell.height for cell in ending), default=0.0)
        taken = {id(cell): cell.taken(_BAND) for cell in ending} if wanted else {}
        filled = max((_height(strips) for strips in taken.values()), default=0.0)
        height = max(filled, size * 1.45) + 2 * _PAD
        last = not any(cell.waiting for cell in ending)
        band = Strip(height)
        for cell in cells:
            inside = taken.get(id(cell))
            if inside is None:
                fits = cell.waiting and cell.waiting[0].height <= height - _PAD
                inside = cell.taken(height - _PAD) if fits else []
            _place(band, cell, inside, edges, (first and cell in row, last and cell in ending))
        yield band
        first = False


def _height(strips: list[Strip]) -> float:
    return sum(strip.height for strip in strips)


def _place(
    band: Strip, cell: _Cell, inside: list[Strip], edges: list[float], ends: tuple[bool, bool]
) -> None:
    """Draw a cell into a band: its ground, its borders, what is in it."""
    left, right = edges[cell.column], edges[cell.column + cell.across]
    if cell.node.tag == "th":
        band.marks.append(marks.fill(left, 0, right - left, band.height, "shade"))
    for x in (left, right):
        band.marks.append(marks.line(x, 0, x, band.height))
    for drawn, y in zip(ends, (0.0, band.height), strict=True):
        if drawn:
            band.marks.append(marks.line(left, y, right, y))
    down = _PAD
    for strip in inside:
        band.marks += strip.lowered(down)
        down += strip.height


def _grid(table: Node) -> list[list[_Cell]]:
    """Return the cells of a table, each in its column; a workbook's own letters are left out."""
    sheet = table.kind == "sheet"
    groups = [] if sheet else list(table.nodes("thead"))
    groups += [table, *table.nodes("tbody")]
    rows = [row for group in groups for row in group.nodes("tr")]
    reached: dict[int, int] = {}  # column -> last row that a cell from above covers
    found: list[list[_Cell]] = []
    for number, row in enumerate(rows):
        cells: list[_Cell] = []
        column = 0
        for node in row.nodes("td", *(() if sheet else ("th",))):
            while reached.get(column, -1) >= number:
                column += 1
            across = min(node.number("colspan"), _MOST_COLUMNS - column)
            if across < 1:
                break
            last = min(number + node.number("rowspan"), len(rows)) - 1
            cells.append(_Cell(node, column, across, last))
            reached |= dict.fromkeys(range(column, column + across), last)
            column += across
        found.append(cells)
    return found


def _between(rows: list[list[_Cell]], start: int, end: int) -> list[list[_Cell]]:
    """Return the part of a grid between two columns; what reaches over its edge is cut there."""
    return [
        [
            replace(cell, column=first - start, across=last - first)
            for cell in row
            for first in (max(cell.column, start),)
            for last in (min(cell.column + cell.across, end),)
            if first < last
        ]
        for row in rows
    ]


def _parts(natural: list[float], width: float) -> Iterator[tuple[int, int]]:
    """Yield the columns that go beside each other on the page: first, and one after the last."""
    start, used = 0, 0.0
    for column, each in enumerate(natural):
        least = min(each, _NARROW)
        if used + least > width and column > start:
            yield start, column
            start, used = column, 0.0
        used += least
    if natural:
        yield start, len(natural)


def _shared(natural: list[float], width: float) -> list[float]:
    """Return the widths of columns: short ones get what they want, long ones share the rest."""
    total = sum(natural)
    if total <= width:
        scale = width / total if total > _STRETCHED * width else 1.0
        return [each * scale for each in natural]
    widths = dict.fromkeys(range(len(natural)), 0.0)
    rest, count = width, len(natural)
    for column in sorted(widths, key=lambda each: natural[each]):
        widths[column] = min(natural[column], rest / count)
        rest -= widths[column]
        count -= 1
    return [widths[column] for column in range(len(natural))]
