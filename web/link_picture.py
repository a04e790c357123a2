"""A link as a QR code, to be shown the once that the link is."""

from __future__ import annotations

import segno
from markupsafe import Markup


def picture_of(url: str) -> Markup:
    """Return a link drawn as SVG for a page."""
    drawn = segno.make(url, error="m", micro=False)
    picture = drawn.svg_inline(svgclass="qr", lineclass=None, omitsize=True, border=0)
    return Markup(picture)  # noqa: S704 - segno draws squares
