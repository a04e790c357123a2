"""What stands inside a line: words bold, raised, struck through; pictures; labels of lists."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from docvault.extract.paper.breaking import Style, Word, words
from docvault.extract.paper.faces import Faces
from docvault.extract.paper.markup import Node
from docvault.extract.preview.encoding import opened
from docvault.extract.refusal import Refusal

_BLANK = re.compile(r"[ \t\r\n\f]+")  # not the wide ones, by which people indent
_PICTURE = "data:image/webp;base64,"
_ENLARGED = 1.25  # points of a picture to points of a page
_TALLEST = 1100.0
_STYLES: dict[str, dict[str, object]] = {
    "strong": {"bold": True},
    "th": {"bold": True},
    "a": {"under": True, "ink": "link"},
    "u": {"under": True},
    "s": {"through": True},
    "del": {"through": True},
}
_RAISED = {"sup": 0.45, "sub": -0.2}


class Inline:
    """Turns what stands in a paragraph into words."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces

    def words(self, node: Node, style: Style, width: float) -> Iterator[Word]:
        """Yield the words in a node; pictures no wider than `width`."""
        for each in node.inside:
            if isinstance(each, str):
                text = self._faces.known(_BLANK.sub(" ", each))
                yield from words(text, style, self._faces)
            elif each.tag == "br":
                yield Word("", style, 0, ends=True)
            elif each.tag == "img":
                yield from self._picture(each, style, width)
            elif each.kind == "missing":
                about = "".join(self.plain(each)).strip() or "…"
                muted = replace(style, ink="faint")
                yield from words(self._faces.known(f"[{about}]"), muted, self._faces)
            elif each.kind != "label":
                yield from self.words(each, _styled(each.tag, style), width)

    def plain(self, node: Node) -> Iterator[str]:
        """Yield the text of a node as written."""
        for each in node.inside:
            if isinstance(each, str):
                yield each
            elif each.tag == "br":
                yield "\n"
            else:
                yield from self.plain(each)

    def label(self, item: Node) -> str:
        """Return the label that a list's item carries."""
        return next(("".join(self.plain(each)) for each in item.nodes("span")), "")

    def _picture(self, node: Node, style: Style, width: float) -> Iterator[Word]:
        address = node.attributes.get("src", "")
        if not address.startswith(_PICTURE):
            return
        data = address.removeprefix(_PICTURE)
        try:
            with opened(BytesIO(b64decode(data))) as image:
                across, down = image.size
        except (Refusal, ValueError):
            return
        scale = min(_ENLARGED, width / across, _TALLEST / down)
        yield Word("", style, across * scale, data, down * scale)


def _styled(tag: str, style: Style) -> Style:
    if tag in _RAISED:
        return replace(style, size=style.size * 0.65, rise=_RAISED[tag])
    changed = _STYLES.get(tag)
    return replace(style, **changed) if changed else style  # type: ignore[arg-type]
