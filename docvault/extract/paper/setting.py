"""A document set on A4 pages out of what the makers of previews say of it."""

from __future__ import annotations

import csv
import importlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from docvault.extract.fonts import Fonts
from docvault.extract.paper import marks
from docvault.extract.paper.breaking import Style
from docvault.extract.paper.faces import Faces
from docvault.extract.paper.flow import Flow
from docvault.extract.paper.marks import HEIGHT, WIDTH, Strip
from docvault.extract.paper.markup import Node, tree
from docvault.extract.plain import text_in
from docvault.extract.preview.answers import table
from docvault.extract.preview.views import MAKERS

_MARGIN, _SHEET_MARGIN = 120.0, 70.0
_FOOT = 60.0  # from the lower edge to the number of the page
_ON_SLIDES = 42.0
_WRAPPED = 1.3  # how much wider than a standing page a table is whose longest cells are wrapped
_MOST_PAGES = 600
_MOST_CHARACTERS = 3_000_000  # of markup
_SECONDS = 12.0  # of the twenty that a reader has
_TABLES = {".csv": ",", ".tsv": "\t"}
_MOST_ROWS, _MOST_COLUMNS = 5000, 60


@dataclass(slots=True)
class _Part:
    """What begins on a page of its own: a document, a sheet, a slide."""

    node: Node
    lying: bool = False
    margin: float = _MARGIN
    style: Style = field(default_factory=Style)


@dataclass(slots=True)
class _Read:
    """What the maker says, page by page, until it is too much."""

    maker: ModuleType
    path: str
    kind: str
    parts: list[dict[str, Any]] = field(default_factory=list)
    cut: bool = False

    def pages(self) -> Iterator[tuple[int, str]]:
        """Yield the pages of markup with their numbers, from 1."""
        begun = self.maker.begin(self.path, self.kind)
        self.parts, self.cut = begun.get("parts", []), begun.get("cut", False)
        made, size = begun["pages"], 0
        for number in range(1, begun["count"] + 1):
            if str(number) not in made:
                made = self.maker.page(self.path, self.kind, str(number))["pages"]
            html = made[str(number)]["html"]
            size += len(html)
            if size > _MOST_CHARACTERS and number > 1:
                self.cut = True
                return
            yield number, html


def set_out(path: str, kind: str, fonts: Fonts) -> dict[str, Any]:
    """Return all pages of a document, each a line of JSON (`marks.kept`), and whether it was cut.

    What takes longer than twelve seconds, or more than 600 pages, is left out at the end.
    """
    flow = Flow(Faces(fonts))
    until = time.monotonic() + _SECONDS
    read = _Read(importlib.import_module(MAKERS[kind]), path, kind)
    rows = _rows(path, kind)
    parts = [_Part(_as_table(rows))] if rows else list(_parts(read))
    pages: list[str] = []
    cut = len(rows) > _MOST_ROWS or read.cut
    for part in parts:
        if part.margin != _MARGIN or rows:
            part.margin = _SHEET_MARGIN
            room = WIDTH - 2 * _SHEET_MARGIN
            part.lying = flow.natural(_only_table(part.node)) > _WRAPPED * room
        for page in _paged(part, flow):
            if len(pages) >= _MOST_PAGES or time.monotonic() > until:
                return {"pages": pages, "cut": True}
            pages.append(_finished(page, part, len(pages) + 1))
    return {"pages": pages or [marks.kept(WIDTH, HEIGHT, [])], "cut": cut}


def _parts(read: _Read) -> Iterator[_Part]:
    """Yield what the maker says, put together to parts."""
    whole = Node("body")
    sheets: list[_Part] = []
    for number, html in read.pages():
        node = tree(html)
        if read.parts:
            _to_sheets(sheets, node, number, read.parts)
        else:
            whole.inside += node.inside
    slides = [node for node in whole.nodes("section") if node.kind == "slide"]
    if slides:
        yield from (_Part(slide, lying=True, style=Style(_ON_SLIDES)) for slide in slides)
    elif read.parts:
        yield from sheets
    else:
        yield _Part(whole)


def _to_sheets(sheets: list[_Part], node: Node, number: int, parts: list[dict[str, Any]]) -> None:
    """Add a maker's page of a workbook: rows to their sheet, further columns as a part apart."""
    part = next(each for each in reversed(parts) if each["first"] <= number)
    if number > part["first"] and part["across"] == 1 and sheets:
        before, rows = _only_table(sheets[-1].node), _only_table(node)
        before.inside += rows.nodes("tbody")
        return
    if len(parts) > 1:
        node.inside.insert(0, Node("h3", {}, [str(part["title"])]))
    if node.inside:
        sheets.append(_Part(node, margin=_SHEET_MARGIN))


def _only_table(node: Node) -> Node:
    return next(node.nodes("table"), Node("table", {"class": "sheet"}))


def _rows(path: str, kind: str) -> list[list[str]]:
    """Return the rows of a text that is a table; none where it is no good one."""
    if kind not in _TABLES:
        return []
    text = text_in(Path(path))[:_MOST_CHARACTERS]
    separator = (
        ";" if kind == ".csv" and text[:2000].count(";") > text[:2000].count(",") else _TABLES[kind]
    )
    try:
        found = list(islice(csv.reader(text.splitlines(), delimiter=separator), _MOST_ROWS + 1))
    except csv.Error:
        return []
    rows = [row for row in found if row]
    widest = max(map(len, rows), default=0)
    return rows if 1 < widest <= _MOST_COLUMNS else []


def _as_table(rows: list[list[str]]) -> Node:
    widest = max(map(len, rows))
    even = ([*row, *[""] * (widest - len(row))] for row in rows[:_MOST_ROWS])
    node = tree(table(even))
    _only_table(node).attributes["class"] = "sheet"
    return node


def _paged(part: _Part, flow: Flow) -> Iterator[list[marks.Mark]]:
    """Yield the marks of each page of a part; one page at least."""
    width, height = (HEIGHT, WIDTH) if part.lying else (WIDTH, HEIGHT)
    top, bottom = part.margin, height - max(part.margin, _FOOT * 1.5)
    page: list[marks.Mark] = []
    y = top
    for group in _together(
        flow.strips(part.node, part.margin, width - 2 * part.margin, part.style)
    ):
        if y + sum(strip.height for strip in group) > bottom and page:
            yield page
            page, y = [], top
        for strip in group:
            if y + strip.height > bottom and page:
                yield page
                page, y = [], top
            if not page and strip.head:
                page += strip.head.lowered(y)
                y += strip.head.height
            if page or strip.marks:  # no blank at the top of a page
                page += strip.lowered(y)
                y += strip.height
    yield page


def _together(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    """Yield strips that belong on one page: headings with what follows them."""
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.follows or len(group) > 10:  # noqa: PLR2004
            yield group
            group = []
    if group:
        yield group


def _finished(page: list[marks.Mark], part: _Part, number: int) -> str:
    width, height = (HEIGHT, WIDTH) if part.lying else (WIDTH, HEIGHT)
    x = width / 2 - 4.5 * len(str(number))
    foot = marks.text(x, height - _FOOT, str(number), 16.0, False, "faint")
    return marks.kept(width, height, [*page, foot])
