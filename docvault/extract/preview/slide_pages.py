"""The texts and tables of a presentation, slide by slide."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from zipfile import ZipFile

from docvault.extract.container import check_container
from docvault.extract.preview.answers import Answer, paged
from docvault.extract.preview.piece_pages import blocks
from docvault.extract.slides import pieces_of_slide, slides_in


def begin(path: str, _kind: str) -> Answer:
    """Return all pages."""
    check_container(Path(path))
    return paged(_slides(Path(path)))


def page(path: str, kind: str, _number: str) -> Answer:
    """Return a page, which is to return all."""
    return begin(path, kind)


def _slides(path: Path) -> Iterator[str]:
    tables = count(1)
    with ZipFile(path) as archive:
        for number, slide in enumerate(slides_in(archive), 1):
            said = "".join(blocks(pieces_of_slide(archive, slide, tables)))
            yield f'<section class="slide"><p class="number">{number}</p>{said}</section>'
