"""Text in drawings (DrawingML) and in comments: one form for slides, workbooks, Word documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from docvault.extract.part import Element, local, root_of
from docvault.extract.pieces import Line

# Boxes, SmartArt, titles of charts, and what people noted at a cell: old comments, then new ones.
_BESIDE_SHEETS = (
    re.compile(r"/xl/(?:drawings|diagrams/data|charts/chart)[^/]*(?:/drawing\d*)?\.xml"),
    re.compile(r"/xl/(?:comments/?[^/]*|threadedComments/[^/]*)\.xml"),
)
_BESIDE_WORDS = (re.compile(r"/word/(?:diagrams/data|charts/chart)[^/]*\.xml"),)
_NOTES = {"comment", "threadedComment"}


def beside_sheets(path: Path) -> Iterator[Line]:
    """Yield the text of a workbook that stands in no cell; the container has been checked."""
    return _beside(path, _BESIDE_SHEETS)


def beside_words(path: Path) -> Iterator[Line]:
    """Yield the text of a Word document's charts and SmartArt; the container has been checked."""
    return _beside(path, _BESIDE_WORDS)


def _beside(path: Path, kinds: tuple[re.Pattern[str], ...]) -> Iterator[Line]:
    with ZipFile(path) as archive:
        for kind in kinds:
            for name in archive.namelist():
                if kind.fullmatch(f"/{name}") and (root := root_of(archive, name)) is not None:
                    yield from _drawn(root)


def _drawn(element: Element) -> Iterator[Line]:
    for child in element:
        if local(child) in _NOTES or local(child) == "p":
            yield from map(Line, lines_in(child))
        elif local(child) != "Fallback":  # a second wording, for old readers
            yield from _drawn(child)


def lines_in(element: Element) -> Iterator[str]:
    """Yield the lines of a paragraph, of a cell with its paragraphs, or of a comment."""
    for line in "".join(_words(element)).split("\n"):
        if line.strip():
            yield line.strip()


def _words(element: Element) -> Iterator[str]:
    for each in element.iter("{*}t", "{*}br", "{*}p", "{*}text"):
        match local(each):
            case "t":
                yield each.text or ""
            case "text":  # a comment: the words themselves, or what holds the `t`
                yield "" if len(each) else each.text or ""
            case _:
                yield "\n"
