"""Draw a page that was set out: letters, lines, grounds and pictures at their places."""

from __future__ import annotations

import json
from base64 import b64decode
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from docvault.extract.paper.faces import Faces
from docvault.extract.preview.encoding import opened

_INKS = {
    "ink": "#1c1f24",
    "muted": "#4a4f57",
    "faint": "#8a9099",
    "link": "#1a56a8",
    "line": "#b4bac3",
    "shade": "#f1f3f6",
}
_LAYERS = ("fill", "picture", "line", "text")
_THICKER = 0.02  # of the size, where there is no bold font


def drawn(page: str, faces: Faces, zoom: float) -> Image.Image:
    """Return a page out of its line of JSON (`marks.kept`)."""
    found = json.loads(page)
    width, height = (round(each * zoom) for each in found["size"])
    image = Image.new("RGB", (width, height), "white")
    pen = _Pen(image, faces, zoom)
    for layer in _LAYERS:
        for kind, *mark in found["marks"]:
            if kind == layer:
                getattr(pen, layer)(*mark)
    return image


class _Pen:
    """Draws on one page; its methods are the kinds of marks."""

    def __init__(self, image: Image.Image, faces: Faces, zoom: float) -> None:
        self._image, self._faces, self._zoom = image, faces, zoom
        self._draw = ImageDraw.Draw(image)

    def text(self, x: float, y: float, words: str, size: float, bold: bool, ink: str) -> None:
        """Draw words from (x, y) on, the left end of their base line."""
        points = max(1, round(size * self._zoom))
        thick = points * _THICKER if bold and self._faces.thickens else 0
        for home, part in self._faces.runs(words):
            face = self._faces.face(home, points, bold=bold)
            place = (x * self._zoom, y * self._zoom)
            self._draw.text(place, part, _INKS[ink], face, "ls", stroke_width=thick)
            x += self._faces.width(part, size, bold=bold)

    def line(self, x: float, y: float, to_x: float, to_y: float, ink: str) -> None:
        """Draw a thin line."""
        ends = [round(each * self._zoom) for each in (x, y, to_x, to_y)]
        self._draw.line(ends, _INKS[ink], max(1, round(self._zoom)))

    def fill(self, x: float, y: float, width: float, height: float, ink: str) -> None:
        """Draw a rectangle."""
        ends = [round(each * self._zoom) for each in (x, y, x + width, y + height)]
        self._draw.rectangle((ends[0], ends[1], ends[2] - 1, ends[3] - 1), _INKS[ink])

    def picture(self, x: float, y: float, width: float, height: float, data: str) -> None:
        """Draw a picture; what is clear in it shows the page."""
        size = (max(1, round(width * self._zoom)), max(1, round(height * self._zoom)))
        with opened(BytesIO(b64decode(data))) as found:
            shown: Any = found.convert("RGBA").resize(size)
        self._image.paste(shown, (round(x * self._zoom), round(y * self._zoom)), shown)
