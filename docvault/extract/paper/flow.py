"""Blocks of markup as strips of a page: headings, paragraphs, lists, quotations, code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from docvault.extract.paper import marks
from docvault.extract.paper.breaking import Style, Word, lines, words
from docvault.extract.paper.faces import Faces
from docvault.extract.paper.inline import Inline
from docvault.extract.paper.marks import Strip
from docvault.extract.paper.markup import Node
from docvault.extract.paper.tables import Tables

_HEADINGS = {"h1": 35.0, "h2": 29.0, "h3": 26.0, "h4": 23.0, "h5": 22.0, "h6": 22.0}
_BLOCKS = {*_HEADINGS, "p", "div", "section", "pre", "blockquote", "ul", "ol", "li", "hr", "table"}
_LEADING = 1.7  # Chinese type wants more room between lines than Latin
_TIGHT = 1.45
_BASE = 0.36  # how far the base line stands under the middle of a line, in parts of the size
_SMALL, _CODE = 19.0, 17.0
_INDENT = 44.0
_LEVEL = re.compile(r"l(\d)")


class Flow:
    """Turns nodes into strips; knows the fonts."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._inline = Inline(faces)
        self._tables = Tables(faces, self)

    def strips(
        self, node: Node, left: float, width: float, style: Style | None = None
    ) -> Iterator[Strip]:
        """Yield the strips of all that is in a node, in a column of the page."""
        style = style or Style()
        loose: list[Node | str] = []
        for each in node.inside:
            if isinstance(each, Node) and each.tag in _BLOCKS:
                yield from self._loose(loose, left, width, style)
                loose = []
                yield from self._block(each, left, width, style)
            else:
                loose.append(each)
        yield from self._loose(loose, left, width, style)

    def natural(self, node: Node) -> float:
        """Return the width at which the table in a node would break no line."""
        return self._tables.natural(node)

    def _loose(
        self, inside: list[Node | str], left: float, width: float, style: Style
    ) -> Iterator[Strip]:
        """Yield the strips of words that stand in no paragraph."""
        if any(isinstance(each, Node) or each.strip() for each in inside):
            yield from self._lines(Node("p", {}, inside), left, width, style)

    def _block(self, node: Node, left: float, width: float, style: Style) -> Iterator[Strip]:
        match node.tag:
            case "table":
                yield from self._tables.strips(node, left, width, style)
                yield Strip(style.size * 0.7)
            case "pre":
                yield from self._code(node, left, width)
            case "hr":
                yield Strip(style.size * 1.5, [marks.line(left, 15, left + width, 15)])
            case "ul" | "ol":
                yield from self._list(node, left, width, style)
            case "blockquote" | "div" | "section" | "li":
                yield from self._box(node, left, width, style)
            case _:
                yield from self._paragraph(node, left, width, style)

    def _paragraph(self, node: Node, left: float, width: float, style: Style) -> Iterator[Strip]:
        if node.tag not in _HEADINGS:
            if node.kind != "number":  # of a slide, which the page has already
                yield from self._lines(node, left, width, style)
                yield Strip(style.size * 0.35)
            return
        size = _HEADINGS[node.tag] * style.size / Style().size
        yield Strip(size * 0.55, follows=True)
        for strip in self._lines(node, left, width, replace(style, size=size, bold=True)):
            strip.follows = True
            yield strip
        yield Strip(size * 0.3, follows=True)

    def _lines(self, node: Node, left: float, width: float, style: Style) -> Iterator[Strip]:
        leading = _LEADING if style.size >= Style().size else _TIGHT
        found = self._inline.words(node, style, width)
        for each in lines(found, width, self._faces):
            yield _set(each, left, width, style.size * leading, node.kind)

    def _code(self, node: Node, left: float, width: float) -> Iterator[Strip]:
        style = Style(_CODE)
        yield Strip(_CODE * 0.5)
        for row in "".join(self._inline.plain(node)).strip("\n").split("\n"):
            found = words(self._faces.known(row), style, self._faces)
            for each in lines(found, width - 24, self._faces):
                strip = _set(each, left + 12, width - 24, _CODE * _TIGHT)
                strip.marks.insert(0, marks.fill(left, 0, width, strip.height, "shade"))
                yield strip
        yield Strip(_CODE)

    def _box(self, node: Node, left: float, width: float, style: Style) -> Iterator[Strip]:
        """Yield what stands apart: a quotation, a text box, a note, the inside of a slide."""
        barred = node.tag == "blockquote" or node.kind == "box"
        if node.kind == "note":
            style = replace(style, size=_SMALL)
        if not barred:
            yield from self.strips(node, left, width, style)
            return
        for strip in self.strips(node, left + 24, width - 24, replace(style, ink="muted")):
            strip.marks.append(marks.fill(left, 0, 4, strip.height, "line"))
            yield strip

    def _list(self, node: Node, left: float, width: float, style: Style) -> Iterator[Strip]:
        if node.kind == "lines":
            yield from self._source(node, left, width)
            return
        number = node.number("start")
        for item in node.nodes("li"):
            level = int(found[1]) if (found := _LEVEL.fullmatch(item.kind)) else 0
            label = f"{number}." if node.tag == "ol" else "•"
            if item.kind:  # the label is in it, counted as Word counts
                label = self._inline.label(item)
            shown = self._faces.known(label)
            place = left + _INDENT * min(level, 6)
            inner = max(_INDENT, self._faces.width(shown, style.size) + 12)
            inside = self.strips(item, place + inner, left + width - place - inner, style)
            yield from _labelled(inside, marks.text(place, 0, shown, style.size, False, style.ink))
            number += 1
        yield Strip(style.size * 0.35)

    def _source(self, node: Node, left: float, width: float) -> Iterator[Strip]:
        """Yield a text as written: its blanks at the beginning of a line count."""
        style = Style(_SMALL)
        for item in node.nodes("li"):
            row = self._faces.known("".join(self._inline.plain(item)))
            for each in lines(words(row, style, self._faces), width, self._faces):
                yield _set(each, left, width, _SMALL * 1.6)


def _labelled(inside: Iterable[Strip], label: marks.Mark) -> Iterator[Strip]:
    """Yield strips, the label beside the first line in them."""
    waiting = True
    for strip in inside:
        base = next((mark[2] for mark in strip.marks if mark[0] == "text"), None)
        if waiting and base is not None:
            strip.marks.append([*label[:2], base, *label[3:]])
            waiting = False
        yield strip


def _set(line: list[Word], left: float, width: float, height: float, side: str = "") -> Strip:
    """Return one line as a strip, at the left, at the right or in the middle."""
    tallest = max((word.height for word in line), default=0.0)
    height = max(height, tallest + 12 if tallest else 0)
    spare = width - sum(word.width for word in line)
    x = left + {"center": spare / 2, "right": spare}.get(side, 0)
    strip = Strip(height)
    for word in _joined(line):
        strip.marks += _marks(word, x, height, bool(tallest))
        x += word.width
    return strip


def _joined(line: list[Word]) -> Iterator[Word]:
    """Yield the words of a line, Chinese ones that follow each other as one."""
    for (style, wide), group in groupby(line, key=lambda word: (word.style, word.is_wide)):
        if wide:
            found = list(group)
            text = "".join(word.text for word in found)
            yield Word(text, style, sum(word.width for word in found))
        else:
            yield from group


def _marks(word: Word, x: float, height: float, pictured: bool) -> Iterator[marks.Mark]:
    style = word.style
    if word.picture:
        yield marks.picture(x, height - word.height - 6, word.width, word.height, word.picture)
        return
    middle = height - 6 - style.size / 2 if pictured else height / 2
    base = middle + (_BASE - style.rise) * style.size
    if word.text.strip():
        yield marks.text(x, base, word.text, style.size, style.bold, style.ink)
    for drawn, y in ((style.under, base + 4), (style.through, base - style.size * 0.33)):
        if drawn:
            yield marks.line(x, y, x + word.width, y, style.ink)
