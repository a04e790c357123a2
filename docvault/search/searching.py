"""Search as the rest of the house calls it: a question and who asks, an answer to be shown.

Every door that searches comes through here, so that what somebody may not see is nowhere: not
among what is found, not in its number, not in the facets, not among what may have been meant.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from docvault.access import Actor, Right, Subject, decide, require, subject_of
from docvault.database import documents, versions
from docvault.extract.contents import Contents
from docvault.model.document import Document
from docvault.model.version import Version
from docvault.search.engine import Engine, Matches
from docvault.search.keeping import waiting
from docvault.search.matching import Scope
from docvault.search.place import index_of
from docvault.search.query import Query, parse
from docvault.search.ranking import Place, Sort
from docvault.search.snippets import Marker, Snippet
from docvault.settings.model import Reach
from docvault.texts import text_of
from docvault.vault import Vault

MOST_HITS = 1000
"""On one page."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One version that was found: with its name and the stretch of its text that shows why."""

    document: Document
    version: Version
    score: float
    name: Snippet
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: how much of it, one page of it, and what it is made of.

    `facets`: facet -> its values with their counts, commonest first. `cursor`: for the next page.
    `meant`: queries that may have been meant, where nothing is found. `waiting`: how many check-ins
    the index does not have yet, for who oversees the vault; others are told 0, since most of them
    may be none of theirs.
    """

    query: Query
    total: int
    hits: Sequence[Hit]
    facets: dict[str, list[tuple[str, int]]]
    cursor: str | None = None
    meant: Sequence[str] = ()
    waiting: int = 0


def search(
    vault: Vault,
    text: str,
    *,
    actor: Actor,
    limit: int = 20,
    sort: Sort = Sort.RELEVANCE,
    cursor: str | None = None,
) -> Answer:
    """Answer a query (its language: `docvault.search.query`) from the index as it is now.

    `limit` is 1 to 1,000 hits. Raises QueryRefused (the query cannot be read or takes too long,
    the cursor is no cursor), ActorNotAllowed (the actor may read nothing at all), StoreCorrupt (the
    index is damaged: `keeping.catch_up` makes it anew).
    """
    require(actor, Right.READ, Subject(reach=Reach.EVERYONE))
    query = parse(text)
    engine: Engine | None = index_of(vault)
    found = Matches()
    if engine:
        wanted = max(1, min(limit, MOST_HITS))
        found = engine.ask(query, scope_of(vault, actor), limit=wanted, sort=sort, cursor=cursor)
    return Answer(
        query=query,
        total=found.total,
        hits=_hits(vault, query, found.places, actor),
        facets=found.facets,
        cursor=found.cursor,
        meant=found.meant,
        waiting=waiting(vault) if decide(actor, Right.OVERSEE).allowed else 0,
    )


def warm(vault: Vault) -> None:
    """Read what the first questions of a process would otherwise all wait for at once.

    Raises StoreCorrupt, QueryRefused: nothing is lost by not being warm.
    """
    if index := index_of(vault):
        query, everything = parse("一"), Scope(lambda *_: True)
        index.ask(query, everything, limit=1, sort=Sort.RELEVANCE, cursor=None)


def scope_of(vault: Vault, actor: Actor) -> Scope:
    """Return what the actor may find: the one function that decides is asked, kind by kind."""
    levels = vault.settings.levels

    def sees(department: str, level: str) -> bool:
        reach = levels.reach(level)
        return decide(actor, Right.READ, Subject(department or None, reach)).allowed

    return Scope(functools.cache(sees))


def _hits(vault: Vault, query: Query, places: Sequence[Place], actor: Actor) -> list[Hit]:
    marker = Marker.of(query)
    with vault.database.read() as connection:
        known = documents.by_ids(connection, {place.document for place in places})
        there = versions.some(connection, [(place.document, place.number) for place in places])
    hits = []
    for place in places:
        document = known.get(place.document)
        version = there.get((place.document, place.number))
        # What the index says may be a second old; the register has the last word.
        if document and version and _may_read(vault, document, actor):
            hits.append(
                Hit(
                    document,
                    version,
                    place.score,
                    marker.name(version.name),
                    _snippet(vault, document, version, marker),
                )
            )
    return hits


def _may_read(vault: Vault, document: Document, actor: Actor) -> bool:
    return decide(actor, Right.READ, subject_of(document, vault.settings)).allowed


def _snippet(vault: Vault, document: Document, version: Version, marker: Marker) -> Snippet:
    if vault.settings.levels.reach(document.level) is Reach.NAMED:
        return Snippet("")
    text = text_of(vault, document, version)
    return marker.snippet(text.lines) if isinstance(text, Contents) else Snippet("")
