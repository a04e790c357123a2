"""Workbooks as tables, 200 rows by 50 columns a page."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook

from docvault.extract.container import check_container
from docvault.extract.kinds import CONTAINERS
from docvault.extract.preview.answers import Answer, markup, overview, pages

_ROWS, _COLUMNS = 200, 50
_MOST_SHEETS = 200
_AT_ONCE = 12  # pages: to open a large workbook takes seconds, to cut a page out of it nothing
_LONGEST = 2000  # characters of a cell
_ON_ONE_LINE = 24  # characters of a cell
_ALPHABET = 26
_WHOLE = 1e15  # Excel keeps fifteen digits


def begin(path: str, kind: str) -> Answer:
    """Return the sheets, each with its first page and how many lie across and down."""
    _check(path, kind)
    parts: list[Answer] = []
    made: dict[int, Answer] = {}
    count = 0
    with CalamineWorkbook.from_path(path) as book:
        for title in book.sheet_names[:_MOST_SHEETS]:
            sheet = book.get_sheet_by_name(title)
            across, down = _extent(sheet)
            parts.append({"title": title, "first": count + 1, "across": across, "down": down})
            made |= _some(sheet, 0, count, _AT_ONCE - len(made))
            count += across * down
        cut = len(book.sheet_names) > len(parts)
    return overview(count, made, parts=parts, cut=cut)


def page(path: str, kind: str, number: str) -> Answer:
    """Return one page and those after it in its sheet."""
    _check(path, kind)
    place, before = int(number) - 1, 0
    with CalamineWorkbook.from_path(path) as book:
        for title in book.sheet_names[:_MOST_SHEETS]:
            sheet = book.get_sheet_by_name(title)
            across, down = _extent(sheet)
            if place < across * down:
                return pages(_some(sheet, place, before, _AT_ONCE))
            place -= across * down
            before += across * down
    raise IndexError(number)


def _some(sheet: CalamineSheet, start: int, before: int, most: int) -> dict[int, Answer]:
    """Return up to `most` pages of a sheet; `before` pages are of the sheets before it."""
    across, down = _extent(sheet)
    return {
        before + place + 1: _page(sheet, place // across * _ROWS, place % across * _COLUMNS)
        for place in range(start, min(across * down, start + most))
    }


def _check(path: str, kind: str) -> None:
    if kind in CONTAINERS:
        check_container(Path(path))


def _size(sheet: CalamineSheet) -> tuple[int, int]:
    """Return how many rows and columns there are, from A1 on.

    The sheet's own `total_height` and `total_width` are one too few (python-calamine 0.9).
    """
    row, column = sheet.end or (-1, -1)
    return row + 1, column + 1


def _extent(sheet: CalamineSheet) -> tuple[int, int]:
    """Return how many pages lie across and down."""
    height, width = _size(sheet)
    return max(1, -(-width // _COLUMNS)), max(1, -(-height // _ROWS))


def _page(sheet: CalamineSheet, top: int, left: int) -> Answer:
    width = min(_COLUMNS, max(0, _size(sheet)[1] - left))
    spans = _Spans(sheet, top, left)
    head = "".join(f'<th scope="col">{column_name(left + each)}</th>' for each in range(width))
    rows = "".join(
        f'<tr><th scope="row">{number + 1}</th>{cells}</tr>'
        for number, row in _rows(sheet, top)
        for cells in ("".join(_cells(row, number, left, width, spans)),)
    )
    if not rows:
        return markup("")
    body = f"<thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody>"
    return markup(f'<table class="sheet">{body}</table>')


def _rows(sheet: CalamineSheet, top: int) -> Iterator[tuple[int, list[Any]]]:
    """Yield up to 200 rows with their numbers, from 0; each from column A."""
    before = (sheet.start or (0, 0))[1]  # empty columns at the left are left out, rows above not
    for number, row in enumerate(islice(sheet.iter_rows(), top, top + _ROWS), top):
        yield number, [None] * before + row


def _cells(row: list[Any], number: int, left: int, width: int, spans: _Spans) -> Iterator[str]:
    for column in range(left, left + width):
        if (number, column) in spans.covered:
            continue
        value = row[column] if column < len(row) else None
        text = "" if value is None else written(value)[:_LONGEST]
        kind = _class(value, text)
        yield f"<td{kind}{spans.attributes(number, column)}>{escape(text)}</td>"


def _class(value: object, text: str) -> str:
    """Return what a cell is: a number, at the right, or words that need several lines."""
    if isinstance(value, int | float):
        return ' class="n"'
    return ' class="w"' if len(text) > _ON_ONE_LINE else ""


class _Spans:
    """Which cells of a page are merged; what reaches over its edge is cut there."""

    def __init__(self, sheet: CalamineSheet, top: int, left: int) -> None:
        self.covered: set[tuple[int, int]] = set()
        self._sizes: dict[tuple[int, int], tuple[int, int]] = {}
        for start, end in (sheet.merged_cell_ranges or [])[:10_000]:
            first = max(start[0], top), max(start[1], left)
            last = min(end[0], top + _ROWS - 1), min(end[1], left + _COLUMNS - 1)
            down, across = last[0] - first[0] + 1, last[1] - first[1] + 1
            cells = {
                (row, column)
                for row in range(first[0], last[0] + 1)
                for column in range(first[1], last[1] + 1)
            }
            if down > 0 and across > 0 and not cells & (self.covered | self._sizes.keys()):
                self._sizes[first] = down, across
                self.covered |= cells - {first}

    def attributes(self, row: int, column: int) -> str:
        """Return what a cell that covers others says of that."""
        down, across = self._sizes.get((row, column), (1, 1))
        return f' rowspan="{down}" colspan="{across}"' if down * across > 1 else ""


def column_name(number: int) -> str:
    """Return the letters of a column counted from 0: A to Z, then AA."""
    name = ""
    while number >= 0:
        name = chr(ord("A") + number % _ALPHABET) + name
        number = number // _ALPHABET - 1
    return name


def written(value: object) -> str:
    """Return a cell's value as people write it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _WHOLE
        return str(int(value)) if whole else f"{value:.12g}"
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    return str(value)
