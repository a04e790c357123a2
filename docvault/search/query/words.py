"""Words and quotations: where they end, and the nodes they are."""

from __future__ import annotations

from typing import Final

from docvault.search.query.nodes import Phrase, Prefix, TextField, Words
from docvault.search.query.source import QUOTATION, Source, searchable
from naming_rules.language import Text

_SHORTEST_PREFIX: Final = 2
_HAN: Final = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))

_NO_END: Final = Text("引号没有结束，请补上后引号", "the quotation does not end; close it")
_NOTHING_QUOTED: Final = Text(
    "引号里没有可查找的字", "there is nothing to search for between the quotation marks"
)
_STAR: Final = Text(
    "* 只能写在词的末尾，前面至少一个汉字或两个其他字符；要查找 * 本身，请加引号",
    "* stands only at the end of a word, after one Chinese or two other characters;"
    " to search for it as text, put it in quotes",
)


def word_end(source: Source, place: int, *, at_comma: bool = False) -> int:
    """Return where the word ends that begins at a position; pairs of brackets may lie in it."""
    stops = ' "),' if at_comma else ' ")'
    start = place
    while place < len(source.plain):
        character = source.plain[place]
        if character in stops or character in QUOTATION:
            break
        if character == "(":
            if place == start or place not in source.closing:
                break
            place = source.closing[place]
        place += 1
    return place


def quotation(source: Source, start: int) -> tuple[str, int]:
    """Return what is quoted and where it ends; in "…" a doubled " stands for itself.

    Raises QuerySyntax where it does not end.
    """
    plain = source.plain
    ends = QUOTATION[plain[start]]
    text: list[str] = []
    place = start + 1
    while place < len(plain):
        if plain[place] in ends:
            if not plain[start] == plain[place] == '"' == plain[place + 1 : place + 2]:
                return " ".join("".join(text).split()), place + 1
            place += 1
        text.append(source.shown[place])
        place += 1
    raise source.wrong(start, len(plain), _NO_END)


def phrase(
    source: Source, start: int, end: int, text: str, field: TextField = TextField.ANY
) -> Phrase:
    """Return the node of a quotation. Raises QuerySyntax where nothing in it can be found."""
    if not searchable(text):
        raise source.wrong(start, end, _NOTHING_QUOTED)
    return Phrase(text, field)


def word(
    source: Source, start: int, end: int, field: TextField = TextField.ANY
) -> Words | Prefix | None:
    """Return the node of a word; None where nothing in it can be found.

    Raises QuerySyntax for a `*` that is not at its end or has too little before it.
    """
    star = source.plain.find("*", start, end)
    if star < 0:
        text = source.shown[start:end]
        return Words(text, field) if searchable(text) else None
    stem = source.shown[start:star]
    letters = [character for character in stem if searchable(character)]
    enough = len(letters) >= _SHORTEST_PREFIX or any(map(_is_han, letters))
    if star + 1 < end or not enough:
        raise source.wrong(start, end, _STAR)
    return Prefix(stem, field)


def _is_han(character: str) -> bool:
    return any(first <= character <= last for first, last in _HAN)
