"""The jobs: how many pages a file has, and one of them as a picture with its watermark.

`options` come as JSON: the fonts, the watermark's lines, the zoom. A page never leaves here without
its watermark.
"""

from __future__ import annotations

import json
from base64 import b64encode
from itertools import islice
from pathlib import Path
from typing import Any

from PIL import Image

from docvault.extract.fonts import Fonts
from docvault.extract.paper import setting
from docvault.extract.paper.drawing import drawn
from docvault.extract.paper.faces import Faces
from docvault.extract.paper.marks import HEIGHT, WIDTH
from docvault.extract.paper.stamp import Lines, stamped
from docvault.extract.preview import pdf_pages, picture_pages
from docvault.extract.preview.encoding import encoded, fitted, opened

Answer = dict[str, Any]

_PDF, _SET = ".pdf", ".pages"
_MOST_PIXELS = 12_000_000
_LEAST = (600, 400)  # of a picture's page: a small picture stands in the middle of white


def set_out(path: str, kind: str, fonts: str) -> Answer:
    """Return a document set on pages: each a line of JSON, and whether something was left out."""
    return setting.set_out(path, kind, Fonts(**json.loads(fonts)))


def count(path: str, kind: str) -> Answer:
    """Return how many pages there are, the sizes of the first 2,000, whether some are left out."""
    if kind == _PDF:
        return {**pdf_pages.counted(path), "cut": False}
    if kind == _SET:
        with Path(path).open(encoding="utf-8") as lines:
            sizes = [json.loads(line)["size"] for line in lines]
        return {"count": len(sizes), "sizes": sizes, "cut": False}
    frames, cut = picture_pages.frames(path)
    first = _picture(path, 1, 1).size
    return {"count": frames, "sizes": [first] * frames, "cut": cut}


def page(path: str, kind: str, number: str, fonts: str, lines: str, zoom: str) -> Answer:
    """Return one page with its watermark; nothing but its number where there is no such page."""
    faces = Faces(Fonts(**json.loads(fonts)))
    times = int(zoom)
    image = _page(path, kind, int(number), times, faces)
    if image is None:
        return {"count": count(path, kind)["count"]}
    made = stamped(image, Lines.read(lines), faces)
    return {"image": b64encode(encoded(made)).decode(), "width": made.width, "height": made.height}


def _page(path: str, kind: str, number: int, zoom: int, faces: Faces) -> Image.Image | None:
    if kind == _PDF:
        return pdf_pages.drawn(path, number, WIDTH * zoom, most=_MOST_PIXELS)
    if kind == _SET:
        with Path(path).open(encoding="utf-8") as lines:
            line = next(islice(lines, number - 1, None), None) if number > 0 else None
        return None if line is None else drawn(line, faces, zoom)
    if not 0 < number <= picture_pages.frames(path)[0]:
        return None
    return _picture(path, number, zoom)


def _picture(path: str, number: int, zoom: int) -> Image.Image:
    """Return a picture as it fits on a page, on white, no larger than it is."""
    with opened(Path(path)) as image:
        if number > 1:
            image.seek(number - 1)
        shown = fitted(image, WIDTH * zoom, HEIGHT * zoom)
    size = (max(shown.width, _LEAST[0]), max(shown.height, _LEAST[1]))
    white = Image.new("RGB", size, "white")
    place = ((size[0] - shown.width) // 2, (size[1] - shown.height) // 2)
    white.paste(shown, place, shown if shown.mode == "RGBA" else None)
    return white
