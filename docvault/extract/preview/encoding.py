"""Pictures from outside, opened and written anew: what was hidden in them stays behind.

Runs in the confined child. No metadata, no colour profile, no second frame comes through.
"""

from __future__ import annotations

import io
import warnings
from base64 import b64encode
from pathlib import Path

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from docvault.extract.refusal import Refusal
from docvault.extract.unread import Trouble

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
_MOST_PIXELS = 100_000_000
_QUALITY = 84
_ORIENTATION, _UPRIGHT = 0x0112, 4  # EXIF: beyond 4 the sides are swapped
_SMOOTH = {"RGB", "RGBA", "L", "LA", "CMYK"}  # what can be made small as it is
_EXACT_PIXELS = 400_000  # a small picture is a logo or a seal: its edges are kept

Image.init()  # all formats now, once, and not in every child


def opened(source: Path | io.BytesIO) -> Image.Image:
    """Return a picture, not yet decoded. Raises `Refusal`: unknown, damaged, or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # sizes are judged here
            image = Image.open(source, formats=_FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refusal(Trouble.DAMAGED, str(error)) from error
    if image.width * image.height > _MOST_PIXELS:
        raise Refusal(Trouble.SIZE, f"{image.width} by {image.height} pixels")
    return image


def fitted(image: Image.Image, width: int, height: int) -> Image.Image:
    """Return a picture upright, no larger than that, in colours that WebP knows."""
    sideways = image.getexif().get(_ORIENTATION, 1) > _UPRIGHT
    size = (height, width) if sideways else (width, height)
    image.draft("RGB", (2 * size[0], 2 * size[1]))
    shown = image
    if image.mode.startswith(("I", "F")):  # 16 bits a point and more
        shown = ImageOps.autocontrast(image.convert("F").convert("L"))
    elif image.mode not in _SMOOTH:
        shown = image.convert("RGBA" if image.has_transparency_data else "RGB")
    # Made small first: each step on the whole picture would take its memory once more.
    shown.thumbnail(size, reducing_gap=2.0)
    clear = shown.has_transparency_data
    upright = ImageOps.exif_transpose(shown)
    return upright.convert("RGBA" if clear else "RGB")


def encoded(image: Image.Image) -> bytes:
    """Return a picture as WebP, with nothing but the points in it."""
    buffer = io.BytesIO()
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    exact = image.width * image.height < _EXACT_PIXELS
    bare.save(buffer, "WEBP", quality=_QUALITY, lossless=exact, method=2)
    return buffer.getvalue()


def data_url(data: bytes, width: int, height: int) -> str | None:
    """Return a picture out of a document as a `data:` address; None where it cannot be read."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image = fitted(opened(io.BytesIO(data)), width, height)
        return f"data:image/webp;base64,{b64encode(encoded(image)).decode()}"
    except (Refusal, OSError, ValueError, SyntaxError, EOFError):
        return None
