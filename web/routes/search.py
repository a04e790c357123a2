"""`/search`: documents by name and content; what may be meant while one types; saved searches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import JSONResponse, Response

from docvault.errors import BadArgument, IndexCorrupt, QueryRefused
from docvault.search import saved
from docvault.search.completing import Group, Named, complete
from docvault.search.keeping import reindex
from docvault.search.place import index_of
from docvault.search.query import Filter, to_text
from docvault.search.query.help import Topic, topics
from docvault.search.ranking import Sort
from docvault.search.searching import search
from naming_rules.language import Text
from web.found import SearchPage, address, fault_of, shown
from web.jobs import Job, Outcome
from web.marked import pieces
from web.pages import page, redirect
from web.places import url_of
from web.site import Site
from web.visit import Member, TheSite, Visit

router = APIRouter(prefix="/search")
_HITS = 20
_MOST_SHOWN = 1_000_000
_REINDEX = Text("重建搜索索引", "Making the search index anew")
_REINDEXED = Text("搜索索引已重建。", "The search index was made anew.")
_SAID = Text("{count} 条建议，按上下方向键选择", "{count} suggestions; choose with the arrow keys")
_KINDS = {
    Filter.DEPARTMENT: Text("部门", "Department"),
    Filter.TYPE: Text("类型", "Type"),
    Filter.CATEGORY: Text("分类", "Category"),
}


@dataclass(frozen=True, slots=True)
class SearchHelpPage:
    """The variables of search_help.html: everything that can be written in a query."""

    topics: tuple[Topic, ...]


@router.get("")
def show(
    request: Request,
    site: TheSite,
    visit: Member,
    q: str = "",
    sort: Sort = Sort.RELEVANCE,
    cursor: str | None = None,
    first: Annotated[int, Query(ge=1, le=_MOST_SHOWN)] = 1,
) -> Response:
    """Show a page of what is found; `first` is the number of its first hit, for people to read."""
    kept = saved.saved_by(site.vault, visit.name)
    query = q.strip()
    empty = SearchPage(query, sort, kept, topics(), visit.language)
    if not query:
        return page(request, visit, "search.html", empty)
    try:
        answer = search(
            site.vault, query, actor=visit.actor, limit=_HITS, sort=sort, cursor=cursor or None
        )
    except QueryRefused as error:
        faulty = replace(empty, fault=fault_of(error, query))
        return page(request, visit, "search.html", faulty, status=400)
    except IndexCorrupt:
        _mend(site, visit)
        raise
    content = shown(
        empty,
        answer,
        usual_level=site.vault.settings.levels.default,
        first=first if cursor else 1,
        may_oversee=visit.may("oversee"),
    )
    return page(request, visit, "search.html", content)


@router.get("/help")
def show_help(request: Request, visit: Member) -> Response:
    """Explain the query language."""
    return page(request, visit, "search_help.html", SearchHelpPage(topics()))


@router.get("/suggest")
def suggest(site: TheSite, visit: Member, q: str = "") -> JSONResponse:
    """Return what may be meant by the beginning of a text, for the search box of every page.

    `suggestions`: each with `kind`, `pieces` (text, whether it is marked), `detail`, `url`.
    `said`: what is told to who cannot see the list.
    """
    found = complete(site.vault, q, actor=visit.actor)
    suggestions = [*(_group(site, visit, each) for each in found.groups), *map(_name, found.named)]
    return JSONResponse(
        {"suggestions": suggestions}, headers={"cache-control": "private, no-cache"}
    )


@router.post("/saved")
def save(
    request: Request,
    site: TheSite,
    visit: Member,
    query: Annotated[str, Form()],
    label: Annotated[str, Form()] = "",
    sort: Annotated[Sort, Form()] = Sort.RELEVANCE,
) -> Response:
    """Keep a search under a label."""
    back = address(query, sort)
    try:
        name = saved.save(site.vault, visit.name, query=query, label=label)
    except (BadArgument, QueryRefused) as error:
        return redirect(request, back, notice=error.message, bad=True)
    notice = Text(
        "已保存检索“{name}”，首页和搜索页可随时打开。",
        "Saved as “{name}”; it is on your home page.",
    )
    return redirect(request, back, notice=notice.format(name=name))


@router.post("/saved/{saved_id}/delete")
def forget(request: Request, site: TheSite, visit: Member, saved_id: int) -> Response:
    """Delete a saved search of the visitor's own; that it is gone already is as well."""
    saved.forget(site.vault, visit.name, saved_id)
    notice = Text("已删除保存的检索。", "The saved search was deleted.")
    return redirect(request, "/search", notice=notice)


def _mend(site: Site, visit: Visit) -> None:
    """Make a damaged index anew behind the scenes, once, however many ask meanwhile."""

    def in_use() -> Path | None:
        index = index_of(site.vault)
        return index.folder if index else None

    damaged = in_use()

    def work(job: Job) -> Outcome:
        if in_use() == damaged:
            reindex(site.vault, done=job.report)
        return Outcome("/search", _REINDEXED)

    site.jobs.start(visit.name, _REINDEX, work)


def _name(named: Named) -> dict[str, object]:
    return {
        "kind": "document",
        "pieces": list(pieces(named.name)),
        "detail": named.document.folder,
        "url": f"/documents/{named.document.id}",
    }


def _group(site: Site, visit: Visit, group: Group) -> dict[str, object]:
    return {
        "kind": group.field.value,
        "pieces": list(pieces(group.name)),
        "detail": f"{_KINDS[group.field]} · {group.count}",
        "url": _folder(site, group) or address(to_text(group.query, language=visit.language)),
    }


def _folder(site: Site, group: Group) -> str | None:
    """Return the address of the folder that a group fills, where it fills one."""
    convention = site.vault.convention
    if group.field is Filter.CATEGORY and (category := convention.categories.get(group.code)):
        return url_of("/".join(category.levels))
    in_it = group.field is Filter.DEPARTMENT and group.code in convention.top_folders()
    return url_of(group.code) if in_it else None
