"""The names of fields in both languages, and what is nearly one of them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final, Literal

from docvault.search.query.nodes import Filter, TextField
from docvault.search.query.spelling import plain
from naming_rules.language import Language, Text

Field = TextField | Filter | Literal["date"]

NAMES: Final[dict[Field, Text]] = {
    Filter.DEPARTMENT: Text("部门", "department"),
    Filter.TYPE: Text("类型", "type"),
    Filter.CATEGORY: Text("分类", "category"),
    "date": Text("日期", "date"),
    Filter.VERSION: Text("版本", "version"),
    Filter.EXTENSION: Text("后缀", "ext"),
    Filter.LEVEL: Text("密级", "level"),
    TextField.NAME: Text("名称", "name"),
    TextField.TITLE: Text("标题", "title"),
    TextField.AUTHOR: Text("作者", "author"),
    TextField.REVISION: Text("修订", "revision"),
    Filter.BY: Text("修改人", "by"),
}
"""How a field is written; all spellings are read, in any case."""

_FIELDS: Final[dict[str, Field]] = {
    **{name: field for field, text in NAMES.items() for name in (text.zh, text.en)},
    "extension": Filter.EXTENSION,
}
_LONGEST: Final = max(map(len, _FIELDS))
_SHORTEST_ENGLISH: Final = 4  # `by` and `ext` are near to too many words
_ENGLISH: Final = re.compile("[a-z]+")
_CHINESE: Final = re.compile("[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A name that is nearly a field's: the name that was meant."""

    name: str


def field_name(field: Field, language: Language) -> str:
    """Return how a field is written in a language."""
    return NAMES[field].in_(language)


def field_of(key: str, value: str) -> Field | NearMiss | None:
    """Return the field a word before a colon names, given what stands right behind the colon.

    Spellings are compared without case, width and script. None is text like any other: `http://x`,
    `注：本表`, `8:30`. A near miss is what somebody meant as a field and mistyped, taken as text
    it would silently find nothing. It is one edit away (a character wrong, missing, too many, or
    two exchanged) from a field's name, and

    * of Latin letters only, as is the field's name, which has four or more, or of two or more
      Chinese characters and nothing else, and
    * followed by its value at once: `标准: GB/T 1` and `data:` are text, and so is what goes on
      with `//`.
    """
    if len(key) > _LONGEST + 1:
        return None
    name = plain(key)
    if field := _FIELDS.get(name):
        return field
    if not value.strip() or value[0].isspace() or value.startswith("//"):
        return None
    return _near(name)


@functools.lru_cache(maxsize=256)
def _near(name: str) -> NearMiss | None:
    if not (_ENGLISH.fullmatch(name) or _CHINESE.fullmatch(name)):
        return None
    near = [
        known
        for known in _FIELDS
        if known.isascii() == name.isascii()
        and not (known.isascii() and len(known) < _SHORTEST_ENGLISH)
        and _one_edit_apart(name, known)
    ]
    # 修订人 is rather 修改人 than 修订.
    return NearMiss(min(near, key=lambda known: abs(len(known) - len(name)))) if near else None


def _one_edit_apart(one: str, other: str) -> bool:
    """Tell whether a character put, left out or replaced, or two exchanged, make one the other."""
    short, long = sorted((one, other), key=len)
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), None)
    if same is None:
        return len(long) - len(short) == 1
    rest, longer = short[same:], long[same:]
    if len(short) != len(long):
        return rest == longer[1:]
    exchanged = rest[1::-1] + rest[2:]
    return rest[1:] == longer[1:] or exchanged == longer
