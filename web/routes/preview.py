"""`/documents/{id}/versions/{v}/preview`: what a version looks like, page by page.

The viewer is a page of ours, in a frame on the page of the document. Pages are pictures with the
words on them, or markup: that stands in a frame inside the frame, sandboxed, under a policy of its
own, so that nothing in it can run or be loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from docvault.errors import PageNotFound
from docvault.extract.kinds import kind_of
from docvault.extract.preview.views import Manner, manners
from docvault.extract.unread import Unread
from docvault.looking import seen
from docvault.model.document import Document
from docvault.model.version import Version
from docvault.previews import Preview, Shown, page_of, preview_of, thumb_of
from docvault.previews.encoding import PICTURE
from docvault.settings.model import Reach
from naming_rules.language import Text
from web.framed import framed, leaf_page, picture_response
from web.pages import page
from web.site import Site
from web.viewing import preview_page
from web.visit import Member, TheSite, Visit, document_of

router = APIRouter(prefix="/documents/{document_id}/versions/{number}/preview")
_PATIENCE = 3.0
_PAGE_PATIENCE = 8.0
_BUSY = Text("正在生成，请稍候再试。", "It is still being made; try again shortly.")


@dataclass(frozen=True, slots=True)
class PreviewFrame:
    """The variables of preview_frame.html, which a page includes as `page.preview`."""

    url: str | None
    """None: this kind of file is not shown."""
    name: str
    content_url: str
    paged: bool
    """Whether the frame has much to show, and should be tall."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A version that the visitor may see, and is seeing: it has been put on record."""

    site: Site
    visit: Visit
    document: Document
    version: Version

    @property
    def sealed(self) -> bool:
        """Whether nothing of it may lie in the browser either."""
        levels = self.site.vault.settings.levels
        return levels.reach(self.document.level) is Reach.NAMED


def looked_at(site: TheSite, visit: Member, document_id: str, number: str) -> Looked:
    """Return the version that is asked for, and put on record that it was looked at."""
    document = document_of(site, visit, document_id)
    version = site.vault.version(document, number)
    seen(site.vault, document, version, visit.name)
    return Looked(site, visit, document, version)


Look = Annotated[Looked, Depends(looked_at)]
PageNumber = Annotated[int, Path(ge=1, le=1_000_000)]


def frame_of(_site: Site, _visit: Visit, document: Document, version: Version) -> PreviewFrame:
    """Return the frame for a version's preview. Nothing is made yet, and nobody waits."""
    base = f"/documents/{document.id}/versions/{version.number}"
    possible = manners(kind_of(version.name))
    url = f"{base}/preview" if possible else None
    return PreviewFrame(url, version.name, f"{base}/content", bool(possible))


@router.get("")
async def viewer(
    request: Request,
    look: Look,
    manner: Manner | None = None,
    opened: Annotated[int, Query(alias="page", ge=1)] = 1,
    zoom: str = "fit",
) -> Response:
    """Show the viewer; while the preview is being made, a page that asks again by itself."""
    found = await _preview(look, manner, _PATIENCE)
    shown = preview_page(look.document, look.version, found, opened, zoom)
    answer = page(request, look.visit, "preview.html", shown, status=200 if found else 202)
    if found is None:
        answer.headers["retry-after"] = "2"
    return framed(answer)


@router.get("/pages/{page_number}")
async def one_page(look: Look, page_number: PageNumber, manner: Manner) -> Response:
    """Give one page: a picture, or markup for a sandboxed frame."""
    found = await _page(look, page_number, manner)
    if isinstance(found, Shown) and found.media == PICTURE:
        return picture_response(found.body, kept=not look.sealed)
    markup = found.body.decode() if isinstance(found, Shown) else ""
    return leaf_page(look.visit, markup, said=_trouble(found), again=found is None)


@router.get("/pages/{page_number}/words")
async def words(request: Request, look: Look, page_number: PageNumber, manner: Manner) -> Response:
    """Give the words of a page that is a picture, to be laid over it."""
    found = await _page(look, page_number, manner)
    shown = found if isinstance(found, Shown) else Shown(PICTURE, b"")
    answer = page(request, look.visit, "preview_words.html", shown, status=200 if found else 503)
    if found is None:
        answer.headers["retry-after"] = "2"
    return answer


@router.get("/thumbs/{page_number}")
async def thumb(look: Look, page_number: PageNumber, manner: Manner) -> Response:
    """Give a small picture of a page."""
    make = partial(thumb_of, look.site.vault, look.document, look.version, page_number, manner)
    key = ("thumb", look.document.id, look.version.number, manner, page_number)
    found = await look.site.making.made(key, make, seconds=_PAGE_PATIENCE)
    if not isinstance(found, Shown):
        raise PageNotFound(page=page_number, name=look.version.name, count=0)
    return picture_response(found.body, kept=not look.sealed)


async def _preview(look: Looked, manner: Manner | None, seconds: float) -> Preview | None:
    make = partial(preview_of, look.site.vault, look.document, look.version, manner)
    key = ("overview", look.document.id, look.version.number, manner)
    return await look.site.making.made(key, make, seconds=seconds)


async def _page(look: Looked, number: int, manner: Manner) -> Shown | Unread | None:
    make = partial(page_of, look.site.vault, look.document, look.version, number, manner)
    key = ("page", look.document.id, look.version.number, manner, number)
    return await look.site.making.made(key, make, seconds=_PAGE_PATIENCE)


def _trouble(found: Shown | Unread | None) -> Text | None:
    if isinstance(found, Unread):
        return found.message
    return _BUSY if found is None else None
