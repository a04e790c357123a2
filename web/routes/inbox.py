"""`/inbox`: what could not be filed, why, and one click that mends it.

Who sees a file: registrars and administrators see all; others those of the departments where they
may check in, as far as a file's name or folder tells its department, but not what would become a
version of a document that is not for them. What a partner sent is for the department that asked
for it, whatever its name. The same people mend it, and it is checked in under their name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from docvault import held as lying
from docvault.access import Right, Subject, decide
from docvault.errors import Conflict, DocVaultError, FileNotFound, NotAllowed, Refused
from docvault.held import Held
from docvault.model.file_request import FileRequest
from docvault.sharing.requested import senders
from naming_rules.language import Text
from web.disposition import disposition
from web.errors import status_of
from web.naming import Asked, Judged, judge, judge_parts
from web.naming_form import NamingForm, naming_form
from web.pages import page, redirect
from web.routes.names import begun, day_of
from web.site import Site
from web.visit import Member, TheSite, Visit

router = APIRouter()
_DONE = Text("{name} 已归位。", "{name} was filed.")
_OUT = Text(
    "{name} 已移出收件箱，并保存在 {path}。",
    "{name} was moved out of the inbox; it is kept at {path}.",
)


@dataclass(frozen=True, slots=True)
class Lying:
    """A file in the inbox, and what is known of its name now."""

    held: Held
    judged: Judged
    sender: FileRequest | None = None
    """The request by which a partner sent it."""


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The variables of inbox.html."""

    held: tuple[Lying, ...]
    waiting: tuple[Lying, ...]
    folder: str
    """Where people drop files: the inbox, relative to the vault."""
    everything: bool
    """Whether the visitor sees all files."""


@dataclass(frozen=True, slots=True)
class HeldPage:
    """The variables of inbox_file.html."""

    held: Held
    judged: Judged
    form: NamingForm
    sender: FileRequest | None
    note: str = ""
    error: str = ""


@router.get("/inbox")
def show(request: Request, site: TheSite, visit: Member) -> Response:
    """Show what lies in the inbox."""
    held, waiting = lying.every(site.vault)
    shown = InboxPage(
        tuple(_seen(site, visit, held)),
        tuple(_seen(site, visit, waiting)),
        site.vault.settings.inbox.folder,
        _sees_all(visit),
    )
    return page(request, visit, "inbox.html", shown)


def held_for(site: Site, visit: Visit) -> list[Held]:
    """Return the held files that the visitor may mend, the longest held first."""
    held, _ = lying.every(site.vault)
    return held if _sees_all(visit) else [each.held for each in _seen(site, visit, held)]


@router.get("/inbox/{held_id}")
def show_file(request: Request, site: TheSite, visit: Member, held_id: str) -> Response:
    """Show one file with what is wrong, and the form that names it."""
    return _file(request, site, visit, _find(site, visit, held_id))


@router.get("/inbox/{held_id}/content")
def content(site: TheSite, visit: Member, held_id: str) -> Response:
    """Give a file's bytes to be saved."""
    held = _find(site, visit, held_id).held
    headers = {"Content-Disposition": disposition(held.name)}
    body = lying.pieces(lying.opened(site.vault, held))
    return StreamingResponse(body, media_type="application/octet-stream", headers=headers)


@router.post("/inbox/{held_id}")
async def mend(request: Request, site: TheSite, visit: Member, held_id: str) -> Response:
    """Check a file in under a name or the parts of one; preview it, or move it out."""
    form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_mend, request, site, visit, held_id, form)


def _mend(
    request: Request, site: Site, visit: Visit, held_id: str, form: Mapping[str, str]
) -> Response:
    found = _find(site, visit, held_id)
    act = form.get("act", "mend")
    if act == "preview" or (act == "take-out" and "sure" not in form):
        return _file(request, site, visit, found, parts=form)
    if act == "take-out":
        kept = lying.take_out(site.vault, found.held, actor=visit.name)
        path = kept.relative_to(site.vault.root).as_posix()
        return redirect(request, "/inbox", notice=_OUT.format(name=found.held.name, path=path))
    judged = None if form.get("name") else judge_parts(site.vault, visit.actor, form)
    name = judged.name if judged else form["name"]
    try:
        version = lying.mend(
            site.vault, found.held, name, actor=visit.name, note=form.get("note", "")
        )
    except (Refused, Conflict, NotAllowed) as error:
        return _file(request, site, visit, found, parts=form, error=error)
    return redirect(request, "/inbox", notice=_DONE.format(name=version.name))


def _file(
    request: Request,
    site: Site,
    visit: Visit,
    found: Lying,
    *,
    parts: Mapping[str, str] | None = None,
    error: DocVaultError | None = None,
) -> Response:
    given = parts if parts and "scheme" in parts else begun(found.judged.parts, found.held.name)
    shown = HeldPage(
        found.held,
        found.judged,
        naming_form(site.vault, visit.actor, given),
        found.sender,
        note=parts.get("note", "") if parts else "",
        error=str(error) if error else "",
    )
    return page(request, visit, "inbox_file.html", shown, status=status_of(error) if error else 200)


def _find(site: Site, visit: Visit, held_id: str) -> Lying:
    """Return a file that the visitor may see; any other is not there."""
    for found in _seen(site, visit, [lying.find(site.vault, held_id)]):
        return found
    raise FileNotFound(path=held_id)


def _seen(site: Site, visit: Visit, files: list[Held]) -> list[Lying]:
    asked = [
        Asked(held.name, held.folders, day_of(held.modified_ns // 1_000_000)) for held in files
    ]
    judged = judge(site.vault, visit.actor, asked, guess=False)
    sent = senders(site.vault, [held.path for held in files])
    pairs = [Lying(held, one, sent.get(held.path)) for held, one in zip(files, judged, strict=True)]
    return [each for each in pairs if _sees_all(visit) or _is_theirs(site, visit, each)]


def _sees_all(visit: Visit) -> bool:
    return decide(visit.actor, Right.OVERSEE).allowed


def _is_theirs(site: Site, visit: Visit, each: Lying) -> bool:
    if each.sender:  # a partner does not choose by its name who sees it
        return decide(visit.actor, Right.CHECK_IN, Subject(each.sender.department)).allowed
    parts = each.judged.parts or {}
    department = parts.get("department")
    if department is None or not decide(visit.actor, Right.CHECK_IN, Subject(department)).allowed:
        return False
    # What its name is, or is likely to become, may be that of a sealed document.
    return judge_parts(site.vault, visit.actor, parts).state != "not-allowed"
