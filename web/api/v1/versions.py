"""`/documents/{id}/versions`: the history, the next version, the bytes of each."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from docvault import vault as vaults
from docvault.errors import VersionConflict, VersionMoved
from docvault.looking import seen
from docvault.model.document import Document
from docvault.shapes import history_json, version_json
from docvault.vault import Vault
from web.api.described import errors
from web.api.forms import file_form, flag, single_file
from web.api.models import CheckedIn, Version, Versions
from web.api.v1.documents import DocumentId
from web.by_token import Caller
from web.content import content_response
from web.heads import is_head
from web.idempotency import Body, Key, once
from web.multipart import Form, receive
from web.preconditions import is_other
from web.visit import TheSite, Visit, document_of

router = APIRouter(prefix="/documents/{document_id}/versions", tags=["versions"])
Number = Annotated[str, Path(description="A version's number, or `current`.", examples=["V1.0"])]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description='The version the change was made from, as the ETag says: `"V1.0"`.',
    ),
]
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The bytes.", "content": {"*/*": _BYTES}},
    206: {"description": "A part of them.", "content": {"*/*": _BYTES}},
    304: {"description": "The caller has them (`If-None-Match`)."},
}


@router.get("", response_model=Versions, responses=errors(404))
def history(site: TheSite, caller: Caller, document_id: DocumentId) -> dict[str, object]:
    """List every version that was ever checked in, the newest first."""
    document = document_of(site, caller, document_id)
    return {"versions": [history_json(each) for each in site.vault.history(document)]}


@router.post(
    "",
    status_code=201,
    response_model=CheckedIn,
    responses=errors(403, 404, 408, 409, 412, 413, 422, 507),
    openapi_extra=file_form(
        note=("string", "What was changed."),
        major=("boolean", "V2.0 after V1.0 (the default), or V1.1."),
        unchanged=(
            "boolean",
            "Take it also with the current version's bytes (the default); else 409.",
        ),
    ),
)
async def revise(
    request: Request,
    site: TheSite,
    caller: Caller,
    document_id: DocumentId,
    key: Key = None,
    if_match: IfMatch = None,
) -> Response:
    """Check a file in as the document's next version, named by DocVault.

    With `If-Match` only if its version is still the current one.
    """
    document = await run_in_threadpool(document_of, site, caller, document_id)
    _ensure_at(document, if_match)
    async with receive(request, site.vault, who=caller.name) as form:
        return await run_in_threadpool(_revise, site.vault, caller, key, form, document, if_match)


@router.get("/{number}", response_model=Version, responses=errors(404))
def show(
    site: TheSite, caller: Caller, document_id: DocumentId, number: Number
) -> dict[str, object]:
    """Show one version: who brought it, when and why."""
    document = document_of(site, caller, document_id)
    return history_json(site.vault.version(document, _number(number)))


@router.get(
    "/{number}/content",
    response_class=Response,
    responses=errors(404, 412, 416) | _CONTENT,
)
def content(
    request: Request, site: TheSite, caller: Caller, document_id: DocumentId, number: Number
) -> Response:
    """Send the bytes, compared with the register's SHA-256 before the first is sent.

    `Range`, `If-Range`, `If-None-Match` and `If-Match` are understood; the ETag is the SHA-256.
    """
    document = document_of(site, caller, document_id)
    version = site.vault.version(document, _number(number))
    if not is_head(request):
        seen(site.vault, document, version, caller.name)
    return content_response(request, site, document, version)


def _number(number: str) -> str | None:
    return None if number == "current" else number


def _ensure_at(document: Document, if_match: str | None) -> None:
    headers = {} if if_match is None else {"if-match": if_match}
    if is_other(headers, f'"{document.current}"'):
        raise VersionMoved(document=document.name, current=document.current)


def _revise(
    vault: Vault,
    caller: Visit,
    key: str | None,
    form: Form,
    document: Document,
    if_match: str | None,
) -> JSONResponse:
    file = single_file(form)
    note = form.fields.get("note", "")
    major, unchanged = flag(form, "major", default=True), flag(form, "unchanged", default=True)

    def work() -> Body:
        try:
            return version_json(
                vaults.revise_staged(
                    vault,
                    document.id,
                    file.staged,
                    actor=caller.name,
                    file_name=file.name,
                    current=document.current if if_match else None,
                    major=major,
                    note=note,
                    unchanged=unchanged,
                )
            )
        except VersionConflict as exc:
            if if_match is None:
                raise
            current = exc.fields["current"]
            raise VersionMoved(document=document.name, current=current) from exc

    asked = ["revise", document.id, note, major, unchanged, file.staged.sha256, if_match]
    done = once(vault, key, user=caller.name, asked=asked, work=work)
    place = f"/api/v1/documents/{document.id}/versions/{done.body['version']}"
    return JSONResponse(done.body, 201, {"Location": place, **done.headers})
