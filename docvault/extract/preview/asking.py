"""The caller's side: ask the confined child for a preview, and take what it answers apart."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from docvault.extract import limited
from docvault.extract.preview.views import MAKERS
from docvault.extract.programs import Program
from docvault.extract.unread import Unread

_PDF = MAKERS[".pdf"]


@dataclass(frozen=True, slots=True)
class Word:
    """Words on a picture: their box in its points, and the text."""

    left: float
    top: float
    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page: markup that nobody has sanitized yet, or a picture with the words on it."""

    markup: str | None = None
    picture: bytes = b""
    """WebP."""
    width: int = 0
    height: int = 0
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet of a workbook: its title, its first page, how many lie across and down."""

    title: str
    first: int
    across: int
    down: int


@dataclass(frozen=True, slots=True)
class Begun:
    """How many pages there are, and those that came by the way."""

    count: int
    pages: Mapping[int, Page]
    parts: tuple[Part, ...] = ()
    sizes: tuple[tuple[int, int], ...] = field(default=())
    """Width and height of the first pages, where they are pictures."""
    cut: bool = False
    """Something had to be left out."""


def begin(path: Path, kind: str) -> Begun | Unread:
    """Return how many pages a file has, set for reading. Raises OSError as `limited.read`.

    `kind` is one that can be READ (`views.manners`).
    """
    answer = limited.look(f"{_maker(kind)}:begin", path, kind, program=_program(kind))
    return answer if isinstance(answer, Unread) else _begun(answer)


def page(path: Path, kind: str, number: int) -> Mapping[int, Page] | Unread:
    """Return one page, from 1 to the count, and others that came by the way."""
    answer = limited.look(f"{_maker(kind)}:page", path, kind, str(number), program=_program(kind))
    return answer if isinstance(answer, Unread) else _pages(answer)


def thumb(path: Path, number: int) -> Page | Unread:
    """Return a small picture of a page of a PDF."""
    answer = limited.look(f"{_PDF}:thumb", path, ".pdf", str(number))
    return answer if isinstance(answer, Unread) else _pages(answer)[number]


def printed(path: Path, kind: str) -> bytes | Unread:
    """Return the PDF that LibreOffice, which must be installed, makes of a file."""
    job = "docvault.extract.preview.passing:whole"
    answer = limited.look(job, path, kind, program=Program.OFFICE, makes=".pdf")
    return answer if isinstance(answer, Unread) else b64decode(cast("str", answer))


def _program(kind: str) -> Program | None:
    return Program.OFFICE if kind in Program.OFFICE.makes else None


def _maker(kind: str) -> str:
    return MAKERS[Program.OFFICE.makes.get(kind, kind)]


def _begun(answer: object) -> Begun:
    found = cast("dict[str, Any]", answer)
    return Begun(
        found["count"],
        _pages(found),
        tuple(Part(**part) for part in found.get("parts", ())),
        tuple((width, height) for width, height in found.get("sizes", ())),
        found.get("cut", False),
    )


def _pages(answer: object) -> Mapping[int, Page]:
    found = cast("dict[str, Any]", answer)["pages"]
    return {int(number): _page(page) for number, page in found.items()}


def _page(answer: object) -> Page:
    found = cast("dict[str, Any]", answer)
    if "html" in found:
        return Page(found["html"])
    words = tuple(Word(*word) for word in found["layer"])
    return Page(None, b64decode(found["image"]), found["width"], found["height"], words)
