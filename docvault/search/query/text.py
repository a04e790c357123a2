"""A tree back to text: what the links of facets hold."""

from __future__ import annotations

import dataclasses
from typing import Final

from docvault.errors import QueryRefused
from docvault.search.query.fields import Field, field_name
from docvault.search.query.filters import AND, MOST_VALUES, OR
from docvault.search.query.nodes import (
    And,
    AnyOf,
    DateRange,
    Everything,
    Filter,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    TextField,
    Versions,
    Words,
    all_of,
)
from docvault.search.query.parser import parse
from docvault.search.query.values import date_text
from naming_rules.language import Language, Text

_OR: Final = Text("或", "OR")
_VERSIONS: Final = {Versions.ALL: Text("全部", "all"), Versions.OLD: Text("旧", "old")}
_ORDINARY: Final = frozenset("-_./&+@")


def to_text(query: Query, *, language: Language = "zh") -> str:
    """Return the canonical text of a query, its fields and OR named in a language.

    What `parse` gave is read back as it was, `parse(to_text(query)) == query`, but for a text
    near the limit of length, which may grow over it. In a tree made by hand, words that would
    be read as something else (`Words("a b")`) are written as a phrase.
    """
    parts = [] if isinstance(query.node, Everything) else [_written(query.node, language)]
    if keyword := _VERSIONS.get(query.versions):
        parts.append(f"{field_name(Filter.VERSION, language)}:{keyword.in_(language)}")
    return " ".join(parts)


def narrowed(query: Query, node: Node, *, language: Language = "zh") -> Query:
    """Return the query with one more condition.

    A filter takes the place of one of the same field that its values are among, so that a facet
    can be narrowed from several values to one of them.
    """
    kept = [each for each in _conditions(query) if not _is_within(node, each)]
    return _with(query, all_of((*kept, node)), language)


def without(query: Query, node: Node, *, language: Language = "zh") -> Query:
    """Return the query without one of its conditions; as it is where that is none of them."""
    kept = [each for each in _conditions(query) if each != node]
    return _with(query, all_of(kept), language)


def _with(query: Query, node: Node, language: Language) -> Query:
    changed = dataclasses.replace(query, node=node)
    return dataclasses.replace(changed, text=to_text(changed, language=language))


def _conditions(query: Query) -> tuple[Node, ...]:
    return query.node.nodes if isinstance(query.node, And) else (query.node,)


def _is_within(new: Node, old: Node) -> bool:
    return (
        isinstance(new, AnyOf)
        and isinstance(old, AnyOf)
        and new.field is old.field
        and set(new.values) <= set(old.values)
    )


def _written(node: Node, language: Language) -> str:
    match node:
        case And(nodes):
            return " ".join(_written(each, language) for each in nodes)
        case Or(nodes):
            return _listed(nodes, language) or f" {_OR.in_(language)} ".join(
                _bracketed(each, language) if isinstance(each, And) else _written(each, language)
                for each in nodes
            )
        case Not(inner):
            loose = isinstance(inner, And) or (
                isinstance(inner, Or) and not _listed(inner.nodes, language)
            )
            return "-" + (_bracketed(inner, language) if loose else _written(inner, language))
        case Everything():
            return ""
        case _:
            field = _field(node)
            value = _value(node, language)
            return value if field is TextField.ANY else f"{field_name(field, language)}:{value}"


def _bracketed(node: Node, language: Language) -> str:
    return f"({_written(node, language)})"


def _listed(nodes: tuple[Node, ...], language: Language) -> str:
    """Return alternatives as values of one field; empty where they are not.

    Not for looks alone: `-标题:甲,乙` has no brackets, and written with them it could be one
    level too deep.
    """
    if len(nodes) > MOST_VALUES or not all(
        isinstance(node, Words | Phrase | Prefix | DateRange) for node in nodes
    ):
        return ""
    fields = {_field(node) for node in nodes}
    if len(fields) > 1 or TextField.ANY in fields:
        return ""
    values = ",".join(_value(node, language) for node in nodes)
    return f"{field_name(fields.pop(), language)}:{values}"


def _field(node: Node) -> Field:
    return node.field if isinstance(node, Words | Phrase | Prefix | AnyOf) else "date"


def _value(node: Node, language: Language) -> str:
    match node:
        case DateRange():
            return date_text(node)
        case AnyOf(_, values):
            return ",".join(
                value if _is_plain(value, _ORDINARY) else _quoted(value) for value in values
            )
        case Words(text) | Prefix(text):
            written = text if isinstance(node, Words) else f"{text}*"
            return written if _is_read_as(node, written, language) else _quoted(text)
        case Phrase(text):
            return _quoted(text)
        case _:
            raise TypeError(node)


def _is_plain(text: str, ordinary: frozenset[str] = frozenset()) -> bool:
    return all(character.isalnum() or character in ordinary for character in text)


def _is_read_as(node: Words | Prefix, written: str, language: Language) -> bool:
    """Tell whether the text of a word is read as that word."""
    if _is_plain(written) and written not in {*OR, AND}:
        return True
    field = "" if node.field is TextField.ANY else f"{field_name(node.field, language)}:"
    try:
        return parse(field + written).node == node
    except QueryRefused:
        return False


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""').replace("＂", "＂＂") + '"'  # in full width as well
