"""`/upload`: many files at once, with or without JavaScript; what waits for a right name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from docvault.errors import Conflict, DocVaultError, NotAllowed, Refused
from docvault.model.version import Version
from docvault.uploads import Upload, Uploads
from naming_rules.language import Text
from web.checking_in import Twin, Wanted, check_in, check_in_upload, twin_of
from web.errors import status_of
from web.multipart import Form as Files
from web.multipart import Incoming, receive
from web.naming import Asked, Judged, departments_of, judge, judge_parts
from web.naming_form import NamingForm, naming_form
from web.pages import page, redirect
from web.routes.names import begun, day_of
from web.site import Site
from web.visit import Member, TheSite, Visit

router = APIRouter()
MOST_FILES = 200
"""In one form without JavaScript."""
_DONE = Text("{name} 已签入。", "{name} was checked in.")
_SOME_DONE = Text(
    "已签入 {done} 个文件；{left} 个待处理，见下表。",
    "Checked in: {done}. Waiting for you below: {left}.",
)
_NOTHING = Text("没有选择文件。", "No file was chosen.")
_CANCELLED = Text("{name} 已取消上传。", "{name} was cancelled.")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something uploaded that is not checked in: its name judged, and its twin."""

    upload: Upload
    judged: Judged
    twin: Twin | None


@dataclass(frozen=True, slots=True)
class UploadPage:
    """The variables of upload.html."""

    waiting: tuple[Waiting, ...]
    departments: tuple[str, ...]
    """Where the visitor may check in."""
    largest: int
    """In bytes."""


@dataclass(frozen=True, slots=True)
class UploadedPage:
    """The variables of uploaded.html: one upload on its way to a right name."""

    upload: Upload
    judged: Judged
    """Of the file's own name."""
    form: NamingForm
    twin: Twin | None
    note: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class TrayPage:
    """The variables of upload_tray.html: there are none; it is texts and patterns for scripts."""


@router.get("/upload")
def show(request: Request, site: TheSite, visit: Member) -> Response:
    """Offer to upload, and show what waits."""
    found = [each for each in Uploads(site.vault, visit.name).every() if each.whole]
    judged = judge(site.vault, visit.actor, [_asked(each) for each in found])
    waiting = tuple(
        Waiting(upload, one, twin_of(site.vault, visit, upload.sha256) if upload.sha256 else None)
        for upload, one in zip(found, judged, strict=True)
    )
    departments = tuple(departments_of(site.vault, visit.actor))
    largest = site.vault.settings.limits.max_file_size
    return page(request, visit, "upload.html", UploadPage(waiting, departments, largest))


@router.get("/upload/tray")
def tray(request: Request, visit: Member) -> Response:
    """Give what the scripts need where files are dropped on another page."""
    return page(request, visit, "upload_tray.html", TrayPage())


@router.post("/upload")
async def upload(request: Request, site: TheSite, visit: Member) -> Response:
    """Take files of a form; what cannot be checked in as it is waits for a right name."""
    async with receive(
        request,
        site.vault,
        who=visit.name,
        most_files=MOST_FILES,
        check=lambda fields: visit.check(fields.get("csrf")),
    ) as form:
        return await run_in_threadpool(_take, request, site, visit, form)


@router.get("/upload/{upload_id}")
def uploaded(request: Request, site: TheSite, visit: Member, upload_id: str) -> Response:
    """Show one upload, what is wrong with its name, and the form that makes a right one."""
    return _uploaded(request, site, visit, upload_id)


@router.post("/upload/{upload_id}")
async def decide(request: Request, site: TheSite, visit: Member, upload_id: str) -> Response:
    """Check an upload in, under a name or the parts of one; preview it, or give it up."""
    form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_decide, request, site, visit, upload_id, form)


def _decide(
    request: Request, site: Site, visit: Visit, upload_id: str, form: Mapping[str, str]
) -> Response:
    upload = Uploads(site.vault, visit.name).find(upload_id)
    act = form.get("act", "check-in")
    if act == "cancel":
        Uploads(site.vault, visit.name).cancel(upload_id)
        return redirect(request, "/upload", notice=_CANCELLED.format(name=upload.name))
    if act == "preview":
        return _uploaded(request, site, visit, upload_id, parts=form)
    name = form.get("name") or judge_parts(site.vault, visit.actor, form).name
    wanted = Wanted(name, form.get("note", ""), anyway="anyway" in form)
    try:
        version = check_in_upload(site, visit, upload_id, wanted)
    except (Refused, Conflict, NotAllowed) as error:
        return _uploaded(request, site, visit, upload_id, parts=form, error=error)
    return redirect(
        request, f"/documents/{version.document}", notice=_DONE.format(name=version.name)
    )


def _uploaded(
    request: Request,
    site: Site,
    visit: Visit,
    upload_id: str,
    *,
    parts: Mapping[str, str] | None = None,
    error: DocVaultError | None = None,
) -> Response:
    upload = Uploads(site.vault, visit.name).finish(upload_id)
    (judged,) = judge(site.vault, visit.actor, [_asked(upload)])
    given = parts if parts and "scheme" in parts else begun(judged.parts, upload.name)
    shown = UploadedPage(
        upload,
        judged,
        naming_form(site.vault, visit.actor, given),
        twin_of(site.vault, visit, upload.sha256),
        note=parts.get("note", "") if parts else "",
        error=str(error) if error else "",
    )
    return page(request, visit, "uploaded.html", shown, status=status_of(error) if error else 200)


def _take(request: Request, site: Site, visit: Visit, form: Files) -> Response:
    done: list[Version] = []
    left: list[Upload] = []
    for file in form.files:
        try:
            wanted = Wanted(file.name, form.fields.get("note", ""))
            done.append(check_in(site, visit, file.staged, wanted))
        except (Refused, Conflict, NotAllowed):
            left.append(_kept(site, visit, file))
    if not form.files:
        return redirect(request, "/upload", notice=_NOTHING, bad=True)
    if len(form.files) == 1 and left:
        return redirect(request, f"/upload/{left[0].id}")
    if len(done) == 1 and not left:
        notice = _DONE.format(name=done[0].name)
        return redirect(request, f"/documents/{done[0].document}", notice=notice)
    notice = _SOME_DONE.format(done=len(done), left=len(left))
    return redirect(request, "/upload", notice=notice, bad=bool(left))


def _kept(site: Site, visit: Visit, file: Incoming) -> Upload:
    return Uploads(site.vault, visit.name).keep(file.name, file.staged)


def _asked(upload: Upload) -> Asked:
    return Asked(upload.name, modified=day_of(upload.modified_ns // 1_000_000))
