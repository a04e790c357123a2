"""What the styles of a Word document make of its paragraphs: headings and lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from docx.oxml.ns import qn

_VALUE, _PROPERTIES, _STYLE = qn("w:val"), qn("w:pPr"), qn("w:pStyle")
_OUTLINE, _ALIGNED, _NUMBERED = qn("w:outlineLvl"), qn("w:jc"), qn("w:numPr")
_LEVEL, _ID = qn("w:ilvl"), qn("w:numId")
_HEADING = re.compile(r"(?:heading|标题|標題) ?([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|标题|標題", re.IGNORECASE)
_BODY_LEVEL = 9
_MOST_ANCESTORS = 12  # of a style; more is a circle
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Listed:
    """Which list a paragraph is in, and how deep."""

    id: str
    level: int


class Styles:
    """The paragraph styles of a document by their ids."""

    def __init__(self, root: Any | None) -> None:
        """`root`: of the part styles.xml, None where there is none."""
        styles = () if root is None else root.iter(qn("w:style"))
        self._styles = {style.get(qn("w:styleId")): style for style in styles}

    def level(self, properties: Any | None) -> int:
        """Return the level of a heading, from 1; 0 for running text."""
        return self._first(properties, _level) or 0

    def listed(self, properties: Any | None) -> Listed | None:
        """Return the list that a paragraph is in, by itself or by its style."""
        found = self._first(properties, _listed)
        return found if found and found.id != "0" else None

    def alignment(self, properties: Any | None) -> str:
        """Return `center` or `right`; empty for any other."""
        found = self._first(properties, lambda each: _value(each, _ALIGNED)) or ""
        return {"center": "center", "right": "right", "end": "right"}.get(found, "")

    def _first(self, properties: Any | None, look: Callable[[Any], _T | None]) -> _T | None:
        chain = self._chain(properties)
        return next((found for each in chain if (found := look(each)) is not None), None)

    def _chain(self, properties: Any | None) -> Iterator[Any]:
        """Yield a paragraph's own properties, then its style's, then those it is based on."""
        if properties is None:
            return
        yield properties
        key = _value(properties, _STYLE)
        for _ in range(_MOST_ANCESTORS):
            style = self._styles.get(key)
            if style is None:
                return
            if (own := style.find(_PROPERTIES)) is not None:
                yield own
            yield style
            key = _value(style, qn("w:basedOn"))


def _value(element: Any, name: str) -> str | None:
    found = element.find(name)
    return None if found is None else found.get(_VALUE)


def _level(element: Any) -> int | None:
    outline = _value(element, _OUTLINE)
    if outline is not None:
        return int(outline) + 1 if outline.isdecimal() and int(outline) < _BODY_LEVEL else 0
    name = _value(element, qn("w:name")) or ""
    if found := _HEADING.fullmatch(name):
        return int(found[1])
    return 1 if _TITLE.fullmatch(name) else None


def _listed(element: Any) -> Listed | None:
    numbered = element.find(_NUMBERED)
    if numbered is None or (key := _value(numbered, _ID)) is None:
        return None
    level = _value(numbered, _LEVEL) or "0"
    return Listed(key, int(level) if level.isdecimal() and len(level) == 1 else 0)
