"""`/documents/{id}/revise`: a new file for a document; DocVault names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from docvault.access import Right, require, subject_of
from docvault.errors import Conflict, DocVaultError, Refused
from docvault.model.document import Document
from docvault.vault.check_in import next_name
from naming_rules.scheme import split_extension
from web.checking_in import CHECKED_IN, Wanted, check_in, steps_of
from web.errors import status_of
from web.multipart import Form, receive
from web.pages import page, redirect
from web.site import Site
from web.visit import Member, TheSite, Visit, document_of

router = APIRouter()


@dataclass(frozen=True, slots=True)
class RevisePage:
    """The variables of revise_page.html; revise.html needs `document` and `steps` only."""

    document: Document
    steps: Sequence[str]
    """The numbers the next version may have: the whole step, and the small one if any."""
    next: str
    """The name of the next version, if the extension stays."""
    note: str = ""
    error: str = ""
    unchanged: bool = False
    """Whether the error is that nothing changed."""


@router.get("/documents/{document_id}/revise")
def show(request: Request, site: TheSite, visit: Member, document_id: str) -> Response:
    """Offer to revise a document."""
    found = _revisable(site, visit, document_id)
    return page(request, visit, "revise_page.html", _page(site, found))


@router.get("/documents/{document_id}/revise/name")
def named(
    site: TheSite,
    visit: Member,
    document_id: str,
    file: Annotated[str, Query(max_length=1000)],
    step: str = "major",
) -> dict[str, str]:
    """Say what the next version will be called, if it is made of a file of this name."""
    found = _revisable(site, visit, document_id)
    extension = split_extension(file)[1] or found.extension
    name = next_name(site.vault, found, extension=extension, major=step != "minor")
    return {"name": site.vault.convention.format(name)}


@router.post("/documents/{document_id}/revise")
async def revise(request: Request, site: TheSite, visit: Member, document_id: str) -> Response:
    """Take the file of the form as the next version."""
    found = await run_in_threadpool(_revisable, site, visit, document_id)
    async with receive(
        request, site.vault, who=visit.name, check=lambda fields: visit.check(fields.get("csrf"))
    ) as form:
        return await run_in_threadpool(_take, request, site, visit, found, form)


def _take(request: Request, site: Site, visit: Visit, document: Document, form: Form) -> Response:
    if len(form.files) != 1:
        raise HTTPException(400)
    note = form.fields.get("note", "")
    wanted = Wanted(
        form.files[0].name,
        note,
        document.id,
        major=form.fields.get("step") != "minor",
        anyway="anyway" in form.fields,
    )
    try:
        version = check_in(site, visit, form.files[0].staged, wanted)
    except (Refused, Conflict) as error:
        shown = _page(site, document, note=note, error=error)
        return page(request, visit, "revise_page.html", shown, status=status_of(error))
    notice = CHECKED_IN.format(version=version.number, name=version.name)
    return redirect(request, f"/documents/{document.id}", notice=notice)


def _revisable(site: Site, visit: Visit, document_id: str) -> Document:
    found = document_of(site, visit, document_id)
    require(visit.actor, Right.CHECK_IN, subject_of(found, site.vault.settings))
    return found


def _page(
    site: Site, document: Document, *, note: str = "", error: DocVaultError | None = None
) -> RevisePage:
    following = next_name(site.vault, document, extension=document.extension)
    return RevisePage(
        document,
        steps_of(site.vault, document),
        site.vault.convention.format(following),
        note,
        str(error) if error else "",
        error is not None and error.code == "unchanged",
    )
