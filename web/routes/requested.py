"""`/r/{sid}`: where a partner outside sends the files that were asked for.

With scripts the browser seals each file for the request's key; without, the link travels in the
form, and the files as the connection protects them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from docvault.errors import (
    FileTooLarge,
    LinkRefused,
    LinkWrong,
    SealBroken,
)
from docvault.model.file_request import FileRequest, RequestedFile
from docvault.sharing.keys import KEY, TOKEN_TEXT, Link, from_text, to_text
from docvault.sharing.opening import REFUSED
from docvault.sharing.requests import Admitted, admit, receive
from docvault.store.staging import Staged
from docvault.users.throttling import network_of
from naming_rules.language import Text
from web import multipart
from web.errors import ErrorPage
from web.incoming import turn, written
from web.multipart import Incoming
from web.pages import page
from web.partners.answers import PartnerRoute, answered
from web.partners.asking import (
    address_of,
    binary,
    call_of,
    claimed,
    pasted,
    sent,
    sid_of,
    visitor_of,
)
from web.partners.receiving import (
    AT_ONCE,
    DAMAGED,
    TOO_LARGE,
    Left,
    ensure_room,
    left_now,
    left_of,
    name_in,
    pieces_of,
    receipt_of,
    sealed_body,
)
from web.site import Site
from web.visit import TheSite, visit_of

router = APIRouter(prefix="/r", route_class=PartnerRoute)
_SCHEME = "DV1 "
_FORM_FILES = 50
_AROUND = 1 << 20
_NOTHING = Text("没有选择文件。", "No file was chosen.")


@dataclass(frozen=True, slots=True)
class SendPage:
    """The variables of requested_form.html. `link` is what the partner pasted, whole again."""

    link: str
    base: str
    asked: FileRequest
    sender: str
    """Who asks."""
    left: Left
    received: Sequence[RequestedFile] = ()
    fault: str = ""


@router.get("/{sid}")
async def landing(request: Request, site: TheSite) -> Response:
    """Show the page on which a request is opened by a click: the same for every one."""
    site.limits.look(address_of(request))
    if broken := getattr(request.state, "broken_link", None):
        return RedirectResponse(f"/r/{broken.sid}#{broken.token[:TOKEN_TEXT]}", 303)
    return page(request, visit_of(request), "requested.html", ErrorPage(200, "", ""))


@router.post("/{sid}/open")
async def open_request(request: Request, site: TheSite, sid: str) -> Response:
    """Tell who has the link what is asked for, and the key that files are sealed for."""
    auth = binary(await call_of(request), "auth")
    opening = partial(admit, site.vault, sid_of(sid), auth, visitor_of(request))
    admitted: Admitted = await claimed(request, sid, opening)
    asked, left = admitted.request, left_of(admitted.request)
    return answered(
        {
            "department": asked.department,
            "from": site.person(asked.created_by),
            "note": asked.note,
            "until": asked.expires_at.isoformat(),
            "files_left": left.files,
            "bytes_left": left.bytes,
            "public_key": to_text(admitted.public_key),
        }
    )


@router.post("/{sid}/files")
async def take_sealed(request: Request, site: TheSite, sid: str) -> Response:
    """Take one file, sealed for the request's key."""
    visitor = visitor_of(request)
    opening = partial(admit, site.vault, sid_of(sid), _auth_in(request), visitor)
    asked = (await sent(request, opening)).request
    async with sealed_body(request, site.vault, asked) as staged:
        taking = partial(_take, site, sid_of(sid), asked, name_in(request), sealed=True)
        file: RequestedFile = await written(taking, request, staged)
    receipt = receipt_of(file, await run_in_threadpool(left_now, site, asked))
    return answered(receipt, 201)


@router.post("/{sid}")
async def open_pasted(request: Request, site: TheSite, sid: str) -> Response:
    """Show the form for files to who pasted the link: for browsers without scripts."""
    form = await request.form(max_files=0, max_fields=10)
    text = form.get("link")
    link = pasted(text if isinstance(text, str) else "", sid)
    opening = partial(admit, site.vault, link.sid, link.auth, visitor_of(request))
    admitted: Admitted = await claimed(request, link.sid_text, opening)
    return _form(request, site, link, admitted.request)


@router.post("/{sid}/plain")
async def take_plain(request: Request, site: TheSite, sid: str) -> Response:
    """Take the files of a form; the link stands in a field before them.

    As with what comes sealed, no more is put down than is left, of a few bodies at a time.
    """
    known: list[tuple[Link, FileRequest]] = []
    who = f"partner {network_of(address_of(request))}"
    with ExitStack() as turns:

        def let_in(fields: Mapping[str, str]) -> int:
            link, asked = _admitted(request, site, sid, fields)
            turns.enter_context(turn(f"request {asked.id}", at_once=AT_ONCE))
            known.append((link, asked))
            return left_of(asked).bytes

        receiving = partial(multipart.receive, who=who, most_files=_FORM_FILES, check=let_in)
        try:
            async with receiving(request, site.vault) as form:
                link, asked = known[0]
                return await written(_take_all, request, site, link, asked, form.files)
        except FileTooLarge as error:
            raise LinkRefused(said=TOO_LARGE) from error


@router.get("/{sid}/{rest:path}")
@router.post("/{sid}/{rest:path}")
def nothing(request: Request, site: TheSite) -> Response:
    """Refuse every other address below a request, as any link that does not open is refused."""
    site.limits.look(address_of(request))
    raise LinkRefused(said=REFUSED)


def _admitted(
    request: Request, site: Site, sid: str, fields: Mapping[str, str]
) -> tuple[Link, FileRequest]:
    """Return the link in the form's fields, and what it opens; before any file is read."""
    address = address_of(request)
    site.limits.send(address)
    link = pasted(fields.get("link", ""), sid)
    try:
        asked = admit(site.vault, link.sid, link.auth, visitor_of(request)).request
    except LinkRefused as refused:
        if refused.fields["said"] == REFUSED:
            site.limits.wrong(address)
        raise
    ensure_room(request, left_of(asked).bytes + _AROUND)
    return link, asked


def _take_all(
    request: Request, site: Site, link: Link, asked: FileRequest, files: Sequence[Incoming]
) -> Response:
    received: list[RequestedFile] = []
    fault = "" if files else str(_NOTHING)
    for file in files:
        taking = partial(_take, site, link.sid, asked, file.name, sealed=False)
        try:
            received.append(taking(request, file.staged))
        except LinkRefused as refused:
            fault = f"{file.name}: {refused}"
            break
    return _form(request, site, link, asked, received, fault)


def _take(
    site: Site,
    sid: bytes,
    asked: FileRequest,
    name: str,
    request: Request,
    staged: Staged,
    *,
    sealed: bool,
) -> RequestedFile:
    pieces = pieces_of(staged)
    try:
        return receive(site.vault, sid, asked, name, pieces, visitor_of(request), sealed=sealed)
    except FileTooLarge as error:
        raise LinkRefused(said=TOO_LARGE) from error
    except SealBroken as error:
        raise LinkRefused(said=DAMAGED) from error


def _form(
    request: Request,
    site: Site,
    link: Link,
    asked: FileRequest,
    received: Sequence[RequestedFile] = (),
    fault: str = "",
) -> Response:
    shown = SendPage(
        link.asking_at(""),
        f"/r/{link.sid_text}",
        asked,
        site.person(asked.created_by),
        left_now(site, asked),
        received,
        fault,
    )
    status = 422 if fault else 200
    return page(request, visit_of(request), "requested_form.html", shown, status=status)


def _auth_in(request: Request) -> bytes:
    said = request.headers.get("authorization", "")
    try:
        return from_text(said.removeprefix(_SCHEME), KEY) if said.startswith(_SCHEME) else b""
    except LinkWrong:
        return b""
