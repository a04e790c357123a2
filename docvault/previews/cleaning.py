"""Markup out of a document, reduced to what is known to be harmless.

The child that wrote it read a hostile file, and may have been taken over by it: what it says is
believed no more than the file itself.
"""

from __future__ import annotations

import re

import nh3

_TAGS = {"a", "blockquote", "br", "code", "del", "div", "em", "hr", "img", "li", "ol", "p", "pre"}
_TAGS |= {"s", "section", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead"}
_TAGS |= {"tr", "u", "ul", *(f"h{level}" for level in range(1, 7))}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"rowspan", "colspan"},
    "th": {"rowspan", "colspan"},
}
_CLASSES = {
    "div": {"box", "note"},
    "li": {f"l{level}" for level in range(9)},
    "ol": {"lines"},
    "p": {"center", "right", "number"},
    "section": {"slide"},
    "span": {"label", "missing"},
    "table": {"sheet"},
    "td": {"n", "w"},
    "ul": {"items"},
}
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?: [a-z]+=\"[^\"<>]*\")* ?/?>")
_EMPTY = {"br", "hr", "img"}
_DEEPEST = 100
_PICTURE = re.compile(r"data:image/webp;base64,[A-Za-z0-9+/]+={0,2}")
_ADDRESS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


def is_plain(markup: str) -> bool:
    """Tell whether all elements are closed in order, none too deep, with nothing odd among them.

    Our makers write no other markup. The sanitizer's time grows with the square of the depth.
    """
    depth: list[str] = []
    place = 0
    for found in _TAG.finditer(markup):
        if "<" in markup[place : found.start()]:
            return False
        place = found.end()
        closing, name = found.groups()
        if name in _EMPTY:
            continue
        if not closing:
            depth.append(name)
        elif not depth or depth.pop() != name:
            return False
        if len(depth) > _DEEPEST:
            return False
    return not depth and "<" not in markup[place:]


def cleaned(markup: str) -> str:
    """Return markup without anything that could run, load or leave its frame.

    Links lead to http, https and mailto, in a window of their own, and do not say where they were
    followed from; pictures carry their own bytes.
    """
    return nh3.clean(
        markup,
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        attribute_filter=_filtered,
        allowed_classes=_CLASSES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        tag_attribute_values={"th": {"scope": {"col", "row"}}},
        url_schemes={"http", "https", "mailto", "data"},
        url_relative="deny",
        generic_attribute_prefixes=set(),
    )


def _filtered(tag: str, attribute: str, value: str) -> str | None:
    if (tag, attribute) == ("img", "src"):
        return value if _PICTURE.fullmatch(value) else None
    if (tag, attribute) == ("a", "href"):
        return value if _ADDRESS.match(value) else None
    return value
