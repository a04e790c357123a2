"""What the pages for partners show once a link is open."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from docvault.extract.unread import Unread
from docvault.model.share import ShareFile
from docvault.previews.stamped import Stamped
from web.partners.views import View

ZOOMS = ("fit", "50", "75", "100", "150", "200")
_PART = 100
"""Pages in one page of the site: a browser without scripts asks for all of their pictures."""
_A4 = (1200, 1697)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: its number, and the size of its picture."""

    number: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some pages of a long document."""

    first: int
    last: int
    open: bool


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The variables of shared_read.html. `count` is None while the pages are being made."""

    base: str
    """The address of the link's own pages."""
    files: Sequence[ShareFile]
    number: int
    sharer: str
    note: str
    expires_at: datetime.datetime
    zoom: str
    count: int | None
    leaves: Sequence[Leaf] = ()
    parts: Sequence[Part] = ()
    cut: bool = False
    trouble: Unread | None = None
    language: str = ""
    """The language that was chosen here, if one was."""
    zooms: Sequence[str] = ZOOMS

    @property
    def file(self) -> ShareFile:
        """The document that is shown."""
        return self.files[self.number]

    def url(self, *, number: int | None = None, at: int = 0, zoom: str = "") -> str:
        """Return the address of a document from a page on, in a size; of this one as it is."""
        first = at or (self.leaves[0].number if self.leaves and number is None else 1)
        asked = {"at": first, "zoom": zoom or self.zoom}
        asked |= {"lang": self.language} if self.language else {}
        which = self.number if number is None else number
        return f"{self.base}/read/{which}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class FilesPage:
    """The variables of shared_files.html."""

    base: str
    files: Sequence[ShareFile]
    sharer: str
    note: str
    expires_at: datetime.datetime


def read_page(
    view: View,
    number: int,
    found: Stamped | None,
    trouble: Unread | None,
    *,
    at: int,
    zoom: str,
    language: str,
) -> ReadPage:
    """Return what the viewer shows of a document, opened at a page."""
    count = found.count if found else None
    first = (min(max(at, 1), count or 1) - 1) // _PART * _PART + 1
    leaves = [_leaf(found, each) for each in _numbers(first, count)] if found else []
    parts = [
        Part(each, min(each + _PART - 1, count or 0), each == first)
        for each in range(1, (count or 0) + 1, _PART)
    ]
    return ReadPage(
        f"/s/{view.viewing.sid_text}",
        view.viewing.files,
        number,
        view.sharer,
        view.note,
        view.viewing.share.expires_at,
        zoom,
        count,
        leaves,
        parts if len(parts) > 1 else (),
        bool(found and found.cut),
        trouble,
        language,
    )


def files_page(view: View) -> FilesPage:
    """Return what a link opened for download shows."""
    viewing = view.viewing
    return FilesPage(
        f"/s/{viewing.sid_text}",
        viewing.files,
        view.sharer,
        view.note,
        viewing.share.expires_at,
    )


def _numbers(first: int, count: int | None) -> range:
    return range(first, min(first + _PART, (count or 0) + 1))


def _leaf(found: Stamped, number: int) -> Leaf:
    width, height = found.sizes[number - 1] if number <= len(found.sizes) else _A4
    return Leaf(number, width, height)
