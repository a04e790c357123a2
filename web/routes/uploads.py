"""`/uploads`: files that come piece by piece, and go on where a connection broke."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Header, Request
from pydantic import Field
from starlette.responses import JSONResponse, Response

from docvault.errors import BadArgument, UploadMoved
from docvault.shapes import version_json
from docvault.uploads import Upload, Uploads
from web.asked import JsonBody
from web.checking_in import CHECKED_IN, Wanted, check_in_upload, twin_of
from web.incoming import blocks, turn, written
from web.pages import tell_next
from web.site import Site
from web.visit import Member, TheSite, Visit

router = APIRouter()


class Announced(JsonBody):
    """A file about to come."""

    name: Annotated[str, Field(max_length=1000)]
    size: int
    modified: int | None = None
    """Milliseconds since 1970."""


class CheckInAsked(JsonBody):
    """How an upload is to be checked in."""

    name: Annotated[str, Field(max_length=1000)]
    note: Annotated[str, Field(max_length=10_000)] = ""
    document: str | None = None
    major: bool = True
    anyway: bool = False


@router.get("/uploads")
def every(site: TheSite, visit: Member) -> dict[str, object]:
    """List what this person uploaded, whole or in part, and has not checked in."""
    found = Uploads(site.vault, visit.name).every()
    return {"uploads": [_shown(site, visit, upload) for upload in found]}


@router.post("/uploads", status_code=201)
def begin(site: TheSite, visit: Member, announced: Announced) -> dict[str, object]:
    """Announce a file; the answer says where its bytes go."""
    modified = None if announced.modified is None else announced.modified * 1_000_000
    uploads = Uploads(site.vault, visit.name)
    return _shown(site, visit, uploads.begin(announced.name, announced.size, modified_ns=modified))


@router.get("/uploads/{upload_id}")
def where(site: TheSite, visit: Member, upload_id: str) -> Response:
    """Say how much has come; a HEAD has it in the headers."""
    upload = Uploads(site.vault, visit.name).find(upload_id)
    return JSONResponse(_shown(site, visit, upload), headers=_headers(upload))


@router.patch("/uploads/{upload_id}")
async def append(
    request: Request,
    site: TheSite,
    visit: Member,
    upload_id: str,
    upload_offset: Annotated[int, Header(ge=0)],
) -> Response:
    """Take bytes that stand at `Upload-Offset`; what came before a break is kept."""
    kind = request.headers.get("content-type", "")
    if kind != "application/octet-stream":
        raise BadArgument(argument="Content-Type", value=kind, allowed="application/octet-stream")
    uploads = Uploads(site.vault, visit.name)
    upload = await written(uploads.find, upload_id)
    if upload.offset != upload_offset:
        raise UploadMoved(
            name=upload.name, given=upload_offset, offset=upload.offset, size=upload.size
        )
    with turn(visit.name):
        async for block in blocks(request):
            upload = await written(uploads.append, upload_id, upload.offset, block)
    if upload.whole:
        upload = await written(uploads.finish, upload_id)
    shown = await written(_shown, site, visit, upload)
    return JSONResponse(shown, headers=_headers(upload))


@router.delete("/uploads/{upload_id}", status_code=204)
def cancel(site: TheSite, visit: Member, upload_id: str) -> Response:
    """Give an upload up."""
    Uploads(site.vault, visit.name).cancel(upload_id)
    return Response(status_code=204)


@router.post("/uploads/{upload_id}/check-in", status_code=201)
def check_in(
    request: Request, site: TheSite, visit: Member, upload_id: str, asked: CheckInAsked
) -> Response:
    """Make a version of an upload; it is gone then, and otherwise there as before.

    After a revision the document's page is opened next, and says that it was done.
    """
    wanted = Wanted(asked.name, asked.note, asked.document, asked.major, asked.anyway)
    version = check_in_upload(site, visit, upload_id, wanted)
    answer = JSONResponse(version_json(version), 201)
    if asked.document:
        tell_next(request, answer, CHECKED_IN.format(version=version.number, name=version.name))
    return answer


def _headers(upload: Upload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size)}


def _shown(site: Site, visit: Visit, upload: Upload) -> dict[str, object]:
    twin = twin_of(site.vault, visit, upload.sha256) if upload.sha256 else None
    return {
        "id": upload.id,
        "name": upload.name,
        "size": upload.size,
        "modified": upload.modified_ns // 1_000_000,
        "offset": upload.offset,
        "whole": upload.whole,
        "twin": asdict(twin) if twin else None,
    }
