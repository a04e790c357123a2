"""The forms of code lists: departments, types, categories, and the levels of confidentiality."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from docvault.settings import Settings
from docvault.settings.model import Reach
from docvault.settings.writing import Changes
from naming_rules.codes import CategoryCode, Code, TypeCode
from web.sent import Fields

Kind = Literal["departments", "types", "categories"]
_COMMA = re.compile(r"[,，、;；]")
_COLUMNS = ("code", "aliases", "importance", "owner", "title", "level1", "level2")


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code in a form; `used` is how many documents have it."""

    code: str = ""
    aliases: str = ""
    importance: str = "routine"
    owner: str = ""
    title: str = ""
    """`yes` where names need a title."""
    level1: str = ""
    level2: str = ""
    used: int = 0


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level in a form."""

    name: str = ""
    reach: Reach = Reach.DEPARTMENT
    used: int = 0


def code_rows(settings: Settings, kind: Kind, used: Mapping[str, int]) -> list[CodeRow]:
    """Return what the form of a code list begins with."""
    lists: dict[Kind, Sequence[Code]] = {
        "departments": settings.naming.departments.entries,
        "types": settings.naming.types.entries,
        "categories": settings.naming.categories.entries,
    }
    return [_row(entry, used.get(entry.code, 0)) for entry in lists[kind]]


def sent_rows(fields: Fields, used: Mapping[str, int]) -> list[CodeRow]:
    """Return the lines of a form as they were sent, those without a code left out."""
    gone = set(fields.all("remove"))
    return [
        CodeRow(
            code, aliases, importance or "routine", owner, title, level1, level2, used.get(code, 0)
        )
        for code, aliases, importance, owner, title, level1, level2 in fields.rows(*_COLUMNS)
        if code and code not in gone
    ]


def code_changes(kind: Kind, rows: Sequence[CodeRow], before: Sequence[CodeRow]) -> Changes:
    """Return what is to be written: nothing when the list is as it was."""
    values = [_value(kind, row) for row in rows]
    if values == [_value(kind, row) for row in before]:
        return {}
    plain = all(value.keys() == {"code"} for value in values)
    return {("naming", kind): [value["code"] for value in values] if plain else values}


def level_rows(settings: Settings, used: Mapping[str, int]) -> list[LevelRow]:
    """Return what the form of the levels begins with."""
    levels = settings.levels
    return [LevelRow(name, levels.reach(name), used.get(name, 0)) for name in levels.names]


def sent_levels(fields: Fields, used: Mapping[str, int]) -> list[LevelRow]:
    """Return the levels as they were sent."""
    gone = set(fields.all("remove"))
    known = {reach.value for reach in Reach}
    return [
        LevelRow(name, Reach(reach) if reach in known else Reach.DEPARTMENT, used.get(name, 0))
        for name, reach in fields.rows("name", "reach")
        if name and name not in gone
    ]


def level_changes(rows: Sequence[LevelRow], default: str, settings: Settings) -> Changes:
    """Return what is to be written: nothing when the levels are as they were."""
    wanted = {
        "names": [row.name for row in rows],
        "default": default,
        "open": [row.name for row in rows if row.reach is Reach.EVERYONE],
        "sealed": [row.name for row in rows if row.reach is Reach.NAMED],
    }
    levels = settings.levels
    now = {
        "names": list(levels.names),
        "default": levels.default,
        "open": [name for name in levels.names if levels.reach(name) is Reach.EVERYONE],
        "sealed": [name for name in levels.names if levels.reach(name) is Reach.NAMED],
    }
    if wanted == now:
        return {}
    return {("levels", key): value for key, value in wanted.items()}


def words(text: str) -> list[str]:
    """Return the words of a list that somebody typed, parted by any comma."""
    return [word for each in _COMMA.split(text) if (word := each.strip())]


def _row(entry: Code, used: int) -> CodeRow:
    aliases = ", ".join(entry.aliases)
    if isinstance(entry, TypeCode):
        title = "yes" if entry.title else ""
        owner = entry.owner or ""
        return CodeRow(entry.code, aliases, entry.importance, owner, title, used=used)
    if isinstance(entry, CategoryCode):
        level1, level2 = entry.levels
        return CodeRow(entry.code, aliases, level1=level1, level2=level2, used=used)
    return CodeRow(entry.code, aliases, used=used)


def _value(kind: Kind, row: CodeRow) -> dict[str, Any]:
    """Return a row as the settings have it; what is usual is left out."""
    value: dict[str, Any] = {"code": row.code}
    if kind == "categories":
        value["levels"] = [row.level1, row.level2]
    if kind == "types":
        if row.importance != "routine":
            value["importance"] = row.importance
        if row.owner:
            value["owner"] = row.owner
        if row.title:
            value["title"] = True
    if aliases := words(row.aliases):
        value["aliases"] = aliases
    return value
