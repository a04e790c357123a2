"""The text of a PDF, page by page, line by line as the file has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pypdfium2 import PdfDocument, PdfiumError

from docvault.extract.limited import Trouble
from docvault.extract.pieces import Heading, Line, Piece, Property, PropertyKey
from docvault.extract.refusal import Refusal

_MOST_PAGES = 20_000
_MOST_BOOKMARKS = 10_000
# U+FFFE is pdfium's mark of a hyphen at a line's end; what is left of the word follows at once.
_NO_TEXT = re.compile("[\0-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_KEYS: dict[str, PropertyKey] = {
    "Title": "title",
    "Author": "author",
    "Subject": "subject",
    "Keywords": "keywords",
    "CreationDate": "created",
    "ModDate": "modified",
}


def pdf_pieces(path: Path) -> Iterator[Piece]:
    """Yield the document information, the bookmarks, and the lines of every page.

    A page that cannot be opened is left out; a document none of whose pages can, is damaged.
    A page that is only a picture has no text.
    """
    try:
        document = PdfDocument(path)
    except PdfiumError as error:  # damaged, or it asks for a password
        raise Refusal(Trouble.DAMAGED, str(error)) from error
    with closing(document):
        if len(document) > _MOST_PAGES:
            raise Refusal(Trouble.SIZE, f"{len(document)} pages")
        for name, key in _KEYS.items():
            if value := document.get_metadata_value(name):
                yield Property(key, value)
        yield from _bookmarks(document)
        yield from _lines(document)


def _bookmarks(document: PdfDocument) -> Iterator[Heading]:
    for number, bookmark in enumerate(document.get_toc()):
        if number == _MOST_BOOKMARKS:
            return
        yield Heading(_clean(bookmark.get_title()))


def _lines(document: PdfDocument) -> Iterator[Line]:
    opened = False
    for number in range(len(document)):
        try:
            page = document[number]
            text = page.get_textpage()
        except PdfiumError:
            continue
        opened = True
        for line in _clean(text.get_text_range()).splitlines():
            if line.strip():
                yield Line(line.rstrip())
        text.close()
        page.close()
    if not opened and len(document):
        raise Refusal(Trouble.DAMAGED, "no page can be opened")


def _clean(text: str) -> str:
    return _NO_TEXT.sub("", text)
