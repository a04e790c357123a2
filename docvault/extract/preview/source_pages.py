"""Files that are text, as written, with the numbers of their lines."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from docvault.extract.plain import text_in
from docvault.extract.preview.answers import Answer, markup, overview, pages

_LINES = 1000  # of a page
_LONGEST = 5000  # characters of a line; of a longer one the beginning is shown
_AT_ONCE = 5  # pages


def begin(path: str, _kind: str) -> Answer:
    """Return the number of pages and the first of them."""
    lines = text_in(Path(path)).splitlines()
    return overview(_count(lines), _some(lines, 1), cut=any(len(line) > _LONGEST for line in lines))


def page(path: str, _kind: str, number: str) -> Answer:
    """Return one page and those after it."""
    return pages(_some(text_in(Path(path)).splitlines(), int(number)))


def _count(lines: list[str]) -> int:
    return max(1, -(-len(lines) // _LINES))


def _some(lines: list[str], start: int) -> dict[int, Answer]:
    numbers = range(start, min(_count(lines) + 1, start + _AT_ONCE))
    return {number: _page(lines, number) for number in numbers}


def _page(lines: list[str], number: int) -> Answer:
    start = (number - 1) * _LINES
    shown = "".join(_lines(lines[start : start + _LINES]))
    return markup(f'<ol class="lines" start="{start + 1}">{shown}</ol>')


def _lines(lines: list[str]) -> Iterator[str]:
    for line in lines:
        more = "…" if len(line) > _LONGEST else ""
        yield f"<li>{escape(line[:_LONGEST])}{more}</li>"
