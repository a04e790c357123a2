"""Reading the `[naming]` table: strictly, naming every wrong key, its value and what is allowed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NoReturn

from naming_rules.codes import CategoryCode, Code, Codes, TypeCode
from naming_rules.convention import OFF, PRESETS, Convention, Where
from naming_rules.errors import ConventionInvalid
from naming_rules.finding import Severity
from naming_rules.pattern import BUILT_IN, PatternError
from naming_rules.report.visible import visible
from naming_rules.scheme import CODES, Scheme, digits_of, kind_expression

_MOST_CODES = 5000
_MOST_SCHEMES = 20
_MOST_SHOWN = 80
_FORBIDDEN_IN_CODE = frozenset('-/\\<>:"|?*{}[]')
_PLAIN = (
    'plain text without blanks and / \\ < > : " | ? * { } [ ], not beginning or ending with a dot'
)
_SCHEME_KEYS = ("pattern", "folder", "superseded_mark", "version_form", "fields")


def refuse(key: str, value: object, allowed: str) -> NoReturn:
    """Raise ConventionInvalid."""
    shown = repr(value)
    raise ConventionInvalid(
        key=visible(f"naming.{key}" if key else "naming"),
        value=shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}…",
        allowed=allowed,
    )


class Table:
    """A TOML table whose keys are taken one by one; what is left over is refused."""

    def __init__(self, value: object, key: str, known: Iterable[str]) -> None:
        """Stand on `value`, found at the dotted `key`. Raises ConventionInvalid."""
        if not isinstance(value, Mapping):
            refuse(key, value, "a table")
        self._value: Mapping[str, Any] = value
        self._key = key
        allowed = tuple(known)
        for name in value:
            if name not in allowed:
                refuse(self.key(name), value[name], f"one of the keys {', '.join(allowed)}")

    def key(self, name: str) -> str:
        """Return the dotted key of an entry."""
        return f"{self._key}.{name}" if self._key else name

    def has(self, name: str) -> bool:
        """Tell whether the entry is there."""
        return name in self._value

    def raw(self, name: str) -> Any:
        """Return the entry as it is."""
        return self._value[name]

    def text(self, name: str, default: str | None = None) -> str:
        """Return a string that is not empty."""
        value = self._value.get(name, default)
        if not isinstance(value, str) or not value.strip():
            refuse(self.key(name), value, "text, not empty")
        return value

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        """Return a whole number within bounds."""
        value = self._value.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            refuse(self.key(name), value, f"a whole number from {lowest} to {highest}")
        return value

    def choice(self, name: str, default: str, choices: Iterable[str]) -> str:
        """Return one of some strings."""
        value = self._value.get(name, default)
        if value not in (allowed := tuple(choices)):
            refuse(self.key(name), value, " | ".join(allowed))
        return str(value)

    def flag(self, name: str, default: bool) -> bool:
        """Return true or false."""
        value = self._value.get(name, default)
        if not isinstance(value, bool):
            refuse(self.key(name), value, "true | false")
        return value

    def texts(self, name: str, default: Iterable[str]) -> tuple[str, ...]:
        """Return a list of strings."""
        value = self._value.get(name, list(default))
        if not isinstance(value, list) or len(value) > _MOST_CODES:
            refuse(self.key(name), value, f"a list of at most {_MOST_CODES} texts")
        for number, item in enumerate(value):
            if not isinstance(item, str) or not item:
                refuse(f"{self.key(name)}[{number}]", item, "text, not empty")
        return tuple(value)

    def tables(self, name: str, most: int, known: Iterable[str]) -> list[Table]:
        """Return a list of tables."""
        value = self._value.get(name, [])
        if not isinstance(value, list) or len(value) > most:
            refuse(self.key(name), value, f"a list of at most {most} tables")
        return [Table(item, f"{self.key(name)}[{n}]", known) for n, item in enumerate(value)]


_KEYS = (
    "preset", "schemes", "departments", "types", "categories", "history_folder", "keep",
    "extensions", "ignore", "longest_name", "longest_path", "rules", "where",
)  # fmt: skip


def read_convention(value: Mapping[str, Any]) -> Convention:
    """Return the convention of a `[naming]` table. Raises ConventionInvalid."""
    table = Table(value, "", _KEYS)
    base = None
    if value.get("preset", "zh") is not None:
        name = table.choice("preset", "zh", PRESETS)
        base = Convention.preset("en" if name == "en" else "zh")
    departments = _codes(table, "departments", base, ("code", "aliases"), _department)
    convention = Convention(
        schemes=_schemes(table, base),
        departments=departments,
        types=_types(table, base, departments),
        categories=_codes(
            table, "categories", base, ("code", "aliases", "levels", "owner"), _category
        ),
        history_folder=_folder(
            table, "history_folder", base.history_folder if base else "历史版本"
        ),
        keep=table.number("keep", base.keep if base else 3, 1, 100),
        extensions=frozenset(
            extension.casefold().removeprefix(".")
            for extension in table.texts("extensions", base.extensions if base else ("*",))
        ),
        ignore=table.texts("ignore", base.ignore if base else ()),
        longest_name=table.number("longest_name", base.longest_name if base else 255, 32, 255),
        longest_path=table.number("longest_path", base.longest_path if base else 400, 64, 4096),
        severities=_severities(table, base),
        where=_where(table, base),
    )
    _check_codes_fit(convention)
    return convention


def _types(table: Table, base: Convention | None, departments: Codes[Code]) -> Codes[TypeCode]:
    known = ("code", "aliases", "importance", "owner", "title")
    types: Codes[TypeCode] = _codes(table, "types", base, known, _type)
    foreign = [n for n, entry in enumerate(types) if entry.owner and entry.owner not in departments]
    if not foreign:
        return types
    if table.has("types"):
        allowed = "a department's code: " + ", ".join(departments.codes)
        refuse(f"types[{foreign[0]}].owner", types.entries[foreign[0]].owner, allowed)
    # The preset's types belong to the preset's departments; who has other ones keeps the types.
    return Codes(tuple(replace(e, owner=None) if n in foreign else e for n, e in enumerate(types)))


def _check_codes_fit(convention: Convention) -> None:
    """Refuse codes that no name of their schemes can hold."""
    for scheme in convention.schemes:
        for piece in scheme.pieces:
            if piece.text not in CODES:
                continue
            one = kind_expression(piece.kind or "", scheme.separators, scheme.version_form)
            fits = re.compile(one).fullmatch
            for number, code in enumerate(convention.codes_of(piece.text).codes):
                if not fits(code):
                    signs = " ".join(sorted(scheme.separators | {"-"}))
                    key = {"department": "departments", "type": "types"}.get(piece.text)
                    allowed = f"at most 64 characters, without {signs} (scheme {scheme.id})"
                    refuse(f"{key or 'categories'}[{number}].code", code, allowed)


def _codes(
    table: Table,
    name: str,
    base: Convention | None,
    known: tuple[str, ...],
    read: Callable[[Table], Any],
) -> Codes[Any]:
    if not table.has(name):
        return getattr(base, name) if base else Codes(())
    rows = table.raw(name)
    if isinstance(rows, list) and all(isinstance(row, str) for row in rows):
        rows = [{"code": row} for row in rows]
    holder = Table({name: rows}, "", (name,))
    entries = [read(row) for row in holder.tables(name, _MOST_CODES, known)]
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        if entry.code in seen:
            refuse(f"{name}[{number}].code", entry.code, "each code once")
        seen.add(entry.code)
    return Codes(tuple(entries))


def _code(row: Table, name: str = "code") -> str:
    code = row.text(name)
    if not _is_plain(code):
        refuse(row.key(name), code, f"{_PLAIN}, and without -")
    return code


def _is_plain(text: str, *, allowed: str = "") -> bool:
    """Tell whether a piece of a name is of characters that every name may hold."""
    return (
        not (_FORBIDDEN_IN_CODE - set(allowed)) & set(text)
        and (text.isascii() or text == unicodedata.normalize("NFC", text))
        and text.isprintable()
        and not any(character.isspace() for character in text)
        and text[0] not in ".-"
        and text[-1] != "."
    )


def _department(row: Table) -> Code:
    return Code(_code(row), row.texts("aliases", ()))


def _type(row: Table) -> TypeCode:
    return TypeCode(
        _code(row),
        row.texts("aliases", ()),
        importance=row.choice("importance", "routine", ("routine", "important", "strategic")),
        owner=row.text("owner") if row.has("owner") else None,
        title=row.flag("title", False),
    )


def _category(row: Table) -> CategoryCode:
    code = row.text("code")
    one, dash, other = code.partition("-")
    if not (one and dash and other) or not _is_plain(one) or not _is_plain(other):
        refuse(row.key("code"), code, "two codes joined by -, such as ZD-HR")
    levels = row.texts("levels", ())
    if len(levels) != 2 or not all(_is_folder(level) for level in levels):  # noqa: PLR2004
        refuse(row.key("levels"), list(levels), 'the names of two levels: ["制度类", "人力资源"]')
    return CategoryCode(
        code,
        row.texts("aliases", ()),
        levels=(levels[0], levels[1]),
        owner=row.text("owner") if row.has("owner") else None,
    )


def _schemes(table: Table, base: Convention | None) -> tuple[Scheme, ...]:
    schemes = {scheme.id: scheme for scheme in (base.schemes if base else ())}
    if table.has("schemes"):
        rows = table.raw("schemes")
        if not isinstance(rows, Mapping) or len(rows) > _MOST_SCHEMES:
            refuse("schemes", rows, f"at most {_MOST_SCHEMES} tables, each named for its scheme")
        for name, row in rows.items():
            schemes[name] = _scheme(name, Table(row, f"schemes.{name}", _SCHEME_KEYS))
    if not schemes:
        refuse("schemes", {}, "at least one scheme")
    return tuple(schemes.values())


def _scheme(name: str, row: Table) -> Scheme:
    declared = row.raw("fields") if row.has("fields") else {}
    if not isinstance(declared, Mapping):
        refuse(row.key("fields"), declared, "a table: field = kind")
    for field, kind in declared.items():
        if field in BUILT_IN or not (kind == "code" or digits_of(str(kind))):
            refuse(row.key(f"fields.{field}"), kind, "a new name; code | digits(n)")
    folder = row.text("folder")
    try:
        scheme = Scheme(
            id=name,
            pattern=row.text("pattern"),
            folder=folder,
            superseded_mark=_code(row, "superseded_mark"),
            version_form="major"
            if row.choice("version_form", "major.minor", ("major.minor", "major")) == "major"
            else "major.minor",
            declared=dict(declared),
        )
    except (PatternError, KeyError) as exc:
        refuse(row.key("pattern"), row.raw("pattern"), f"{{field}}, text and one [group]: {exc}")
    return scheme


def _folder(table: Table, name: str, default: str) -> str:
    value = table.text(name, default)
    if not _is_folder(value):
        refuse(name, value, f"a folder's name: {_PLAIN}")
    return value


def _is_folder(name: str) -> bool:
    """Tell whether a share can hold a folder of this name."""
    return _is_plain(name.replace(" ", ""), allowed="-{}[]") and name == name.strip()


def _severities(table: Table, base: Convention | None) -> dict[str, Any]:
    found = dict(base.severities) if base else {}
    if not table.has("rules"):
        return found
    rows = table.raw("rules")
    if not isinstance(rows, Mapping):
        refuse("rules", rows, "a table: rule = severity")
    known = _rule_codes()
    levels = (*Severity, OFF)
    for rule, severity in rows.items():
        if rule not in known:
            refuse(f"rules.{rule}", severity, "one of the rules: " + ", ".join(sorted(known)))
        if severity not in levels:
            refuse(f"rules.{rule}", severity, " | ".join(levels))
        found[rule] = severity
    return found


def _where(table: Table, base: Convention | None) -> tuple[Where, ...]:
    rows = table.tables("where", 100, ("folder", "off"))
    known = _rule_codes() if rows else frozenset()
    for row in rows:
        for number, code in enumerate(row.texts("off", ())):
            if code not in known:
                allowed = "one of the rules: " + ", ".join(sorted(known))
                refuse(f"{row.key('off')}[{number}]", code, allowed)
    own = (Where(row.text("folder"), frozenset(row.texts("off", ()))) for row in rows)
    return (*(base.where if base else ()), *own)


def _rule_codes() -> frozenset[str]:
    from naming_rules.rules import all_rules  # noqa: PLC0415 - rules judge by conventions

    return frozenset(rule.code for rule in all_rules)
