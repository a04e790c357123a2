"""The query language of search: text in, tree out. It knows no index.

`parse` reads a query, `to_text` writes one, `narrowed` and `without` make the links of facets,
`help` is the language as a table, `closest` says what may have been meant.
"""

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
    any_of,
)
from docvault.search.query.parser import parse
from docvault.search.query.text import narrowed, to_text, without

__all__ = [
    "And",
    "AnyOf",
    "DateRange",
    "Everything",
    "Filter",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Prefix",
    "Query",
    "TextField",
    "Versions",
    "Words",
    "all_of",
    "any_of",
    "narrowed",
    "parse",
    "to_text",
    "without",
]
