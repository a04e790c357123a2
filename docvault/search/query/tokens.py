"""A query's text to tokens: brackets, OR, and operands that are nodes already.

Every character is looked at a bounded number of times, and nothing here calls itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from docvault.search.query.filters import AND, OR, asked, field_at
from docvault.search.query.nodes import Node, Versions
from docvault.search.query.source import QUOTATION, Source
from docvault.search.query.words import phrase, quotation, word, word_end
from naming_rules.language import Text

_NOT_OR: Final = Text(
    "“或”（OR）前不能有减号；要查找这个词，请加引号",
    "a hyphen cannot stand before OR; to search for the word, put it in quotes",
)


class Kind(Enum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    OR = "OR"
    OPERAND = "operand"
    VERSIONS = "versions"
    """`版本:全部`: about the whole query."""


@dataclass(frozen=True, slots=True)
class Token:
    """The piece of the query from `start` to `end`.

    An operand has one node, or several of which any is asked for.
    """

    kind: Kind
    start: int
    end: int
    negated: bool = False
    nodes: tuple[Node, ...] = ()
    versions: Versions | None = None


def tokens(source: Source) -> Iterator[Token]:
    """Yield the tokens of a query. Raises QueryRefused.

    Words without a letter or digit (`&`, `—`) are passed over, for no index holds them, and so is
    AND, which every blank is.
    """
    place = 0
    while place < len(source.plain):
        if source.plain[place] == " ":
            place += 1
            continue
        token = _token(source, place)
        place = token.end
        if token.kind is not Kind.OPERAND or token.nodes:
            yield token


def _token(source: Source, start: int) -> Token:
    """Return the token that begins at a position.

    A hyphen excludes what follows it at once; before another hyphen it is text (`--help`).
    """
    following = source.plain[start + 1 : start + 2]
    negated = source.plain[start] == "-" and following not in {"", " ", "-", ")"}
    place = start + negated
    if source.plain[place] in "()":
        return Token(Kind(source.plain[place]), start, place + 1, negated)
    if source.plain[place] in QUOTATION:
        text, end = quotation(source, place)
        return Token(Kind.OPERAND, start, end, negated, (phrase(source, place, end, text),))
    end = word_end(source, place)
    if source.plain[place:end] in OR:
        if negated:
            raise source.wrong(start, end, _NOT_OR)
        return Token(Kind.OR, start, end)
    if source.plain[place:end] == AND:
        return Token(Kind.OPERAND, start, end)
    if found := field_at(source, place, end):
        field, values = found
        it = asked(source, field, start, values)
        kind = Kind.VERSIONS if it.versions else Kind.OPERAND
        return Token(kind, start, it.end, negated, it.nodes, it.versions)
    node = word(source, place, end)
    return Token(Kind.OPERAND, start, end, negated, (node,) if node else ())
