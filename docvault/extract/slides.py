"""The text of a presentation (pptx), slide by slide."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from zipfile import ZipFile

from docvault.extract.container import check_container
from docvault.extract.drawing import lines_in
from docvault.extract.limited import Trouble
from docvault.extract.office_properties import office_properties
from docvault.extract.part import Element, local, root_of
from docvault.extract.pieces import Heading, Line, Piece
from docvault.extract.refusal import Refusal

_MAIN = "officeDocument"
# What belongs to a slide besides its own text, in this order: SmartArt, diagrams, notes, comments.
_BESIDE = ("diagramData", "chart", "notesSlide", "comments")
# A number, a date, a footer: on every slide the same, and no text of its own.
_FURNITURE = {"sldNum", "dt", "ftr", "hdr"}
_TITLES = {"title", "ctrTitle"}


def slide_pieces(path: Path) -> Iterator[Piece]:
    """Yield of every slide in order: its text as it stands there, its notes, its comments.

    Titles are headings, table rows have their cells joined by tabs. Of the layouts behind the
    slides nothing is read.
    """
    check_container(path)
    yield from office_properties(path)
    with ZipFile(path) as archive:
        tables = count(1)
        for slide in slides_in(archive):
            yield from pieces_of_slide(archive, slide, tables)


def pieces_of_slide(archive: ZipFile, slide: str, tables: Iterator[int]) -> Iterator[Piece]:
    """Yield the pieces of one slide; `tables` gives each table its number."""
    root = root_of(archive, slide)
    if root is None:
        return
    yield from _shapes(root, tables)
    for part in _related(archive, slide, _BESIDE):
        if (beside := root_of(archive, part)) is not None:
            yield from _shapes(beside, tables)


def slides_in(archive: ZipFile) -> Iterator[str]:
    """Yield the names of the slides' parts in the order of the presentation."""
    main = next(_related(archive, "", (_MAIN,)), None)
    root = root_of(archive, main) if main else None
    if main is None or root is None or local(root) != "presentation":
        raise Refusal(Trouble.DAMAGED, "no presentation in it")
    targets = _relations(archive, main)
    for element in root.iter("{*}sldId"):
        for key, value in element.attrib.items():
            if key.endswith("}id") and value in targets:
                yield targets[value][1]


def _related(archive: ZipFile, part: str, kinds: tuple[str, ...]) -> Iterator[str]:
    found = _relations(archive, part).values()
    for kind in kinds:
        yield from (target for each, target in found if each == kind)


def _relations(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return a part's relations: id -> (the last word of the type, the target's name)."""
    folder, name = posixpath.split(part)
    root = root_of(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    return {
        each.get("Id", ""): (
            each.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))[1:],
        )
        for each in (() if root is None else root)
        if each.get("TargetMode") != "External"
    }


def _shapes(element: Element, tables: Iterator[int]) -> Iterator[Piece]:
    """Yield the pieces below an element, in the order of the file."""
    for child in element:
        match local(child):
            case "sp":
                yield from _shape(child, tables)
            case "tbl":
                table = next(tables)
                yield from (Line(line, table) for row in child.iter("{*}tr") if (line := _row(row)))
            case "p" | "text":  # a paragraph; the text of a comment as of 2007
                yield from map(Line, lines_in(child))
            case "Fallback":  # a second wording, for old readers
                pass
            case _:
                yield from _shapes(child, tables)


def _shape(shape: Element, tables: Iterator[int]) -> Iterator[Piece]:
    place = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    kind = "" if place is None else place.get("type", "")
    if kind in _FURNITURE:
        return
    pieces = list(_shapes(shape, tables))
    if kind in _TITLES:
        yield Heading(" ".join(piece.text for piece in pieces if isinstance(piece, Line)))
    yield from pieces


def _row(row: Element) -> str:
    cells = (" ".join(lines_in(cell)).replace("\t", " ") for cell in row.iter("{*}tc"))
    return "\t".join(cells).rstrip()
