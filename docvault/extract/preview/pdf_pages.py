"""The pages of a PDF as pictures, with the words on them at their places."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from math import sqrt
from typing import Any

import pypdfium2.raw as pdfium
from PIL.Image import Image
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from docvault.extract.preview.answers import Answer, overview, pages, picture
from docvault.extract.refusal import Refusal
from docvault.extract.unread import Trouble

_WIDTH = 1200
_THUMB_WIDTH = 180
_MOST_HEIGHT = 6000
_MOST_PAGES = 20_000
_SIZED = 2000  # pages whose sizes are told in advance
_MOST_CHARACTERS = 50_000  # of a page's layer
_WHITE = frozenset(" \t\r\n\u00a0\u3000")
_GAP = 1.5  # in heights of a character: a wider blank parts two columns
_LINE = 0.6  # in heights: a step up or down that is a new line

Box = tuple[float, float, float, float]


def begin(path: str, _kind: str) -> Answer:
    """Return the number of pages, their sizes and the first one."""
    with closing(_opened(path)) as document:
        found = _counted(document)
        return overview(found["count"], {1: _page(document, 0, _WIDTH)}, sizes=found["sizes"])


def counted(path: str) -> Answer:
    """Return the number of pages (`count`) and the first ones' `sizes`."""
    with closing(_opened(path)) as document:
        return _counted(document)


def page(path: str, _kind: str, number: str) -> Answer:
    """Return one page."""
    with closing(_opened(path)) as document:
        return pages({int(number): _page(document, int(number) - 1, _WIDTH)})


def thumb(path: str, _kind: str, number: str) -> Answer:
    """Return one page, small and without words."""
    with closing(_opened(path)) as document:
        small = _page(document, int(number) - 1, _THUMB_WIDTH, layered=False)
        return pages({int(number): small})


def drawn(path: str, number: int, width: int, most: int) -> Image | None:
    """Return a page as a picture `width` points wide, of at most `most` points in all.

    None where there is no such page.
    """
    with closing(_opened(path)) as document:
        if not 0 < number <= len(document):
            return None
        return _drawn(_at(document, number - 1), width, most)


def _counted(document: PdfDocument) -> Answer:
    count = len(document)
    if count > _MOST_PAGES:
        raise Refusal(Trouble.SIZE, f"{count} pages")
    if not count:
        raise Refusal(Trouble.DAMAGED, "no pages")
    return {"count": count, "sizes": [_size(document, each) for each in range(min(count, _SIZED))]}


def _opened(path: str) -> PdfDocument:
    try:
        document = PdfDocument(path)
        document.init_forms()
    except PdfiumError as error:  # damaged, or it asks for a password
        raise Refusal(Trouble.DAMAGED, str(error)) from error
    return document


def _size(document: PdfDocument, number: int) -> list[int]:
    try:
        width, height = document.get_page_size(number)
    except PdfiumError:
        width, height = 0, 0
    return _fitted(width, height, _WIDTH)


def _fitted(width: float, height: float, to: int) -> list[int]:
    """Return the points of a picture of a page; a page of no size is shown as an empty A4."""
    if width < 1 or height < 1:
        width, height = 595, 842
    scale = min(to / width, _MOST_HEIGHT / height)
    return [max(1, round(width * scale)), max(1, round(height * scale))]


def _page(document: PdfDocument, number: int, to: int, *, layered: bool = True) -> Answer:
    page = _at(document, number)
    image = _drawn(page, to)
    return picture(image, _layer(page, *image.size) if layered else ())


def _at(document: PdfDocument, number: int) -> PdfPage:
    try:
        return document[number]
    except PdfiumError as error:
        raise Refusal(Trouble.DAMAGED, str(error)) from error


def _drawn(page: PdfPage, to: int, most: int | None = None) -> Image:
    width, height = page.get_size()
    size = _fitted(width, height, to)
    if most is not None and size[0] * size[1] > most:
        size = _fitted(width, height, int(to * sqrt(most / (size[0] * size[1]))))
    # Page sizes that are no numbers come out as 0; such a page is drawn as an empty one.
    scale = size[0] / width if width >= 1 else 1.0
    image: Image = page.render(scale=scale).to_pil().convert("RGB")
    return image.crop((0, 0, size[0], size[1]))


@dataclass(slots=True)
class _Run:
    """Characters that stand beside each other on one line."""

    text: str
    box: Box

    def takes(self, box: Box) -> bool:
        """Say whether a character there goes on with this run."""
        left, top, right, bottom = self.box
        height = max(bottom - top, box[3] - box[1], 1.0)
        same_line = abs((top + bottom) - (box[1] + box[3])) / 2 < _LINE * height
        return same_line and -height < box[0] - right < _GAP * height and box[0] >= left

    def add(self, character: str, box: Box) -> None:
        """Put a character at the end."""
        self.text += character
        left, top, right, bottom = self.box
        self.box = (left, min(top, box[1]), max(right, box[2]), max(bottom, box[3]))


def _layer(page: Any, width: int, height: int) -> list[tuple[float, float, float, float, str]]:
    try:
        text = page.get_textpage()
    except PdfiumError:
        return []
    runs: list[_Run] = []
    blank = ""
    for character, box in _characters(page, text, width, height):
        if box is None:
            blank = blank or character
        elif runs and runs[-1].takes(box):
            runs[-1].add(blank + character, box)
            blank = ""
        else:
            runs.append(_Run(character, box))
            blank = ""
    return [
        (round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1), run.text)
        for run in runs
        for left, top, right, bottom in (run.box,)
    ]


def _characters(page: Any, text: Any, width: int, height: int) -> Iterator[tuple[str, Box | None]]:
    """Yield the characters with their boxes in points of the picture; a blank has none."""
    place = _Place(page, text, width, height)
    for number in range(min(text.count_chars(), _MOST_CHARACTERS)):
        character = chr(min(pdfium.FPDFText_GetUnicode(text, number), sys.maxunicode))
        if character in _WHITE:
            yield " ", None
        elif character.isprintable() and (box := place.of(number)) is not None:
            yield character, box


class _Place:
    """Where characters stand on the picture of a page, whichever way the page is turned."""

    def __init__(self, page: Any, text: Any, width: int, height: int) -> None:
        self._page, self._text, self._width, self._height = page, text, width, height
        self._box = pdfium.FS_RECTF()
        self._corner = ctypes.c_int(), ctypes.c_int()

    def of(self, number: int) -> Box | None:
        """Return a character's box; None where it has none or stands beside the page."""
        if not pdfium.FPDFText_GetLooseCharBox(self._text, number, self._box):
            return None
        first = self._point(self._box.left, self._box.top)
        second = self._point(self._box.right, self._box.bottom)
        left, right = sorted((first[0], second[0]))
        top, bottom = sorted((first[1], second[1]))
        inside = right > 0 and bottom > 0 and left < self._width and top < self._height
        return (left, top, right, bottom) if inside else None

    def _point(self, x: float, y: float) -> tuple[float, float]:
        across, down = self._corner
        size = (self._width * 10, self._height * 10)  # whole numbers come back: tenths are kept
        pdfium.FPDF_PageToDevice(self._page, 0, 0, *size, 0, x, y, across, down)
        return across.value / 10, down.value / 10
