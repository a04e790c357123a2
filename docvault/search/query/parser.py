"""Tokens to a tree.

| binds | written | means |
|---|---|---|
| first | `-a` | documents without a |
| then | `a OR b` | a or b |
| last | `a b` | both |

OR binds closer than the blank, as in web search: `运营部 周报 OR 月报` are both kinds of report of
one department. Brackets say otherwise: `(运营部 周报) OR 月报`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from docvault.errors import QueryTooComplex
from docvault.search.query.nodes import (
    Everything,
    Node,
    Prefix,
    Query,
    Versions,
    all_of,
    any_of,
    negated,
)
from docvault.search.query.source import Source
from docvault.search.query.tokens import Kind, Token, tokens
from naming_rules.language import Text

MOST_OPERANDS: Final = 40
MOST_PREFIXES: Final = 10
DEEPEST: Final = 10
"""Brackets in brackets."""

_OPERANDS: Final = Text("词和条件", "words and filters")
_PREFIXES: Final = Text("带 * 的词", "words with *")
_DEPTH: Final = Text("层括号", "levels of brackets")
_NO_OPENING: Final = Text(
    "这个右括号没有对应的左括号，请补上或删去",
    "no bracket opens before this one; add it or remove this",
)
_NO_CLOSING: Final = Text("括号没有闭合，请补上右括号", "the bracket is not closed; close it")
_EMPTY: Final = Text("括号里没有可查找的字", "there is nothing to search for in the brackets")
_NOTHING: Final = Text(
    "没有可查找的字，请写至少一个字母、数字或汉字",
    "there is nothing to search for; write at least one letter or digit",
)
_LONELY_OR: Final = Text(
    "“或”（OR）的前后都要有内容；要查找这个词，请加引号",
    "something must stand on both sides of OR; to search for the word, put it in quotes",
)
_WHOLE_QUERY: Final = Text(
    "它决定整个查询查找哪些版本，只能写一次，不能放在括号里、减号后或“或”（OR）旁",
    "it says which versions the whole query searches; write it once, outside brackets,"
    " without a hyphen and not beside OR",
)


@dataclass(slots=True)
class _Level:
    """What has been read inside one pair of brackets, or outside all."""

    opened: Token | None = None
    nodes: list[Node] = field(default_factory=list)
    either: Token | None = None
    """The OR that still waits for its second operand."""
    before: Kind | None = None
    """What the last token was."""

    def put(self, node: Node) -> None:
        if self.either:
            node = any_of((self.nodes.pop(), node))
            self.either = None
        self.nodes.append(node)


@dataclass(slots=True)
class _Used:
    """How much of what is limited has been used."""

    operands: int = 0
    prefixes: int = 0


def parse(text: str) -> Query:
    """Read a query; a blank one asks for everything.

    Raises QueryRefused: QueryTooLong over 1,000 characters, QueryTooComplex over 40 operands, 10
    prefixes, 10 levels of brackets or 20 values of a field, QuerySyntax, QueryField, QueryValue.
    Takes time linear in the text, and none for what is too long.
    """
    source = Source.of(text)
    levels = [_Level()]
    used = _Used()
    versions: Versions | None = None
    for token in tokens(source):
        level = levels[-1]
        match token.kind:
            case Kind.OPEN:
                if len(levels) > DEEPEST:
                    raise _too_complex(source, token, _DEPTH, DEEPEST)
                levels.append(_Level(token))
                continue
            case Kind.CLOSE:
                inner = _closed(source, levels, token)
                level = levels[-1]
                level.put(inner)
            case Kind.OR:
                if level.before is not Kind.OPERAND or level.either:
                    raise source.wrong(token.start, token.end, _LONELY_OR)
                level.either = token
            case Kind.VERSIONS:
                if token.negated or len(levels) > 1 or level.either or versions:
                    raise source.wrong(token.start, token.end, _WHOLE_QUERY)
                versions = token.versions
            case Kind.OPERAND:
                _count(source, used, token)
                node = any_of(token.nodes)
                level.put(negated(node) if token.negated else node)
        level.before = Kind.OPERAND if token.kind is Kind.CLOSE else token.kind
    node = _whole(source, levels[-1], said=versions is not None)
    return Query(node, versions or Versions.CURRENT, source.shown)


def _closed(source: Source, levels: list[_Level], token: Token) -> Node:
    """Leave a pair of brackets; return what stands in it."""
    level = levels.pop()
    if level.opened is None:
        raise source.wrong(token.start, token.end, _NO_OPENING)
    if not level.nodes:
        raise source.wrong(level.opened.start, token.end, _EMPTY)
    _ensure_whole(source, level)
    node = all_of(level.nodes)
    return negated(node) if level.opened.negated else node


def _whole(source: Source, level: _Level, *, said: bool) -> Node:
    """Return what the query asks for; `said`: it has said something of versions at least."""
    if level.opened:
        raise source.wrong(level.opened.start, level.opened.end, _NO_CLOSING)
    _ensure_whole(source, level)
    if not level.nodes and not said and source.shown.strip():
        raise source.wrong(source.shown.index(source.shown.strip()), len(source.shown), _NOTHING)
    return all_of(level.nodes) if level.nodes else Everything()


def _ensure_whole(source: Source, level: _Level) -> None:
    if level.either:
        raise source.wrong(level.either.start, level.either.end, _LONELY_OR)


def _count(source: Source, used: _Used, token: Token) -> None:
    """Count an operand; each value that is looked for by itself is one."""
    used.operands += len(token.nodes)
    used.prefixes += sum(isinstance(node, Prefix) for node in token.nodes)
    if used.operands > MOST_OPERANDS:
        raise _too_complex(source, token, _OPERANDS, MOST_OPERANDS)
    if used.prefixes > MOST_PREFIXES:
        raise _too_complex(source, token, _PREFIXES, MOST_PREFIXES)


def _too_complex(source: Source, token: Token, what: Text, allowed: int) -> QueryTooComplex:
    return QueryTooComplex(**source.at(token.start, token.end), what=what, allowed=allowed)
