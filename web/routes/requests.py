"""`/requests`: requests for files: making, listing, what came by them, closing.

The link itself is in one answer only: that of the form which made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import Response

from docvault.errors import DocVaultError, StoreError
from docvault.held import id_of
from docvault.model.file_request import FileRequest
from docvault.sharing import requested
from docvault.sharing.requested import Asking, Received
from docvault.sharing.requests import Asked, create, revoke
from docvault.sharing.telling import place_of
from docvault.sharing.words import STATES
from naming_rules.language import Text
from web.errors import status_of
from web.link_picture import picture_of
from web.naming import departments_of
from web.pages import page, redirect
from web.sent import Fields, Sent
from web.site import Site
from web.visit import Member, TheSite, Visit

router = APIRouter(prefix="/requests")
_ROWS = 50
_MIB = 1 << 20
_FILES, _MEGABYTES = "20", "500"
_LONGEST_NUMBER = 7
_CLOSED = Text(
    "征集已关闭，不再接收文件；已收到的文件不受影响。",
    "The request is closed; nothing comes any more. What came stays.",
)


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """The variables of requests.html: requests with the names of their states."""

    rows: Sequence[tuple[FileRequest, Text]]
    next: str | None


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """The form as it was sent, to be mended."""

    department: str
    days: str
    recipient: str = ""
    note: str = ""
    files: str = _FILES
    megabytes: str = _MEGABYTES


@dataclass(frozen=True, slots=True)
class NewRequestPage:
    """The variables of request_new.html. `longest`: days; `most`: megabytes."""

    departments: Sequence[str]
    draft: RequestDraft
    longest: int
    most: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class MadeRequestPage:
    """The variables of request_made.html: the one page with the link on it."""

    asked: FileRequest
    url: str
    picture: Markup
    """The link as a QR code."""


@dataclass(frozen=True, slots=True)
class RequestPage:
    """The variables of request.html. `files`: each with its id in the inbox, if it waits there."""

    asking: Asking
    state: Text
    files: Sequence[tuple[Received, str | None]]


@router.get("")
def show_all(
    request: Request,
    site: TheSite,
    visit: Member,
    before: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = "",
) -> Response:
    """List the visitor's requests and those of the departments where they check in."""
    place = place_of(before) if before else None
    rows = requested.listed(site.vault, visit.actor, before=place, limit=_ROWS + 1)
    more = f"/requests?before={requested.cursor_of(rows[_ROWS - 1])}" if len(rows) > _ROWS else None
    shown = RequestsPage([(each, STATES[each.state]) for each in rows[:_ROWS]], more)
    return page(request, visit, "requests.html", shown)


@router.get("/new")
def begin(request: Request, site: TheSite, visit: Member) -> Response:
    """Offer the form."""
    own = visit.user.department if visit.user else None
    draft = RequestDraft(own or "", str(site.vault.settings.sharing.days))
    return page(request, visit, "request_new.html", _new(site, visit, draft))


@router.post("")
def make(request: Request, site: TheSite, visit: Member, sent: Sent) -> Response:
    """Make a request and show its link, this once."""
    draft = _draft_of(sent)
    try:
        made, link = create(site.vault, _asked(draft), actor=visit.actor)
    except StoreError:
        raise
    except DocVaultError as error:
        again = _new(site, visit, draft, str(error))
        return page(request, visit, "request_new.html", again, status=status_of(error))
    url = link.asking_at(site.vault.settings.web.url or str(request.base_url))
    shown = MadeRequestPage(made, url, picture_of(url))
    return page(request, visit, "request_made.html", shown)


@router.get("/{request_id}")
def show(request: Request, site: TheSite, visit: Member, request_id: str) -> Response:
    """Show one request and what came by it."""
    asking = requested.story(site.vault, request_id, actor=visit.actor)
    files = [(each, id_of(each.file.path) if each.waits else None) for each in asking.received]
    shown = RequestPage(asking, STATES[asking.request.state], files)
    return page(request, visit, "request.html", shown)


@router.post("/{request_id}/revoke")
def close(request: Request, site: TheSite, visit: Member, request_id: str) -> Response:
    """Let nothing come by a request any more."""
    revoke(site.vault, request_id, actor=visit.actor)
    return redirect(request, f"/requests/{request_id}", notice=_CLOSED)


def _new(site: Site, visit: Visit, draft: RequestDraft, fault: str = "") -> NewRequestPage:
    settings = site.vault.settings
    most = max(1, settings.limits.max_file_size // _MIB)
    departments = departments_of(site.vault, visit.actor)
    return NewRequestPage(departments, draft, settings.sharing.longest_days, most, fault)


def _draft_of(sent: Fields) -> RequestDraft:
    return RequestDraft(
        sent.one("department"),
        sent.one("days"),
        sent.one("recipient"),
        sent.one("note").replace("\r\n", "\n"),
        sent.one("files"),
        sent.one("megabytes"),
    )


def _asked(draft: RequestDraft) -> Asked:
    """Return the request that the form asks for; what is no number goes as what no rule allows."""
    return Asked(
        draft.department,
        draft.recipient,
        draft.note,
        _whole(draft.days) if draft.days else None,
        _whole(draft.files),
        _whole(draft.megabytes) * _MIB,
    )


def _whole(text: str) -> int:
    right = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if right else 0
