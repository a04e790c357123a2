"""What the viewer of a preview shows: which pages, which sheets, what lies beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from docvault.extract.preview.views import Manner
from docvault.model.document import Document
from docvault.model.version import Version
from docvault.previews import Preview

ZOOMS = ("fit", "50", "75", "100", "150", "200")
_AT_ONCE = 20
"""Pages that are pictures, in one viewer."""
_SIZE = (1200, 1697)  # A4, until the page itself is there
_ROWS, _COLUMNS = 200, 50  # of a workbook's page
_ALPHABET = 26


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page in the viewer: its number, and the size of its picture where that is known."""

    number: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook in the viewer: its title, its first page, whether it is open."""

    title: str
    first: int
    open: bool


@dataclass(frozen=True, slots=True)
class Area:
    """Which part of a sheet is shown, and the pages beside it; None at an edge."""

    rows: tuple[int, int]
    columns: tuple[str, str]
    up: int | None
    down: int | None
    left: int | None
    right: int | None


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """The variables of preview.html. `preview` is None while it is still being made."""

    document: Document
    version: Version
    base: str
    """Where the pages are: an address without its query."""
    content_url: str
    manner: str
    preview: Preview | None
    number: int
    zoom: str
    zooms: Sequence[str]
    leaves: Sequence[Leaf] = ()
    sheets: Sequence[Sheet] = ()
    area: Area | None = None

    def url(self, number: int | None = None, manner: str | None = None, zoom: str = "") -> str:
        """Return the address of the viewer at another page, in another manner or size."""
        asked = {
            "manner": manner or self.manner,
            "page": number or (self.number if manner is None else 1),
            "zoom": zoom or self.zoom,
        }
        return f"{self.base}?{urlencode(asked)}"

    @property
    def before(self) -> int | None:
        """The first page of the viewer before this one."""
        step = _AT_ONCE if self.preview and self.preview.pictures else 1
        return max(1, self.number - step) if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The first page of the viewer after this one."""
        step = len(self.leaves) or 1
        more = self.preview is not None and self.number + step <= self.preview.count
        return self.number + step if more else None


def preview_page(
    document: Document, version: Version, found: Preview | None, number: int, zoom: str
) -> PreviewPage:
    """Return what the viewer shows, opened at a page; `found` is None while it is being made."""
    base = f"/documents/{document.id}/versions/{version.number}"
    last = found.count if found and found.count else 1
    number = min(number, last)
    manner = (found.manner if found else None) or Manner.READ
    return PreviewPage(
        document,
        version,
        f"{base}/preview",
        f"{base}/content",
        manner.value,
        found,
        number,
        zoom if zoom in ZOOMS else "fit",
        ZOOMS,
        _leaves(found, number),
        _sheets(found, number),
        _area(found, number),
    )


def _leaves(found: Preview | None, number: int) -> list[Leaf]:
    if found is None or not found.pictures:
        return []
    numbers = range(number, min(number + _AT_ONCE, found.count + 1))
    sizes = dict(enumerate(found.sizes, 1))
    return [Leaf(each, *sizes.get(each, _SIZE)) for each in numbers]


def _sheets(found: Preview | None, number: int) -> list[Sheet]:
    parts = found.parts if found else ()
    return [
        Sheet(part.title, part.first, 0 <= number - part.first < part.across * part.down)
        for part in parts
    ]


def _area(found: Preview | None, number: int) -> Area | None:
    for part in found.parts if found else ():
        place = number - part.first
        if not 0 <= place < part.across * part.down or part.across * part.down == 1:
            continue
        row, column = divmod(place, part.across)
        left, top = column * _COLUMNS, row * _ROWS
        return Area(
            (top + 1, top + _ROWS),
            (column_name(left), column_name(left + _COLUMNS - 1)),
            number - part.across if row else None,
            number + part.across if row + 1 < part.down else None,
            number - 1 if column else None,
            number + 1 if column + 1 < part.across else None,
        )
    return None


def column_name(number: int) -> str:
    """Return the letters of a column counted from 0: A to Z, then AA."""
    name = ""
    while number >= 0:
        name = chr(ord("A") + number % _ALPHABET) + name
        number = number // _ALPHABET - 1
    return name
