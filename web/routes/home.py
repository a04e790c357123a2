"""`/`: what waits for the visitor, what changed, what is theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from docvault import recent
from docvault.access import Right, Subject, decide
from docvault.model.document import Document
from docvault.model.saved_search import SavedSearch
from docvault.search import saved
from web.pages import page
from web.site import Site
from web.visit import Member, TheSite, Visit
from web.waiting import Waiting, waiting_for

router = APIRouter()
_CHANGED = 12
_OWN = 6


@dataclass(frozen=True, slots=True)
class HomePage:
    """The variables of home.html.

    `empty`: nothing was ever checked in, so the page says how to begin. `may_upload`: there is a
    department where the visitor may check in.
    """

    waiting: Sequence[Waiting]
    changed: Sequence[Document]
    own: Sequence[Document]
    looked_at: Sequence[Document]
    saved: Sequence[SavedSearch]
    may_upload: bool
    empty: bool


@router.get("/")
def show(request: Request, site: TheSite, visit: Member) -> Response:
    """Show the home page."""
    vault, actor = site.vault, visit.actor
    changed = recent.recently_changed(vault, actor, limit=_CHANGED)
    shown = HomePage(
        waiting=waiting_for(site, visit),
        changed=changed,
        own=recent.own_documents(vault, actor, limit=_OWN),
        looked_at=recent.looked_at(vault, actor, limit=_OWN),
        saved=saved.saved_by(vault, visit.name),
        may_upload=_may_upload(site, visit),
        empty=not changed and recent.is_empty(vault),
    )
    return page(request, visit, "home.html", shown)


def _may_upload(site: Site, visit: Visit) -> bool:
    departments: Iterable[str] = site.vault.convention.departments.codes
    return any(decide(visit.actor, Right.CHECK_IN, Subject(each)).allowed for each in departments)
