"""What may be meant by the beginning of something: documents by name, departments, types.

Asked with every letter that somebody types, so names are all that is looked at. Chinese is found
from any character on, letters as the beginning of a word or as pinyin, in full or by initials.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docvault.access import Actor, Right, Subject, decide, require, subject_of
from docvault.database import documents
from docvault.model.document import Document
from docvault.search.analysis import fold
from docvault.search.engine import Engine
from docvault.search.matching import Scope
from docvault.search.pinyin import places_typed
from docvault.search.place import index_of
from docvault.search.query import AnyOf, Filter, Node, Prefix, Query, TextField, Words, all_of
from docvault.search.query.source import searchable
from docvault.search.ranking import Place
from docvault.search.searching import scope_of
from docvault.search.snippets import Marker, Snippet
from docvault.settings.model import Reach
from docvault.vault import Vault

_LONGEST = 100  # characters looked at; nobody waits for suggestions behind that
_MOST_WORDS = 6
_FEWEST_LETTERS = 2
_FACETS = (Filter.DEPARTMENT, Filter.TYPE, Filter.CATEGORY)


@dataclass(frozen=True, slots=True)
class Named:
    """A document that may be meant, with what was typed marked in its name."""

    document: Document
    name: Snippet


@dataclass(frozen=True, slots=True)
class Group:
    """A department, type or category that may be meant: its code, how it is called, how many."""

    field: Filter
    code: str
    name: Snippet
    count: int

    @property
    def query(self) -> Query:
        """The query that finds its documents."""
        return Query(AnyOf(self.field, (self.code,)))


@dataclass(frozen=True, slots=True)
class Completions:
    """What may be meant, the likeliest first."""

    groups: Sequence[Group] = ()
    named: Sequence[Named] = ()


def complete(
    vault: Vault, text: str, *, actor: Actor, groups: int = 3, named: int = 7
) -> Completions:
    """Return what may be meant by the beginning of a text, of what the actor may read.

    Any text is answered: of what cannot be searched for nothing is found. Raises ActorNotAllowed
    when the actor may read nothing at all, StoreCorrupt when the index is damaged.
    """
    require(actor, Right.READ, Subject(reach=Reach.EVERYONE))
    words = [word for word in fold(text[:_LONGEST]).split() if searchable(word)][:_MOST_WORDS]
    engine: Engine | None = index_of(vault)
    if engine is None or not words:
        return Completions()
    scope = scope_of(vault, actor)
    return Completions(
        groups=list(_groups(vault, engine, words, scope))[:groups],
        named=_named(vault, engine, words, scope, actor, named),
    )


def _named(
    vault: Vault, engine: Engine, words: Sequence[str], scope: Scope, actor: Actor, most: int
) -> list[Named]:
    if all(word.isascii() and len(word) < _FEWEST_LETTERS for word in words):
        return []  # half of all names have a word that begins with some letter
    query = Query(all_of(map(_node, words)))
    places = engine.first(query, scope, limit=most)
    marker = Marker.of(query)
    return [
        Named(document, marker.name(document.name)) for document in _readable(vault, places, actor)
    ]


def _node(word: str) -> Node:
    if word.isascii() and word.isalpha():
        return Prefix(word, TextField.NAME)
    return Words(word, TextField.NAME)


def _readable(vault: Vault, places: Sequence[Place], actor: Actor) -> Iterator[Document]:
    """Yield the documents in their order; what the index says may be a second old."""
    with vault.database.read() as connection:
        known = documents.by_ids(connection, [place.document for place in places])
    for place in places:
        document = known.get(place.document)
        if document is None:
            continue
        if decide(actor, Right.READ, subject_of(document, vault.settings)).allowed:
            yield document


def _groups(vault: Vault, engine: Engine, words: Sequence[str], scope: Scope) -> Iterator[Group]:
    """Yield what one word may mean, what begins so before what only holds it."""
    if len(words) > 1:
        return
    (word,) = words
    values = engine.values(scope)
    found = [
        Group(field, code, Snippet(name, marks), count)
        for field in _FACETS
        for code, count in values[field.value]
        for name in _names(vault, field, code)
        if (marks := _marks(name, word))
    ]
    yield from sorted(found, key=lambda group: (group.name.marks[0][0] > 0, -group.count))


def _names(vault: Vault, field: Filter, code: str) -> Iterator[str]:
    """Yield how a group is called: a category by its code and its two levels."""
    category = vault.convention.categories.get(code) if field is Filter.CATEGORY else None
    yield f"{code} {'/'.join(category.levels)}" if category else code


def _marks(name: str, word: str) -> tuple[tuple[int, int], ...]:
    place = fold(name).find(word)
    if place >= 0:
        return ((place, place + len(word)),)
    if word.isascii() and word.isalpha():
        return tuple(places_typed(name, word)[:1])
    return ()
