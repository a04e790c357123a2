"""What the house asks of a search engine.

`Index`, the embedded one, is what there is; a server for several machines can stand behind the same
few functions. Who may see what, the texts shown and the queue are not an engine's affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from docvault.search.entry import Entry
from docvault.search.matching import Scope
from docvault.search.query import Query
from docvault.search.ranking import Place, Sort


@dataclass(frozen=True, slots=True)
class Matches:
    """What an engine finds: how much, one page of it, and what it is made of.

    `facets`: facet -> its values with their counts, commonest first. `cursor`: for the next page.
    `meant`: queries that find something, where this one finds nothing.
    """

    total: int = 0
    places: Sequence[Place] = ()
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    cursor: str | None = None
    meant: Sequence[str] = ()


class Engine(Protocol):
    """Takes entries in and answers queries; each call sees all that was written before it."""

    def write(
        self, entries: Iterable[Entry], gone: Iterable[str] = (), *, wait: float = 0.0
    ) -> None:
        """Take entries in, each in place of the one of its ref, and remove the refs `gone`."""

    def tidy(self, *, wait: float = 0.0) -> bool:
        """Do a piece of what keeps searches fast; tell whether there may be more to do."""
        ...

    def ask(
        self, query: Query, scope: Scope, *, limit: int, sort: Sort, cursor: str | None
    ) -> Matches:
        """Answer a query: only from what `scope` lets be seen, in total and in facets too."""
        ...

    def first(self, query: Query, scope: Scope, *, limit: int) -> Sequence[Place]:
        """Return the best hits of `ask` and nothing else, for who types on."""
        ...

    def values(self, scope: Scope) -> dict[str, list[tuple[str, int]]]:
        """Return for each facet the values of current versions that may be seen, with counts."""
        ...
