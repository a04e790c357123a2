"""Markdown, set. What is HTML in it stays as written; pictures from elsewhere are not fetched."""

from __future__ import annotations

import re
from pathlib import Path

from markdown_it import MarkdownIt

from docvault.extract.plain import text_in
from docvault.extract.preview import answers, source_pages
from docvault.extract.preview.answers import Answer

_MOST = 256 << 10  # characters that are set; a longer text is shown as written
_BLOCK = re.compile(r"(?<=\n)(?=<(?:h[1-6]|p|ul|ol|pre|table|blockquote|hr)\b)")
_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def begin(path: str, kind: str) -> Answer:
    """Return all pages."""
    text = text_in(Path(path))
    if len(text) > _MOST:
        return source_pages.begin(path, kind)
    html = _PARSER.render(_without_front_matter(text))
    # Only where no element is open may it be cut: the parser indents nothing, so lists are kept.
    return answers.paged(_blocks(html))


def page(path: str, kind: str, number: str) -> Answer:
    """Return one page."""
    if len(text_in(Path(path))) > _MOST:
        return source_pages.page(path, kind, number)
    return begin(path, kind)


def _without_front_matter(text: str) -> str:
    if not text.startswith("---\n"):
        return text
    head, mark, rest = text[4:].partition("\n---\n")
    return rest if mark and ":" in head else text


def _blocks(html: str) -> list[str]:
    """Cut the markup at its outermost elements."""
    blocks: list[str] = []
    depth = 0
    for piece in _BLOCK.split(html):
        if depth == 0:
            blocks.append(piece)
        else:
            blocks[-1] += piece
        depth += len(re.findall(r"<(?:ul|ol|blockquote|table)\b", piece))
        depth -= len(re.findall(r"</(?:ul|ol|blockquote|table)>", piece))
    return blocks
