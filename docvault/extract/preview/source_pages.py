"""Files that are text, as written, with the numbers of their lines."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from docvault.extract.plain import text_in
from docvault.extract.preview.answers import Answer, markup, overview

_LINES = 1000  # of a page
_LONGEST = 5000  # characters of a line; of a longer one the beginning is shown
_AT_ONCE = 5  # pages made by the way


def begin(path: str, _kind: str) -> Answer:
    """Return the number of pages and the first of them."""
    lines = text_in(Path(path)).splitlines()
    count = max(1, -(-len(lines) // _LINES))
    first = {number: _page(lines, number) for number in range(1, min(count, _AT_ONCE) + 1)}
    return overview(count, first, cut=any(len(line) > _LONGEST for line in lines))


def page(path: str, _kind: str, number: str) -> Answer:
    """Return one page."""
    return _page(text_in(Path(path)).splitlines(), int(number))


def _page(lines: list[str], number: int) -> Answer:
    start = (number - 1) * _LINES
    shown = "".join(_lines(lines[start : start + _LINES]))
    return markup(f'<ol class="lines" start="{start + 1}">{shown}</ol>')


def _lines(lines: list[str]) -> Iterator[str]:
    for line in lines:
        more = "…" if len(line) > _LONGEST else ""
        yield f"<li>{escape(line[:_LONGEST])}{more}</li>"
