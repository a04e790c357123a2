"""`/s/{sid}/b/…`, `/s/{sid}/f/…`: the documents of a link for downloading.

As they were sealed, for clients that decrypt by themselves; decrypted on the way, with bounded
memory, for browsers without scripts and for what is too large for a browser's memory.
"""

from __future__ import annotations

import os
from functools import partial

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from docvault.errors import LinkRefused
from docvault.model.media_types import media_type
from docvault.model.share import Mode
from docvault.sharing.lasting import lasts
from docvault.sharing.opening import REFUSED, Viewing, go_on_here
from docvault.sharing.partner import Sealed, note_download, plaintext, sealed_of
from docvault.sharing.trail import Visitor
from docvault.store.files import store_errors
from web.disposition import disposition
from web.heads import is_head
from web.pages import page
from web.partners.answers import PartnerRoute, answered, let_view
from web.partners.asking import address_of, asked, binary, call_of, sid_of, visitor_of
from web.partners.looking import begun
from web.partners.sending import NotedResponse, part_of
from web.partners.shown import files_page
from web.partners.views import View
from web.preconditions import goes_on
from web.ranges import Span, Unsatisfiable, span_of
from web.routes.shared_pages import Opened
from web.site import Site
from web.visit import TheSite, visit_of

router = APIRouter(prefix="/s/{sid}", route_class=PartnerRoute)
_SCHEME = "DV1 "


@router.get("/b/{number}")
def sealed(request: Request, site: TheSite, sid: str, number: int) -> Response:
    """Give the ciphertext of a document, or a part of it, to who has a ticket."""
    said = request.headers.get("authorization", "")
    ticket = said.removeprefix(_SCHEME) if said.startswith(_SCHEME) else ""
    found = sealed_of(site.vault, sid_of(sid), ticket, number) if ticket else None
    if found is None:
        site.limits.look(address_of(request))
        raise LinkRefused(said=REFUSED)
    return _sent(request, site, found)


@router.get("/files")
def files(request: Request, view: Opened) -> Response:
    """List the documents that the server decrypts."""
    _ensure_download(view)
    return page(request, visit_of(request), "shared_files.html", files_page(view))


@router.get("/f/{number}")
def decrypted(request: Request, site: TheSite, view: Opened, number: int) -> Response:
    """Give a document, decrypted on its way."""
    _ensure_download(view)
    viewing = view.viewing
    if not 0 <= number < len(viewing.files):
        raise LinkRefused(said=REFUSED)
    file = viewing.files[number]
    headers = {
        "content-type": media_type(file.name),
        "content-length": str(file.size),
        "content-disposition": disposition(file.name),
    }
    if is_head(request):
        return Response(headers=headers)
    noted = partial(_note, site, viewing, number, visitor_of(request))
    going_on = partial(lasts, site.vault, viewing.share.id)
    return NotedResponse(plaintext(site.vault, viewing, number), noted, going_on, headers=headers)


@router.post("/plain")
async def by_the_server(request: Request, site: TheSite, sid: str) -> Response:
    """Let the server decrypt what was opened already: too large for this browser's memory."""
    said = await call_of(request)
    ticket = said.get("ticket")
    going_on = partial(
        go_on_here,
        site.vault,
        sid_of(sid),
        ticket if isinstance(ticket, str) else "",
        binary(said, "key"),
        visitor_of(request),
    )
    viewing: Viewing = await asked(request, going_on)
    await run_in_threadpool(begun, site, viewing)
    return let_view(site, answered({"files": len(viewing.files)}), sid, viewing.ticket)


@router.get("/{rest:path}")
@router.post("/{rest:path}")
def nothing(request: Request, site: TheSite) -> Response:
    """Refuse every other address below a link, as any link that does not open is refused."""
    site.limits.look(address_of(request))
    raise LinkRefused(said=REFUSED)


def _ensure_download(view: View) -> None:
    if view.viewing.share.mode is not Mode.DOWNLOAD:
        raise LinkRefused(said=REFUSED)


def _sent(request: Request, site: Site, found: Sealed) -> Response:
    with store_errors(found.path):
        descriptor = os.open(found.path, os.O_RDONLY)
    size = os.fstat(descriptor).st_size
    etag = f'"{found.etag}"'
    headers = {"etag": etag, "accept-ranges": "bytes", "content-type": "application/octet-stream"}
    try:
        part = _part(request, etag, size)
    except Unsatisfiable:
        os.close(descriptor)
        return Response(status_code=416, headers=headers | {"content-range": f"bytes */{size}"})
    span = part or Span(0, size)
    headers["content-length"] = str(span.length)
    if part:
        headers["content-range"] = part.of(size)
    status = 206 if part else 200
    if is_head(request):
        os.close(descriptor)
        return Response(status_code=status, headers=headers)

    def noted(count: int, whole: bool) -> None:
        os.close(descriptor)
        visitor = visitor_of(request)
        done = span.start + count
        whole = whole and done == size  # who asks for all but the end has it nevertheless
        note_download(site.vault, found.share, found.file, visitor, count=done, whole=whole)

    going_on = partial(lasts, site.vault, found.share.id)
    pieces = part_of(descriptor, span)
    return NotedResponse(pieces, noted, going_on, status=status, headers=headers)


def _part(request: Request, etag: str, size: int) -> Span | None:
    if is_head(request) or not goes_on(request.headers, etag):
        return None
    return span_of(request.headers.get("range"), size)


def _note(
    site: Site, viewing: Viewing, number: int, visitor: Visitor, count: int, whole: bool
) -> None:
    file = viewing.files[number]
    note_download(site.vault, viewing.share, file, visitor, count=count, whole=whole)
