"""The text of an HTML page, as a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from docvault.extract.pieces import Heading, Line, Piece, Property, PropertyKey
from docvault.extract.plain import text_in

_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|q|rp|rt|ruby|s|"
    "samp|small|span|strong|sub|sup|time|tt|u|var|wbr"
)
_HEADING = re.compile("h[1-6]")
# Characters of a tag or comment that does not end. In many of them Python takes hours to find that
# out (CVE-2025-6069, mended in 2025).
_MOST_LEFT = 20_000
_WHITE = re.compile(r"\s+")
_META: dict[str, PropertyKey] = {
    "author": "author",
    "description": "subject",
    "keywords": "keywords",
    "dcterms.created": "created",
    "dcterms.modified": "modified",
}


def page_pieces(path: Path) -> Iterator[Piece]:
    """Yield the lines a reader of the page sees, scripts and styles left out."""
    yield from pieces_of_page(text_in(path))


def pieces_of_page(source: str) -> Iterator[Piece]:
    """Yield the pieces of a page that is at hand already."""
    page = _Page()
    page.feed(source)
    if len(page.rawdata) < _MOST_LEFT:
        page.close()
    else:
        page.handle_data(page.rawdata)
    yield from page.about
    for line in "".join(page.parts).splitlines():
        if words := " ".join(line.split()):
            yield Line(words)


class _Page(HTMLParser):
    """Collects the text of a page, a line break where an element that is a block begins or ends."""

    _UNSEEN = frozenset(("script", "style"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.about: list[Piece] = []
        self._seen = True
        self._title: int | None = None  # where in `parts` the title or heading that is open began

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._seen = tag not in self._UNSEEN
        self._separate(tag)
        if tag == "title" or _HEADING.fullmatch(tag):
            self._title = len(self.parts)
        elif tag == "meta":
            self._note(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._seen = True
        if self._title is not None and (tag == "title" or _HEADING.fullmatch(tag)):
            words = "".join(self.parts[self._title :])
            self.about.append(Property("title", words) if tag == "title" else Heading(words))
            self._title = None
        self._separate(tag)

    def handle_data(self, data: str) -> None:
        if self._seen:
            self.parts.append(_WHITE.sub(" ", data))  # a line end in the source is a space

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Skip `<![…>` to its end, as browsers do; Python's own fails at unknown words."""
        return self.parse_bogus_comment(i, report)

    def _note(self, meta: dict[str, str | None]) -> None:
        key = _META.get((meta.get("name") or "").lower())
        if key and (value := meta.get("content")):
            self.about.append(Property(key, value))

    def _separate(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.parts.append(" ")
        elif not _INLINE.fullmatch(tag):
            self.parts.append("\n")
