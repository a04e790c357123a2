"""`/s/{sid}/read` and `/s/{sid}/p/…`: pages of a link for looking, pictures with a watermark.

Nothing here gives the document itself, its words, or its ciphertext.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from docvault.errors import LinkRefused, PageNotFound
from docvault.extract.unread import Unread
from docvault.model.share import Mode
from docvault.previews.stamped import Stamped
from docvault.sharing.opening import REFUSED
from docvault.sharing.partner import note_page
from naming_rules.language import Text
from web.pages import page
from web.partners.answers import PartnerRoute, view_cookie
from web.partners.asking import address_of, visitor_of
from web.partners.looking import picture, stamped
from web.partners.shown import ZOOMS, ReadPage, read_page
from web.partners.views import View
from web.visit import TheSite, visit_of

router = APIRouter(prefix="/s/{sid}", route_class=PartnerRoute)
_PATIENCE = 5.0
_ENDED = Text(
    "这次打开已结束（超过时限或链接已失效）。请重新点开原链接。",
    "This session is over: its time has passed, or the link has ended. Open the link again.",
)


def open_view(request: Request, site: TheSite, sid: str) -> View:
    """Return what the browser has opened. Raises LinkRefused."""
    secret = request.cookies.get(view_cookie(site), "")
    view = site.views.find(site.vault, sid, secret) if secret else None
    if view is None:
        site.limits.look(address_of(request))
        raise LinkRefused(said=_ENDED if secret else REFUSED)
    return view


Opened = Annotated[View, Depends(open_view)]


def _to_look(view: Opened) -> View:
    if view.viewing.share.mode is not Mode.VIEW:
        raise LinkRefused(said=REFUSED)
    return view


Looked = Annotated[View, Depends(_to_look)]


@router.get("/read")
async def first_document(
    request: Request, site: TheSite, view: Looked, at: int = 1, zoom: str = "fit"
) -> Response:
    """Show the pages of the first document."""
    return await _read(request, site, view, 0, at, zoom)


@router.get("/read/{number}")
async def document(
    request: Request, site: TheSite, view: Looked, number: int, at: int = 1, zoom: str = "fit"
) -> Response:
    """Show the pages of one of the documents."""
    return await _read(request, site, view, number, at, zoom)


@router.get("/p/{number}/{page_number}")
async def one_page(
    request: Request,
    site: TheSite,
    view: Looked,
    number: int,
    page_number: int,
    zoom: Literal["1", "2"] = "1",
) -> Response:
    """Give the picture of a page; put on record that it was seen."""
    _ensure_document(view, number)
    try:
        found = await picture(site, view, number, page_number, 2 if zoom == "2" else 1)
    except PageNotFound as exc:
        raise LinkRefused(said=REFUSED) from exc
    if found is None:
        return Response(status_code=503, headers={"retry-after": "2"})
    if isinstance(found, Unread):
        raise LinkRefused(said=found.message)
    noted = partial(note_page, site.vault, view.viewing, number, page_number, visitor_of(request))
    if not await run_in_threadpool(noted):
        raise LinkRefused(said=_ENDED)
    return Response(found.data, media_type="image/webp")


async def _read(
    request: Request, site: TheSite, view: View, number: int, at: int, zoom: str
) -> Response:
    _ensure_document(view, number)
    found = await stamped(site, view, number, _PATIENCE)
    trouble = found if isinstance(found, Unread) else None
    shown: ReadPage = read_page(
        view,
        number,
        found if isinstance(found, Stamped) else None,
        trouble,
        at=at,
        zoom=zoom if zoom in ZOOMS else "fit",
        language=visit_of(request).language if "lang" in request.query_params else "",
    )
    return page(request, visit_of(request), "shared_read.html", shown)


def _ensure_document(view: View, number: int) -> None:
    if not 0 <= number < len(view.viewing.files):
        raise LinkRefused(said=REFUSED)
