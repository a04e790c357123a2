"""`/browse/…`: the folders as they are on disk, and the documents in them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from docvault.access import readable_kinds
from docvault.auditing import audit_documents
from docvault.database import browsing, listing
from docvault.database.listing import Filter, Order
from docvault.model.document import Document
from naming_rules.finding import Finding
from naming_rules.language import Text
from web.disposition import disposition
from web.next_page import next_page
from web.pages import page, redirect
from web.places import Crumb, crumbs_of, url_of
from web.site import Site
from web.visit import Member, TheSite, Visit, document_of
from web.zipping import zipped

router = APIRouter()
_ROWS = 200
_MOST_SELECTED = 1000
_ZIPS_AT_ONCE = 2
"""Of one person; the others wait, as connections."""
_DEPARTMENTS = Text("部门", "Departments")
_FILING = Text("归档分类", "Filing")
_NOTHING_CHOSEN = Text(
    "请先勾选文件，再打包下载。", "Tick documents first; then they come as one zip."
)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder in this one."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Folders that belong together; what lies above them says how, where there are several."""

    heading: Text | None
    folders: Sequence[Folder]


@dataclass(frozen=True, slots=True)
class BrowsePage:
    """The variables of browse.html. `next` is the address of the following rows, if there are."""

    path: str
    crumbs: Sequence[Crumb]
    groups: Sequence[Group]
    documents: Sequence[Document]
    sort: Order
    next: str | None
    first: bool
    """Whether these rows are the first of the folder."""


@router.get("/browse")
def browse_vault(request: Request, site: TheSite, visit: Member) -> Response:
    """Show the archives."""
    return _show(request, site, visit, "", Order.PLACE, None)


@router.get("/browse/{path:path}")
def browse(
    request: Request,
    site: TheSite,
    visit: Member,
    path: str,
    sort: Order = Order.PLACE,
    cursor: str | None = None,
) -> Response:
    """Show a folder. One where nothing lies that the visitor may read is not there."""
    return _show(request, site, visit, path.strip("/"), sort, cursor)


@router.post("/download")
async def download(request: Request, site: TheSite, visit: Member) -> Response:
    """Send the current versions of the chosen documents as one zip; with none, say so there."""
    form = await request.form(max_fields=_MOST_SELECTED + 3)
    chosen = [str(value) for value in form.getlist("document")]
    if not chosen:
        back = next_page(str(form.get("next", "")), "/browse")
        return redirect(request, back, notice=_NOTHING_CHOSEN, bad=True)
    found = [
        await run_in_threadpool(document_of, site, visit, each) for each in dict.fromkeys(chosen)
    ]
    name = f"{found[0].folder.rpartition('/')[2]}.zip"
    return StreamingResponse(
        _in_turn(site, visit, zipped(site.vault, found)),
        media_type="application/zip",
        headers={"content-disposition": disposition(name)},
    )


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """The variables of checked.html: each document with what is wrong with its current file."""

    checked: Sequence[tuple[Document, Sequence[Finding]]]
    wrong: int
    """How many of them have something wrong."""
    back: str


@router.post("/check")
async def check(request: Request, site: TheSite, visit: Member) -> Response:
    """Check names, places, bytes and revision records of the chosen documents."""
    form = await request.form(max_fields=_MOST_SELECTED + 3)
    back = next_page(str(form.get("next", "")), "/browse")
    chosen = [str(value) for value in form.getlist("document")][:_ROWS]
    if not chosen:
        return redirect(request, back, notice=_NOTHING_CHOSEN, bad=True)
    async with site.turns.of(f"checks {visit.name}", at_once=1):
        shown = await run_in_threadpool(_checked, site, visit, dict.fromkeys(chosen), back)
    return page(request, visit, "checked.html", shown)


def _checked(site: Site, visit: Visit, chosen: Iterable[str], back: str) -> CheckedPage:
    documents = [document_of(site, visit, each) for each in chosen]
    checked = list(audit_documents(site.vault, documents))
    return CheckedPage(checked, sum(bool(found) for _, found in checked), back)


async def _in_turn(site: Site, visit: Visit, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the pieces of a zip; each document in it is read whole before it is sent."""
    async with site.turns.of(f"zips {visit.name}", at_once=_ZIPS_AT_ONCE):
        async for piece in iterate_in_threadpool(pieces):
            yield piece


def _show(
    request: Request, site: Site, visit: Visit, path: str, sort: Order, cursor: str | None
) -> Response:
    kinds = readable_kinds(visit.actor, site.vault.settings)
    with site.vault.database.read() as connection:
        folders = [] if cursor else browsing.subfolders(connection, path, kinds)
        wanted = Filter(place=path, kinds=kinds)
        found = listing.page(connection, wanted, order=sort, limit=_ROWS, cursor=cursor)
    if path and not folders and not found.documents and not cursor:
        raise HTTPException(404)
    shown = BrowsePage(
        path=path,
        crumbs=crumbs_of(path),
        groups=_grouped(site, path, folders),
        documents=found.documents,
        sort=sort,
        next=f"{url_of(path)}?sort={sort.value}&cursor={found.next}" if found.next else None,
        first=cursor is None,
    )
    return page(request, visit, "browse.html", shown)


def _grouped(site: Site, path: str, names: Sequence[str]) -> list[Group]:
    """Return archives as departments and filing, years and months latest first."""
    if path:
        downward = all(name.isdigit() for name in names)
        return _group(None, path, sorted(names, reverse=downward))
    known = list(site.vault.convention.departments.codes)
    own = sorted(set(names) & {*known}, key=known.index)
    return [
        *_group(_DEPARTMENTS, path, own),
        *_group(_FILING, path, sorted(set(names) - {*known})),
    ]


def _group(heading: Text | None, path: str, names: Sequence[str]) -> list[Group]:
    folders = [Folder(name, url_of(f"{path}/{name}")) for name in names]
    return [Group(heading, folders)] if folders else []
