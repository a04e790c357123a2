"""`/s/{sid}`: where a partner outside arrives, asks what it is, opens it (protocol `dv1`).

What a link's address answers is the same for every address, whether there is such a link or not,
and nothing changes by asking: mail scanners and chat previews spend nothing.
"""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from docvault.errors import LinkBroken, LinkRefused, LinkWrong
from docvault.model.share import Mode, Share
from docvault.sharing import keys
from docvault.sharing.keys import Link, to_text
from docvault.sharing.opening import (
    Opened,
    Viewing,
    known,
    open_here,
    open_to_download,
    open_to_view,
)
from docvault.sharing.partner import repaired
from naming_rules.language import Text
from web.errors import ErrorPage
from web.pages import page
from web.partners.answers import PartnerRoute, answered, let_view
from web.partners.asking import (
    address_of,
    asked,
    attempted,
    binary,
    call_of,
    claim_of,
    pasted,
    sid_of,
    visitor_of,
)
from web.partners.broken import Broken
from web.partners.looking import begun, counted
from web.visit import TheSite, visit_of

router = APIRouter(prefix="/s", route_class=PartnerRoute)
_EXPOSED = Text(
    "这个链接在途中被改动，密钥已出现在网址里。为安全起见不再使用；请向发送人索取新的链接。",
    "This link was changed on its way, and its secret stood in the address. To be safe it is not"
    " used any more; ask whoever sent it for a new link.",
)


@router.get("/{sid}")
async def landing(request: Request, site: TheSite) -> Response:
    """Show the page on which a link is opened by a click."""
    site.limits.look(address_of(request))
    if broken := getattr(request.state, "broken_link", None):
        return await _put_right(request, site, broken)
    return page(request, visit_of(request), "shared.html", ErrorPage(200, "", ""))


@router.post("/{sid}")
async def open_pasted(request: Request, site: TheSite, sid: str) -> Response:
    """Open a link whose whole text was given in a form: for browsers without scripts."""
    form = await request.form(max_files=0, max_fields=10)
    text, password = form.get("link"), form.get("password")
    link = pasted(text if isinstance(text, str) else "", sid)
    given = password if isinstance(password, str) and password else None
    having = partial(known, site.vault, link.sid, link.auth, visitor_of(request))
    opening = partial(open_here, site.vault, link, given, visitor_of(request))
    viewing: Viewing = await attempted(request, link.sid_text, having, opening)
    await run_in_threadpool(begun, site, viewing)
    there = "read" if viewing.share.mode is Mode.VIEW else "files"
    answer = RedirectResponse(f"/s/{link.sid_text}/{there}", 303)
    return let_view(site, answer, link.sid_text, viewing.ticket)


@router.post("/{sid}/about")
async def about(request: Request, site: TheSite, sid: str) -> Response:
    """Tell who has a link what it asks for, without opening it."""
    auth = binary(await call_of(request), "auth")
    share: Share = await asked(
        request, partial(known, site.vault, sid_of(sid), auth, visitor_of(request))
    )
    expires = share.expires_at.isoformat()
    return answered({"mode": share.mode.value, "password": share.password, "expires": expires})


@router.post("/{sid}/open")
async def open_for_download(request: Request, site: TheSite, sid: str) -> Response:
    """Give what decrypts a link, but for the link's own part, and a ticket for the ciphertext."""
    claim = claim_of(await call_of(request), view=False)
    having = partial(known, site.vault, sid_of(sid), claim.auth, visitor_of(request))
    opening = partial(open_to_download, site.vault, sid_of(sid), claim, visitor_of(request))
    opened: Opened = await attempted(request, sid, having, opening)
    salt = opened.password_salt
    return answered(
        {
            "server_half": to_text(opened.half),
            "password_salt": None if salt is None else to_text(salt),
            "wrapped_key": to_text(opened.wrapped),
            "commit": to_text(opened.commit),
            "policy": opened.policy.text,
            "manifest": to_text(opened.manifest),
            "ticket": opened.ticket,
        }
    )


@router.post("/{sid}/view")
async def open_for_view(request: Request, site: TheSite, sid: str) -> Response:
    """Begin a short session in which pages are shown; tell how many there are."""
    claim = claim_of(await call_of(request), view=True)
    having = partial(known, site.vault, sid_of(sid), claim.auth, visitor_of(request))
    opening = partial(open_to_view, site.vault, sid_of(sid), claim, visitor_of(request))
    viewing: Viewing = await attempted(request, sid, having, opening)
    view = await run_in_threadpool(begun, site, viewing)
    told = {
        "pages": await counted(site, view),
        "name": viewing.files[0].name,
        "expires": viewing.share.expires_at.isoformat(),
    }
    return let_view(site, answered(told), sid, viewing.ticket)


async def _put_right(request: Request, site: TheSite, broken: Broken) -> Response:
    """Send the browser to the link as it was meant, unless its document may not be risked."""
    there = RedirectResponse(f"/s/{broken.sid}#{broken.token[: keys.TOKEN_TEXT]}", 303)
    try:
        link = Link.parse(broken.sid, broken.token[: keys.TOKEN_TEXT])
    except (LinkBroken, LinkWrong):
        return there  # it was cut off as well; the page says so
    if not await run_in_threadpool(repaired, site.vault, link, visitor_of(request)):
        raise LinkRefused(said=_EXPOSED)
    return there
