"""What the search page shows: the variables of search.html, and the links that change a query."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from markupsafe import Markup

from docvault.errors import QueryRefused
from docvault.model.saved_search import SavedSearch
from docvault.model.version import State, Version
from docvault.search.query import (
    And,
    AnyOf,
    DateRange,
    Everything,
    Filter,
    Node,
    Not,
    Query,
    Versions,
    narrowed,
    to_text,
    without,
)
from docvault.search.query.help import Topic
from docvault.search.ranking import Sort
from docvault.search.searching import Answer, Hit
from naming_rules.language import Language, Text
from web.marked import marked
from web.places import Crumb, crumbs_of

MOST_VALUES = 8
"""Values of a facet that are shown at once; the others are folded away."""

_FACETS = {
    "department": Text("部门", "Department"),
    "type": Text("类型", "Type"),
    "category": Text("分类", "Category"),
    "year": Text("年份", "Year"),
    "extension": Text("格式", "Format"),
    "level": Text("密级", "Level"),
}
_SORTS = {
    Sort.RELEVANCE: Text("相关度", "Relevance"),
    Sort.DATE: Text("日期", "Date"),
    Sort.NAME: Text("名称", "Name"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go: a label and an address; `current` when this is it."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that what was found can be narrowed to; `url` takes it back where it is chosen."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """What was found, by one of its attributes: the commonest values, and the others."""

    label: str
    values: Sequence[FacetValue]
    more: Sequence[FacetValue]


@dataclass(frozen=True, slots=True)
class FoundVersion:
    """One version that was found. `old`: it is not the current one any more."""

    url: str
    name: Markup
    snippet: Markup
    extension: str
    place: Sequence[Crumb]
    number: str
    old: bool
    level: str
    by: str
    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a query cannot be answered, and where in it: what stands before, there and behind.

    Without a place (`here` and `after` are empty) it is the whole of it.
    """

    message: str
    before: str = ""
    here: str = ""
    after: str = ""
    placed: bool = False


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The variables of search.html. Without a query it offers what was saved, and help.

    `first`, `last`: the numbers of the hits on this page, from 1. `versions` turns old versions on
    or off. `waiting`: check-ins that the index does not have yet, for who oversees it.
    """

    query: str
    sort: Sort
    saved: Sequence[SavedSearch]
    topics: Sequence[Topic]
    language: Language
    fault: Fault | None = None
    total: int = 0
    first: int = 1
    hits: Sequence[FoundVersion] = ()
    facets: Sequence[Facet] = ()
    chips: Sequence[Link] = ()
    sorts: Sequence[Link] = ()
    versions: Link | None = None
    meant: Sequence[Link] = ()
    next: str | None = None
    begin: str | None = None
    """The first page, where this is another one."""
    waiting: int = 0

    @property
    def last(self) -> int:
        """The number of the last hit on this page."""
        return self.first + len(self.hits) - 1

    @property
    def is_saved(self) -> bool:
        """Whether the visitor keeps this very query."""
        return any(each.query == self.query for each in self.saved)


def address(query: str, sort: Sort = Sort.RELEVANCE, **more: object) -> str:
    """Return the address of a search."""
    words = {"q": query, **({} if sort is Sort.RELEVANCE else {"sort": sort.value}), **more}
    return f"/search?{urlencode(words)}"


def shown(
    page: SearchPage, answer: Answer, *, usual_level: str, first: int, may_oversee: bool
) -> SearchPage:
    """Return the page of an answer, from the page without one."""
    links = _Links(answer.query, page.sort, page.language)
    behind = first + len(answer.hits)
    return replace(
        page,
        total=answer.total,
        first=first,
        hits=[_hit(hit, usual_level) for hit in answer.hits],
        facets=[facet for name in _FACETS if (facet := links.facet(name, answer.facets))],
        chips=list(links.chips()),
        sorts=[
            Link(str(text), address(page.query, sort), sort is page.sort)
            for sort, text in _SORTS.items()
        ],
        versions=links.versions(),
        meant=[Link(text, address(text, page.sort)) for text in answer.meant],
        next=address(page.query, page.sort, cursor=answer.cursor, first=behind)
        if answer.cursor
        else None,
        begin=address(page.query, page.sort) if first > 1 else None,
        waiting=answer.waiting if may_oversee else 0,
    )


def fault_of(error: QueryRefused, query: str) -> Fault:
    """Return what is wrong with a query, and where."""
    position, found = error.fields.get("position"), error.fields.get("found")
    if not isinstance(position, int):
        return Fault(str(error))
    length = len(found) if isinstance(found, str) else 0
    end = position + length
    return Fault(str(error), query[:position], query[position:end], query[end:], placed=True)


@dataclass(frozen=True, slots=True)
class _Links:
    """The addresses of searches that differ from one in one condition."""

    query: Query
    sort: Sort
    language: Language

    def facet(self, name: str, facets: dict[str, list[tuple[str, int]]]) -> Facet | None:
        """Return a facet; None where it could not narrow anything."""
        values = [self._value(name, value, count) for value, count in facets.get(name, ())]
        if len(values) < 2 and not any(value.chosen for value in values):  # noqa: PLR2004
            return None
        return Facet(str(_FACETS[name]), values[:MOST_VALUES], values[MOST_VALUES:])

    def _value(self, name: str, value: str, count: int) -> FacetValue:
        node = _condition(name, value)
        chosen = node in _conditions(self.query)
        changed = (without if chosen else narrowed)(self.query, node, language=self.language)
        return FacetValue(value, count, self._address(changed), chosen)

    def chips(self) -> Iterator[Link]:
        """Yield what narrows the search, each with the search without it."""
        for node in _conditions(self.query):
            if isinstance(node, AnyOf | DateRange | Not):
                text = to_text(Query(node), language=self.language)
                yield Link(text, self._address(without(self.query, node, language=self.language)))

    def versions(self) -> Link:
        """Return the same search with old versions too, or without them again."""
        current = self.query.versions is Versions.CURRENT
        wanted = Versions.ALL if current else Versions.CURRENT
        return Link("", self._address(replace(self.query, versions=wanted)), not current)

    def _address(self, query: Query) -> str:
        return address(to_text(query, language=self.language), self.sort)


def _conditions(query: Query) -> Sequence[Node]:
    if isinstance(query.node, Everything):
        return ()
    return query.node.nodes if isinstance(query.node, And) else (query.node,)


def _condition(name: str, value: str) -> Node:
    if name == "year":
        year = int(value)
        return DateRange(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    return AnyOf(Filter(name), (value,))


def _hit(hit: Hit, usual_level: str) -> FoundVersion:
    version, document = hit.version, hit.document
    old = version.state is not State.CURRENT
    return FoundVersion(
        url=f"/documents/{document.id}{_at(version) if old else ''}",
        name=marked(hit.name),
        snippet=marked(hit.snippet),
        extension=version.name.rpartition(".")[2].lower(),
        place=crumbs_of(document.folder),
        number=version.number,
        old=old,
        level="" if document.level == usual_level else document.level,
        by=version.actor,
        at=version.at,
    )


def _at(version: Version) -> str:
    return f"?{urlencode({'version': version.number})}"
