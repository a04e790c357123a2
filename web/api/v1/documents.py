"""`/documents`: listing, checking in, one document."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from docvault import vault as vaults
from docvault.access import Right, Subject, readable_kinds, require
from docvault.database import listing
from docvault.database.listing import MOST, Filter
from docvault.search.query import AnyOf, narrowed, parse
from docvault.search.query import Filter as Field
from docvault.search.searching import search
from docvault.settings.model import Reach
from docvault.shapes import document_json, version_json, whole_document_json
from docvault.vault import Vault
from web.api.described import errors
from web.api.forms import file_form, single_file
from web.api.models import CheckedIn, Documents, WholeDocument
from web.by_token import Caller
from web.idempotency import Body, Key, once
from web.multipart import Form, receive
from web.visit import TheSite, Visit, document_of

router = APIRouter(tags=["documents"])
DocumentId = Annotated[str, Path(description="The document's id.")]


@router.get("/documents", response_model=Documents, responses=errors(403))
def list_documents(
    site: TheSite,
    caller: Caller,
    department: Annotated[str | None, Query(description="A department's code.")] = None,
    type: Annotated[str | None, Query(description="A type's code.")] = None,  # noqa: A002
    q: Annotated[str | None, Query(description="Only what this search finds.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    cursor: Annotated[str | None, Query(description="Of the page before.")] = None,
) -> dict[str, object]:
    """List what the user may read: by folder and name, or with `q` the best hits first.

    A cursor holds for the same parameters only.
    """
    # Who may not even read what everybody may is told so, and not that there is nothing.
    require(caller.actor, Right.READ, Subject(reach=Reach.EVERYONE))
    vault = site.vault
    department = vault.code("department", department)
    kind = vault.code("type", type)
    if q is not None and q.strip():
        return _found(vault, caller, (q, department, kind), limit, cursor)
    wanted = Filter(
        department=department, type=kind, kinds=readable_kinds(caller.actor, vault.settings)
    )
    with vault.database.read() as connection:
        page = listing.page(connection, wanted, limit=limit, cursor=cursor)
    return {"documents": [document_json(each) for each in page.documents], "cursor": page.next}


@router.post(
    "/documents",
    status_code=201,
    response_model=CheckedIn,
    responses=errors(403, 408, 409, 413, 422, 507),
    openapi_extra=file_form(
        name=("string", "The document's name; without it, the file's own."),
        note=("string", "What was changed."),
    ),
)
async def add(request: Request, site: TheSite, caller: Caller, key: Key = None) -> Response:
    """Check a file in under its name: a new document, or the next version of one.

    The parts of the name say which; a version that does not follow is a conflict.
    """
    async with receive(request, site.vault, who=caller.name) as form:
        return await run_in_threadpool(_add, site.vault, caller, key, form)


@router.get(
    "/documents/{document_id}",
    response_model=WholeDocument,
    responses=errors(404),
)
def show(site: TheSite, caller: Caller, document_id: DocumentId) -> Response:
    """Show a document with its current version, which the ETag names for `If-Match`."""
    document = document_of(site, caller, document_id)
    current = site.vault.version(document)
    body = whole_document_json(document, current)
    return JSONResponse(body, headers={"ETag": f'"{current.number}"'})


def _add(vault: Vault, caller: Visit, key: str | None, form: Form) -> JSONResponse:
    file = single_file(form)
    name = form.fields.get("name") or file.name
    note = form.fields.get("note", "")

    def work() -> Body:
        return version_json(
            vaults.add_staged(vault, file.staged, actor=caller.name, name=name, note=note)
        )

    asked = ["add", name, note, file.staged.sha256]
    done = once(vault, key, user=caller.name, asked=asked, work=work)
    place = f"/api/v1/documents/{done.body['document']}"
    return JSONResponse(done.body, 201, {"Location": place, **done.headers})


def _found(
    vault: Vault,
    caller: Visit,
    asked: tuple[str, str | None, str | None],
    limit: int,
    cursor: str | None,
) -> dict[str, object]:
    q, department, kind = asked
    query = parse(q)
    for field, code in ((Field.DEPARTMENT, department), (Field.TYPE, kind)):
        if code is not None:
            query = narrowed(query, AnyOf(field, (code,)))
    answer = search(vault, query.text, actor=caller.actor, limit=limit, cursor=cursor)
    # Where old versions are searched as well, a document may be found several times.
    documents = {hit.document.id: hit.document for hit in answer.hits}
    return {
        "documents": [document_json(each) for each in documents.values()],
        "cursor": answer.cursor,
    }
