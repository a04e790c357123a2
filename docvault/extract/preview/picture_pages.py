"""A picture; each page of a TIFF. Of an animation the first frame."""

from __future__ import annotations

from pathlib import Path

from docvault.extract.preview.answers import Answer, overview, pages, picture
from docvault.extract.preview.encoding import fitted, opened

_WIDTH, _HEIGHT = 2000, 4000
_MOST_PAGES = 500


def begin(path: str, _kind: str) -> Answer:
    """Return the number of pages and the first one."""
    count, cut = frames(path)
    first = _page(path, 1)
    sizes = [[first["width"], first["height"]]] * count
    return overview(count, {1: first}, sizes=sizes, cut=cut)


def frames(path: str) -> tuple[int, bool]:
    """Return how many pages a picture has, and whether it has more that are not shown."""
    with opened(Path(path)) as image:
        found = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    return min(found, _MOST_PAGES), found > _MOST_PAGES


def page(path: str, _kind: str, number: str) -> Answer:
    """Return one page."""
    return pages({int(number): _page(path, int(number))})


def _page(path: str, number: int) -> Answer:
    with opened(Path(path)) as image:
        if number > 1:
            image.seek(number - 1)
        return picture(fitted(image, _WIDTH, _HEIGHT))
