"""The text of files that are text: txt, md, csv, json, xml as written; html as read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from docvault.extract.decode import decode
from docvault.extract.limited import Trouble
from docvault.extract.refusal import Refusal

_MOST = 64 << 20  # bytes of a text file
_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|q|rp|rt|ruby|s|"
    "samp|small|span|strong|sub|sup|time|tt|u|var|wbr"
)
_WHITE = re.compile(r"\s+")


def source_lines(path: Path) -> Iterator[str]:
    """Yield the lines as they stand in the file; nothing in them is interpreted."""
    yield from _text(path).splitlines()


def html_lines(path: Path) -> Iterator[str]:
    """Yield the lines a reader of the page sees, scripts and styles left out."""
    page = _Page()
    page.feed(_text(path))
    page.close()
    for line in "".join(page.parts).splitlines():
        if words := " ".join(line.split()):
            yield words


def _text(path: Path) -> str:
    if path.stat().st_size > _MOST:
        raise Refusal(Trouble.SIZE, f"more than {_MOST} bytes of text")
    return decode(path.read_bytes())


class _Page(HTMLParser):
    """Collects the text of a page, a line break where an element that is a block begins or ends."""

    _UNSEEN = frozenset(("script", "style"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._seen = True

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self._seen = tag not in self._UNSEEN
        self._separate(tag)

    def handle_endtag(self, tag: str) -> None:
        self._seen = True
        self._separate(tag)

    def handle_data(self, data: str) -> None:
        if self._seen:
            self.parts.append(_WHITE.sub(" ", data))  # a line end in the source is a space

    def _separate(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.parts.append(" ")
        elif not _INLINE.fullmatch(tag):
            self.parts.append("\n")
