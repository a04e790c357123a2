"""What a field with its values asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from docvault.errors import QueryField, QueryTooComplex, QueryValue
from docvault.model.document import fold
from docvault.search.query.fields import NAMES, Field, NearMiss, field_of
from docvault.search.query.nodes import AnyOf, DateRange, Filter, Node, TextField, Versions
from docvault.search.query.source import QUOTATION, Source
from docvault.search.query.values import (
    DATES,
    VERSIONS,
    date_range,
    version_number,
    versions_keyword,
)
from docvault.search.query.words import phrase, quotation, word, word_end
from naming_rules.language import Text

MOST_VALUES: Final = 20
"""Values of one field."""
OR: Final = frozenset(("OR", "或"))
AND: Final = "AND"
"""Says no more than a blank, and is what many are used to write."""
"""Between operands; capitals only."""

_NO_VALUE: Final = Text(
    "冒号后要有值，如 部门:运营部；要把它当文字查找，请加引号",
    "a value must follow the colon, as in type:weekly; to search for it as text, put it in quotes",
)
_WHOLE: Final = Text(
    "完整的值，不带 *；几个值之间用逗号", "whole values without *, with commas between"
)
_EXTENSION: Final = Text("docx 这样的后缀", "an extension like docx")
_VALUES: Final = Text("一个条件的值", "values of one field")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field, and where it stands."""

    start: int
    end: int
    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A field and its values, read up to `end`: nodes of which any is asked for, or versions."""

    end: int
    nodes: tuple[Node, ...] = ()
    versions: Versions | None = None


def field_at(source: Source, start: int, end: int) -> tuple[Field, int] | None:
    """Return the field that a word begins with, and where its value begins.

    Raises QueryField for what is nearly one.
    """
    colon = source.plain.find(":", start, end)
    if colon < 0:
        return None
    found = field_of(source.plain[start:colon], source.plain[colon + 1 : colon + 3])
    if isinstance(found, NearMiss):
        raise QueryField(**source.at(start, colon), meant=found.name)
    return (found, colon + 1) if found else None


def asked(source: Source, field: Field, start: int, place: int) -> Asked:
    """Return what the field that stands at `start` asks for with the values from `place` on.

    Raises QuerySyntax, QueryValue, QueryTooComplex.
    """
    values = _values(source, start, place)
    end = values[-1].end
    if field is Filter.VERSION and len(values) == 1:
        versions = versions_keyword(values[0].text)
        if versions:
            return Asked(end, versions=versions)
    if isinstance(field, Filter):
        taken = dict.fromkeys(_taken(source, field, value) for value in values)
        return Asked(end, (AnyOf(field, tuple(taken)),))
    if isinstance(field, TextField):
        return Asked(end, tuple(_looked_for(source, field, value) for value in values))
    return Asked(end, tuple(_days(source, value) for value in values))


def _values(source: Source, field: int, place: int) -> list[Value]:
    """Return the values that begin at a position, of which there is one at least."""
    values: list[Value] = []
    more = True
    while more:
        start = _value_start(source, place)
        quoted = source.plain[start : start + 1] in QUOTATION
        if quoted:
            text, end = quotation(source, start)
        else:
            end = word_end(source, start, at_comma=True)
            text = source.shown[start:end]
        if not text:
            raise source.wrong(field, max(start, end), _NO_VALUE)
        if len(values) == MOST_VALUES:
            fields = source.at(start, end)
            raise QueryTooComplex(**fields, what=_VALUES, allowed=MOST_VALUES)
        values.append(Value(start, end, text, quoted))
        more = source.plain[end : end + 1] == ","
        place = end + 1
    return values


def _value_start(source: Source, place: int) -> int:
    """Return where a value begins: blanks may stand before it, but not before a next operand."""
    start = place
    while source.plain[start : start + 1] == " ":
        start += 1
    if start > place:
        end = word_end(source, start)
        if source.plain[start:end] in {*OR, AND} or field_at(source, start, end):
            return place
    return start


def _taken(source: Source, field: Filter, value: Value) -> str:
    """Return the value as the filter compares it."""
    text: str | None = value.text
    allowed = _WHOLE
    if field is Filter.VERSION:
        text, allowed = version_number(value.text), VERSIONS
    elif field is Filter.EXTENSION:
        text, allowed = fold(value.text).lstrip("."), _EXTENSION
    if not text or ("*" in text and not value.quoted):
        raise _wrong(source, field, value, allowed)
    return text


def _looked_for(source: Source, field: TextField, value: Value) -> Node:
    if value.quoted:
        return phrase(source, value.start, value.end, value.text, field)
    node = word(source, value.start, value.end, field)
    if node is None:
        raise source.wrong(value.start, value.end, _NO_VALUE)
    return node


def _days(source: Source, value: Value) -> DateRange:
    days = date_range(value.text)
    if days is None:
        raise _wrong(source, "date", value, DATES)
    return days


def _wrong(source: Source, field: Field, value: Value, allowed: Text) -> QueryValue:
    return QueryValue(**source.at(value.start, value.end), field=NAMES[field], allowed=allowed)
