"""The tree a query is read into: frozen values, equal when they ask for the same in one order.

`And` and `Or` have at least two nodes, none of their own kind and none twice; `Not` stands before
no other `Not`. `all_of`, `any_of` and `negated` keep it so.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class TextField(StrEnum):
    """Where a text is looked for."""

    ANY = "any"
    """Everywhere: name, title and body."""
    NAME = "name"
    """The file name."""
    TITLE = "title"
    """The title that the document gives itself: its properties and headings."""
    AUTHOR = "author"
    """Who wrote it, by its properties."""
    REVISION = "revision"
    """Its revision record 修订记录."""


class Filter(StrEnum):
    """What is known of a document or version; values are compared as wholes."""

    DEPARTMENT = "department"
    TYPE = "type"
    CATEGORY = "category"
    EXTENSION = "extension"
    """Values in small letters, without dot."""
    LEVEL = "level"
    VERSION = "version"
    """Values as `str(VersionNumber)` writes them: `V2.0`, `V2`."""
    BY = "by"
    """Who checked it in."""


class Versions(StrEnum):
    """Which versions are searched."""

    CURRENT = "current"
    ALL = "all"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Words:
    """A text without blanks: all its words must be there, in no order."""

    text: str
    field: TextField = TextField.ANY


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text that must be there as it is."""

    text: str
    field: TextField = TextField.ANY


@dataclass(frozen=True, slots=True)
class Prefix:
    """What words begin with; without the `*`."""

    text: str
    field: TextField = TextField.ANY


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A filter: one of the values, of which there is at least one and none twice."""

    field: Filter
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateRange:
    """The document's date lies between two days, both included; None is open, never both."""

    first: datetime.date | None
    last: datetime.date | None


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever the node does not ask for. May stand alone: all documents without it."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """Every node is true."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one node is true."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """No condition. Only ever the whole tree, never inside another node."""


Node = Words | Phrase | Prefix | AnyOf | DateRange | Not | And | Or | Everything


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query. Two are equal when they ask for the same, however they were written."""

    node: Node
    versions: Versions = Versions.CURRENT
    text: str = field(default="", compare=False)
    """As it was given, without invisible characters: safe to show and to encode."""


def all_of(nodes: Iterable[Node]) -> Node:
    """Return the node that asks for all of them; Everything for none."""
    flat = dict.fromkeys(
        each for node in nodes for each in (node.nodes if isinstance(node, And) else (node,))
    )
    flat.pop(Everything(), None)
    if not flat:
        return Everything()
    return And(tuple(flat)) if len(flat) > 1 else next(iter(flat))


def any_of(nodes: Iterable[Node]) -> Node:
    """Return the node that asks for at least one of some nodes (one or more)."""
    flat = dict.fromkeys(
        each for node in nodes for each in (node.nodes if isinstance(node, Or) else (node,))
    )
    return Or(tuple(flat)) if len(flat) > 1 else next(iter(flat))


def negated(node: Node) -> Node:
    """Return the node that asks for the opposite."""
    return node.node if isinstance(node, Not) else Not(node)
