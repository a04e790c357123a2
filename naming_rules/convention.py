"""A convention: schemes, code lists, and which rules hold where."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from naming_rules.codes import CategoryCode, Code, Codes, TypeCode
from naming_rules.finding import Severity
from naming_rules.name import DocumentName, SupersededName
from naming_rules.scheme import Scheme
from naming_rules.toml_file import read_toml

Preset = Literal["zh", "en"]
PRESETS: tuple[Preset, ...] = ("zh", "en")
OFF = "off"
_PRESETS = Path(__file__).with_name("presets")


@dataclass(frozen=True, slots=True)
class Where:
    """In `folder` (a path from the root, `/`-joined) and all folders in it some rules are off."""

    folder: str
    off: frozenset[str]

    def covers(self, folder: str) -> bool:
        """Tell whether a folder is the one meant or lies in it."""
        return folder == self.folder or folder.startswith(f"{self.folder}/")


@dataclass(frozen=True, slots=True)
class IgnoredNames:
    """Names that are ignored: whole ones, and beginnings with endings. Case does not matter."""

    whole: frozenset[str]
    parted: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, patterns: Iterable[str]) -> IgnoredNames:
        """Compile patterns that hold at most one `*`."""
        folded = [pattern.casefold() for pattern in patterns]
        parts = (pattern.partition("*") for pattern in folded)
        return cls(
            frozenset(pattern for pattern in folded if "*" not in pattern),
            tuple((start, end) for start, star, end in parts if star),
        )

    def __contains__(self, name: str) -> bool:
        name = name.casefold()
        return name in self.whole or any(
            name.startswith(start) and name.endswith(end) and len(name) >= len(start) + len(end)
            for start, end in self.parted
        )


@dataclass(frozen=True, slots=True)
class Convention:
    """Everything names are judged by; read from a preset and the `[naming]` table of a file."""

    schemes: tuple[Scheme, ...]
    departments: Codes[Code]
    types: Codes[TypeCode]
    categories: Codes[CategoryCode]
    history_folder: str
    keep: int
    """How many versions lie in the folders, the current one included."""
    extensions: frozenset[str]
    """Allowed extensions in lower case; `*` allows all."""
    ignore: tuple[str, ...]
    """Files and folders of the system or an editor, no documents; a `*` stands for any text."""
    longest_name: int
    """In bytes of UTF-8."""
    longest_path: int
    """From the root on, in UTF-16 units, as Windows counts."""
    severities: Mapping[str, Severity | Literal["off"]] = field(default_factory=dict)
    where: tuple[Where, ...] = ()
    memory: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was found out by this convention; whoever keeps something here bounds it."""
    _ignored: IgnoredNames = field(init=False, repr=False, compare=False)
    _schemes: Mapping[str, Scheme] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ignored", IgnoredNames.of(self.ignore))
        object.__setattr__(self, "_schemes", {scheme.id: scheme for scheme in self.schemes})

    @classmethod
    def preset(cls, name: Preset = "zh") -> Convention:
        """Return a convention that is shipped: `zh` or `en`."""
        return _preset(name)

    @classmethod
    def from_toml(cls, path: Path) -> Convention:
        """Read the `[naming]` table of a TOML file; without one the `zh` preset holds.

        Raises ConventionInvalid, naming the key, the value and what is allowed; TomlUnreadable.
        """
        return cls.from_mapping(read_toml(path).get("naming", {}))

    @classmethod
    def from_mapping(cls, table: Mapping[str, Any]) -> Convention:
        """Read a `[naming]` table: a preset and what it overrides. Raises ConventionInvalid."""
        from naming_rules.convention_reader import read_convention  # noqa: PLC0415 - a cycle else

        return read_convention(table)

    # ---- names

    def scheme(self, name: DocumentName) -> Scheme:
        """Return the scheme of a parsed name."""
        return self._schemes[name.scheme]

    def parse(self, name: str) -> DocumentName | None:
        """Return the parts of a name that one of the schemes forms from known codes."""
        for scheme in self.schemes:
            parsed = scheme.parse(name)
            if parsed is not None and self.knows(parsed):
                return parsed
        return None

    def read(self, name: str) -> DocumentName | None:
        """Return the parts of a name also when its codes are no longer in the lists.

        What was once checked in keeps its parts when a department or type is dropped.
        """
        known = self.parse(name)
        if known is not None:
            return known
        return next((found for s in self.schemes if (found := s.parse(name))), None)

    def knows(self, name: DocumentName) -> bool:
        """Tell whether all codes of a parsed name are in the code lists."""
        return all(code in self.codes_of(key) for key, code in name.codes)

    def codes_of(self, field: str) -> Codes[Any]:
        """Return the code list of `department`, `type` or `category`; KeyError for another."""
        lists: dict[str, Codes[Any]] = {
            "department": self.departments,
            "type": self.types,
            "category": self.categories,
        }
        return lists[field]

    def department_of(self, name: DocumentName) -> str | None:
        """Return whose document it is: the name's department, else the owner of its category."""
        if name.department or not name.category:
            return name.department
        entry = self.categories.find(name.category)
        return entry.owner if entry else None

    def parse_superseded(self, name: str) -> tuple[Scheme, SupersededName] | None:
        """Return scheme and parts of a superseded file's name."""
        for scheme in self.schemes:
            if parsed := scheme.parse_superseded(name):
                return scheme, parsed
        return None

    def format(self, name: DocumentName) -> str:
        """Return the text of a name."""
        return self.scheme(name).format(name)

    def superseded_name(self, name: DocumentName) -> str:
        """Return what a name becomes once it is superseded."""
        return self.scheme(name).superseded_name(name)

    def identity(self, name: DocumentName) -> str:
        """Return the key of the document: all parts of the name but the version."""
        return self.scheme(name).identity(name)

    def place(self, name: DocumentName) -> tuple[str, ...]:
        """Return the folders a document lies in; the first one is its archive.

        Raises KeyError for a category that is not in the list.
        """
        return self.scheme(name).place.filled(self.place_values(name))

    def place_values(self, name: DocumentName) -> dict[str, str]:
        """Return all that can stand in a place pattern.

        These are the name's codes, its year and month, and the names of its category's two
        levels. Raises KeyError for an unknown category.
        """
        parts = {
            **dict(name.codes),
            **dict(name.extra),
            "year": f"{name.date.year:04}",
            "month": f"{name.date.month:02}",
        }
        if name.category:
            category = self.categories.get(name.category)
            if category is None:
                raise KeyError(name.category)
            parts["category1"], parts["category2"] = category.levels
        return parts

    def top_folders(self) -> frozenset[str]:
        """Return every folder that can be the first one of a place: the archives there may be."""
        choices = {
            "{department}": self.departments.codes,
            "{type}": self.types.codes,
            "{category1}": [category.levels[0] for category in self.categories],
        }
        first = (scheme.folder.partition("/")[0] for scheme in self.schemes)
        return frozenset(top for step in first for top in choices.get(step, [step]))

    def ignores(self, filename: str) -> bool:
        """Tell whether a file or folder is the system's or an editor's, and no document."""
        return filename in self._ignored

    def allows_extension(self, extension: str) -> bool:
        """Tell whether documents may have this extension."""
        return "*" in self.extensions or extension.casefold() in self.extensions

    def severity(self, rule: str, default: Severity, folder: str = "") -> Severity | None:
        """Return how much a rule matters in a folder; None where it does not hold."""
        for where in self.where:
            if rule in where.off and where.covers(folder):
                return None
        severity = self.severities.get(rule, default)
        return None if severity == OFF else Severity(severity)


@cache
def _preset(name: Preset) -> Convention:
    text = (_PRESETS / f"{name}.toml").read_text("utf-8")
    return Convention.from_mapping({"preset": None, **tomllib.loads(text)["naming"]})
