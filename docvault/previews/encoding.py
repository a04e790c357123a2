"""How a preview is written down: one line of JSON, then the bytes of what is shown."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from docvault.extract.preview.asking import Begun, Page, Part, Word
from docvault.extract.unread import Trouble, Unread
from docvault.previews.cleaning import cleaned, is_plain

MARKUP, PICTURE = "text/html", "image/webp"


@dataclass(frozen=True, slots=True)
class Shown:
    """One page as it may be shown: sanitized markup, or a picture with the words on it."""

    media: str
    body: bytes
    width: int = 0
    height: int = 0
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """How many pages there are, and of what kind."""

    count: int
    pictures: bool
    parts: tuple[Part, ...]
    sizes: tuple[tuple[int, int], ...]
    cut: bool


def overview_of(begun: Begun) -> Overview:
    """Return the overview of what the child began."""
    pictures = any(page.markup is None for page in begun.pages.values())
    return Overview(begun.count, pictures, begun.parts, begun.sizes, begun.cut)


def shown(page: Page) -> Shown | Unread:
    """Return a page that came from the child as it may be shown.

    Unread: its markup is not what our makers write.
    """
    if page.markup is not None:
        if not is_plain(page.markup):
            return Unread(Trouble.HOSTILE, "the markup of the page is not ours")
        return Shown(MARKUP, cleaned(page.markup).encode("utf-8", "replace"))
    return Shown(PICTURE, page.picture, page.width, page.height, page.words)


def page_to_bytes(page: Shown | Unread) -> bytes:
    """Write a page down, or why there is none."""
    if isinstance(page, Unread):
        return _trouble(page)
    words = [(each.left, each.top, each.width, each.height, each.text) for each in page.words]
    facts = {"media": page.media, "size": [page.width, page.height], "words": words}
    return json.dumps(facts).encode() + b"\n" + page.body


def page_from_bytes(data: bytes) -> Shown | Unread | None:
    """Read it back; None where it is damaged."""
    head, _, body = data.partition(b"\n")
    try:
        facts = json.loads(head)
        if "trouble" in facts:
            return _unread(facts)
        words = tuple(Word(*word) for word in facts["words"])
        width, height = facts["size"]
        return Shown(facts["media"], body, width, height, words)
    except (ValueError, KeyError, TypeError):
        return None


def overview_to_bytes(overview: Overview | Unread) -> bytes:
    """Write an overview down, or why there is none."""
    if isinstance(overview, Unread):
        return _trouble(overview)
    return json.dumps(asdict(overview)).encode()


def overview_from_bytes(data: bytes) -> Overview | Unread | None:
    """Read it back; None where it is damaged."""
    try:
        facts = json.loads(data)
        if "trouble" in facts:
            return _unread(facts)
        parts = tuple(Part(**part) for part in facts["parts"])
        sizes = tuple((width, height) for width, height in facts["sizes"])
        return Overview(facts["count"], facts["pictures"], parts, sizes, facts["cut"])
    except (ValueError, KeyError, TypeError):
        return None


def _trouble(unread: Unread) -> bytes:
    return json.dumps({"trouble": unread.trouble.value, "detail": unread.detail}).encode()


def _unread(facts: dict[str, Any]) -> Unread:
    return Unread(Trouble(facts["trouble"]), facts["detail"])
