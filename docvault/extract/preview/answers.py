"""What makers answer: values that JSON carries. Runs in the confined child."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice
from typing import Any

from PIL.Image import Image

from docvault.extract.preview.encoding import encoded

_PAGE_CHARACTERS = 200_000
_PAGE_BLOCKS = 400
_MOST_CHARACTERS = 24 << 20  # of all pages of a document together

Answer = dict[str, Any]


def overview(count: int, first: dict[int, Answer], **more: object) -> Answer:
    """Return how many pages there are, and those made by the way: number, from 1 -> page.

    `more`: `parts`, `sizes`, `cut` (whether something had to be left out).
    """
    return {"count": count, **pages(first), **more}


def pages(made: dict[int, Answer]) -> Answer:
    """Return a page that was asked for, and others that came by the way."""
    return {"pages": {str(number): page for number, page in made.items()}}


def markup(html: str) -> Answer:
    """Return a page of markup."""
    return {"html": html}


def picture(image: Image, layer: Iterable[tuple[float, float, float, float, str]] = ()) -> Answer:
    """Return a page that is a picture.

    `layer`: the words on it, each with its left, top, width and height in the picture's pixels.
    """
    return {
        "image": b64encode(encoded(image)).decode(),
        "width": image.width,
        "height": image.height,
        "layer": list(layer),
    }


def paged(blocks: Iterable[str]) -> Answer:
    """Return an overview with all pages of a flow of blocks of markup."""
    pages: list[str] = []
    rest, size = iter(blocks), 0
    while size < _MOST_CHARACTERS:
        page = "".join(_one_page(rest))
        if not page:
            break
        pages.append(page)
        size += len(page)
    made = {number: markup(page) for number, page in enumerate(pages or [""], 1)}
    return overview(len(made), made, cut=next(rest, None) is not None)


def _one_page(blocks: Iterator[str]) -> Iterator[str]:
    size = 0
    for block in islice(blocks, _PAGE_BLOCKS):
        yield block
        size += len(block)
        if size > _PAGE_CHARACTERS:
            return


def paragraph(text: str, tag: str = "p") -> str:
    """Return a paragraph of plain text."""
    return f"<{tag}>{escape(text)}</{tag}>"


def table(rows: Iterable[Iterable[str]]) -> str:
    """Return a table of plain text."""
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
