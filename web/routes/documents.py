"""`/documents/{id}`: one document: what it is, its versions, what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from docvault import vault as vaults
from docvault.access import Decision, Right, actor_for, decide, subject_of
from docvault.database import kept_changes, looks, users
from docvault.looking import seen
from docvault.model.document import Document
from docvault.model.look import Look
from docvault.model.user import User
from docvault.model.version import KeptChange, Version
from docvault.sharing.telling import Row, of_document
from naming_rules.language import Text
from web.checking_in import steps_of
from web.content import content_response
from web.pages import page, redirect
from web.places import Crumb, crumbs_of
from web.routes.preview import PreviewFrame, frame_of
from web.visit import Member, TheSite, document_of

router = APIRouter()
_LOOKS_SHOWN = 20
_LINKS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """The variables of document.html."""

    document: Document
    crumbs: Sequence[Crumb]
    versions: Sequence[Version]
    """Newest first."""
    shown: Version
    """The version that is previewed."""
    preview: PreviewFrame
    may_revise: bool
    why: Text
    """Why this visitor may see it."""
    changes: Sequence[KeptChange]
    """Changes of its files in the folder that are no version yet."""
    looks: Sequence[Look]
    """Who has seen it, the last one first."""
    may_share: bool
    links: Sequence[Row]
    """The share links to it that live, as the visitor may know of them."""
    steps: Sequence[str]
    """The numbers its next version may have: the whole step, and the small one if any."""


@router.get("/documents/{document_id}")
def show(
    request: Request, site: TheSite, visit: Member, document_id: str, version: str | None = None
) -> Response:
    """Show a document, and a preview of its current version or the one that is asked for."""
    found = document_of(site, visit, document_id)
    history = site.vault.history(found)
    chosen = site.vault.version(found, version)
    subject = subject_of(found, site.vault.settings)
    with site.vault.database.read() as connection:
        changes = kept_changes.open_of(connection, found.id)
        looked = looks.of(connection, found.id, _LOOKS_SHOWN)
    shown = DocumentPage(
        document=found,
        crumbs=crumbs_of(found.folder),
        versions=history,
        shown=chosen,
        preview=frame_of(site, visit, found, chosen),
        may_revise=decide(visit.actor, Right.CHECK_IN, subject).allowed,
        why=decide(visit.actor, Right.READ, subject).reason,
        changes=changes,
        looks=looked,
        may_share=decide(visit.actor, Right.SHARE, subject).allowed,
        links=of_document(site.vault, found.id, visit.actor, limit=_LINKS_SHOWN),
        steps=steps_of(site.vault, found),
    )
    return page(request, visit, "document.html", shown)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody, whether they may see a document and check in its next version, and why."""

    user: User
    reads: Decision
    revises: Decision


@dataclass(frozen=True, slots=True)
class WhyPage:
    """The variables of why.html: those who may see the document first."""

    document: Document
    crumbs: Sequence[Crumb]
    readers: Sequence[Reader]


@router.get("/documents/{document_id}/why")
def why(request: Request, site: TheSite, visit: Member, document_id: str) -> Response:
    """Show who may see a document, and why; to those who oversee the vault everybody."""
    found = document_of(site, visit, document_id)
    subject = subject_of(found, site.vault.settings)
    with site.vault.database.read() as connection:
        everybody = users.every(connection) if visit.may("oversee") else [visit.user]
        actors = [actor_for(connection, user) for user in everybody if user and not user.disabled]
    readers = [
        Reader(
            actor.user,
            decide(actor, Right.READ, subject),
            decide(actor, Right.CHECK_IN, subject),
        )
        for actor in actors
        if actor.user
    ]
    shown = WhyPage(
        document=found,
        crumbs=crumbs_of(found.folder),
        readers=sorted(readers, key=lambda reader: not reader.reads.allowed),
    )
    return page(request, visit, "why.html", shown)


@router.api_route("/documents/{document_id}/versions/{number}/content", methods=["GET", "HEAD"])
def content(
    request: Request, site: TheSite, visit: Member, document_id: str, number: str
) -> Response:
    """Give a version's bytes to be saved."""
    found = document_of(site, visit, document_id)
    version = site.vault.version(found, number)
    seen(site.vault, found, version, visit.name)
    return content_response(request, site, found, version)


@router.get("/d/{document_id}")
def current(site: TheSite, visit: Member, document_id: str) -> RedirectResponse:
    """Go to a document: the short, lasting address that people pass on inside the house."""
    return RedirectResponse(f"/documents/{document_of(site, visit, document_id).id}", 303)


@router.post("/documents/{document_id}/restore")
def restore(
    request: Request,
    site: TheSite,
    visit: Member,
    document_id: str,
    version: Annotated[str, Form()],
) -> Response:
    """Make an old version the next one."""
    found = document_of(site, visit, document_id)
    made = vaults.restore(site.vault, found.id, version, actor=visit.name)
    said = Text(
        f"已把 {version} 恢复为 {made.number}；之前的版本都在。",
        f"{version} is current again, as {made.number}; all versions before are kept.",
    )
    return redirect(request, f"/documents/{found.id}", notice=said)
