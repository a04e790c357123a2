"""The watermark: who looked, when, through which link, over and over across the whole page.

It is darker than what is light and lighter than what is dark, thin enough to read through.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import sqrt

from PIL import Image, ImageChops, ImageDraw

from docvault.extract.paper.faces import Faces
from docvault.extract.paper.marks import HEIGHT, WIDTH

_ANGLE = 27
_SIZE = 26  # points on a page of 1200 by 1697; on others in proportion
_STRENGTH = 40  # of 255
_MORE = 1.6  # times as much on dark, where the eye sees less of it
_MIDDLE = 110  # brighter than that takes dark letters
_LONGEST = 60  # characters of a line
_LEAST_SIZE = 13


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a watermark."""

    lines: tuple[str, ...]

    @classmethod
    def read(cls, written: str) -> Lines:
        """Return what was written as JSON: a list of lines."""
        return cls(tuple(str(line)[:_LONGEST] for line in json.loads(written)))


def stamped(page: Image.Image, mark: Lines, faces: Faces) -> Image.Image:
    """Return a page, RGB, with the watermark in its points."""
    if not any(line.strip() for line in mark.lines):
        return page
    scale = sqrt(page.width * page.height / (WIDTH * HEIGHT))
    tile = _tile(mark, faces, max(_LEAST_SIZE, round(_SIZE * scale)))
    mask = Image.new("L", page.size)
    for row, y in enumerate(range(-tile.height // 3, page.height, tile.height)):
        shift = tile.width // 2 if row % 2 else 0
        for x in range(-shift - tile.width // 4, page.width, tile.width):
            mask.paste(
                ImageChops.lighter(tile, mask.crop((x, y, x + tile.width, y + tile.height))), (x, y)
            )
    dark = page.convert("L").point(lambda value: 0 if value > _MIDDLE else 255)
    mask.paste(mask.point(lambda value: round(value * _MORE)), mask=dark)
    return Image.composite(dark.convert("RGB"), page, mask)


def _tile(mark: Lines, faces: Faces, size: int) -> Image.Image:
    """Return the lines once, turned, with room around them."""
    texts = [faces.known(line) for line in mark.lines]
    width = round(max(faces.width(text, size) for text in texts)) + 2 * size
    height = round(len(texts) * size * 1.5) + size
    flat = Image.new("L", (width, height))
    draw = ImageDraw.Draw(flat)
    for number, text in enumerate(texts):
        x = float(size)
        for home, part in faces.runs(text):
            y = size * (1.4 + 1.5 * number)
            draw.text((x, y), part, fill=_STRENGTH, font=faces.face(home, size), anchor="ls")
            x += faces.width(part, size)
    turned = flat.rotate(_ANGLE, Image.Resampling.BICUBIC, expand=True)
    tile = Image.new("L", (turned.width + size, turned.height + size))
    tile.paste(turned, (size // 2, size // 2))
    return tile
