"""Schemes: a pattern, compiled once; parse and format are each other's inverse.

No regular expression ever comes from outside; the languages are in `pattern.py`. The one
expression compiled from a pattern matches in linear time: every field but the text is possessive
and bounded, so it is tried once; the text gives back one character at a time, and what stands
behind it is bounded, so that each costs a constant; the optional group is tried at one position.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from naming_rules.name import DocumentName, SupersededName, VersionNumber
from naming_rules.pattern import (
    BUILT_IN,
    PLACE_PARTS,
    PatternError,
    Piece,
    PlacePattern,
    pieces_of,
    separators_of,
)

VersionForm = Literal["major.minor", "major"]
SUPERSEDED_PATTERN: Final = "{mark}-{date}-{version}[-{title}]"
CODES: Final = ("department", "type", "category")
_NO_PLACE: Final = frozenset({"version", "title", "date", "category"})
_DIGITS: Final = re.compile(r"digits\(([1-9][0-9]?)\)")
_LONGEST: Final = 255
_CONTROL: Final = r"\x00-\x1f\x7f-\x9f\ud800-\udfff"
_NUMBER: Final = "(?:0|[1-9][0-9]{0,3}+)"
_VERSIONS: Final[dict[VersionForm, str]] = {
    "major.minor": rf"V[1-9][0-9]{{0,3}}+\.{_NUMBER}",
    "major": r"V[1-9][0-9]{0,3}+",
}
_EXTENSION: Final = re.compile(r"(?=[0-9]*[A-Za-z])[0-9A-Za-z]{1,16}")


def split_extension(name: str) -> tuple[str, str]:
    """Return (stem, extension without dot); digits alone are no extension (`….V1.0`)."""
    stem, dot, extension = name.rpartition(".")
    if dot and stem and _EXTENSION.fullmatch(extension):
        return stem, extension
    return name, ""


def digits_of(kind: str) -> int | None:
    """Return n of the kind `digits(n)`, None for any other kind."""
    match = _DIGITS.fullmatch(kind)
    return int(match[1]) if match else None


def kind_expression(kind: str, separators: frozenset[str], form: VersionForm) -> str:
    """Return the expression of one field; bounded, and possessive unless it is the text."""
    if digits := digits_of(kind):
        return f"[0-9]{{{digits}}}"
    signs = "".join(re.escape(sign) for sign in sorted({*separators, "-"}))
    word = rf"[^{signs}/\s{_CONTROL}]{{1,64}}+"
    return {
        "code": word,
        "pair": f"{word}-{word}",
        "date": "[0-9]{8}",
        "version": _VERSIONS[form],
        "text": rf"(?![{signs}\s])[^/{_CONTROL}]{{1,{_LONGEST}}}(?<![{signs}\s])",
    }[kind]


def _expression(pieces: tuple[Piece, ...], form: VersionForm) -> re.Pattern[str]:
    separators = separators_of(pieces)
    required: list[str] = []
    optional: list[str] = []
    for piece in pieces:
        part = re.escape(piece.text)
        if piece.kind:
            part = f"(?P<{piece.text}>{kind_expression(piece.kind, separators, form)})"
        (optional if piece.optional else required).append(part)
    tail = f"(?:{''.join(optional)})?" if optional else ""
    return re.compile("".join(required) + tail)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A naming scheme. Raises PatternError when a pattern is not of the language.

    `folder` is the place pattern: in it `{year}`, `{month}`, `{category1}` and `{category2}`
    stand for parts of the date and the names of the category's two levels. `declared` gives the
    kinds (`code` or `digits(n)`) of fields that the settings add.
    """

    id: str
    pattern: str
    folder: str
    superseded_mark: str
    version_form: VersionForm = "major.minor"
    declared: Mapping[str, str] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = field(init=False, repr=False, compare=False)
    superseded_pieces: tuple[Piece, ...] = field(init=False, repr=False, compare=False)
    place: PlacePattern = field(init=False, repr=False, compare=False)
    _match: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _match_superseded: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pieces = pieces_of(self.pattern, {**BUILT_IN, **self.declared})
        present = {piece.text for piece in pieces if not piece.optional}
        if not {"date", "version"} <= present or "mark" in present:
            raise PatternError("{date} and {version} must stand outside the optional group")
        old = pieces_of(SUPERSEDED_PATTERN, BUILT_IN)
        allowed = present - _NO_PLACE | {"year", "month"}
        allowed |= set(PLACE_PARTS) if "category" in present else set()
        for name, value in (
            ("pieces", pieces),
            ("superseded_pieces", old),
            ("place", PlacePattern(self.folder, frozenset(allowed))),
            ("_match", _expression(pieces, self.version_form)),
            ("_match_superseded", _expression(old, self.version_form)),
        ):
            object.__setattr__(self, name, value)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, in the order of the pattern."""
        return tuple(piece.text for piece in self.pieces if piece.kind)

    @property
    def separators(self) -> frozenset[str]:
        """The signs that part fields; no code may hold one."""
        return separators_of(self.pieces)

    @property
    def title_optional(self) -> bool:
        """Whether a name may go without a title."""
        return not any(piece.text == "title" and not piece.optional for piece in self.pieces)

    def parse(self, name: str) -> DocumentName | None:
        """Return the parts of a well-formed name, None for any other. Codes are not looked up."""
        stem, extension = split_extension(name)
        match = self._match.fullmatch(stem)
        if match is None:
            return None
        parts = {key: value for key, value in match.groupdict().items() if value is not None}
        day = real_day(parts["date"])
        if day is None:
            return None
        known = ((key, parts[key]) for key in self.fields if key in parts)
        values = [(key, value) for key, value in known if key not in {"date", "version", "title"}]
        return DocumentName(
            scheme=self.id,
            codes=tuple(pair for pair in values if pair[0] in CODES),
            date=day,
            version=version_of(parts["version"]),
            title=parts.get("title"),
            extension=extension,
            extra=tuple(pair for pair in values if pair[0] not in CODES),
        )

    def format(self, name: DocumentName) -> str:
        """Return the text of a name: the inverse of `parse`. Raises KeyError for a missing part."""
        parts = {
            **dict(name.codes),
            **dict(name.extra),
            "date": day_text(name.date),
            "version": str(name.version),
        }
        if name.title is not None:
            parts["title"] = name.title
        stem = "".join(
            parts[piece.text] if piece.kind else piece.text
            for piece in self.pieces
            if not piece.optional or self._group_filled(parts)
        )
        return f"{stem}.{name.extension}" if name.extension else stem

    def _group_filled(self, parts: Mapping[str, str]) -> bool:
        return all(piece.text in parts for piece in self.pieces if piece.optional and piece.kind)

    def superseded_name(self, name: DocumentName) -> str:
        """Return what the file is called once it is superseded: `旧版-日期-版本号-简称`."""
        title = f"-{name.title}" if name.title else ""
        extension = f".{name.extension}" if name.extension else ""
        return f"{self.superseded_mark}-{day_text(name.date)}-{name.version}{title}{extension}"

    def parse_superseded(self, name: str) -> SupersededName | None:
        """Return the parts of a superseded file's name, None for any other."""
        stem, extension = split_extension(name)
        match = self._match_superseded.fullmatch(stem)
        if match is None or match["mark"] != self.superseded_mark:
            return None
        day = real_day(match["date"])
        if day is None:
            return None
        version = version_of(match["version"])
        return SupersededName(match["mark"], day, version, match["title"], extension)

    def identity(self, name: DocumentName) -> str:
        """Return the key of the document: the scheme and all parts of the name but the version."""
        values = [*(value for _, value in (*name.codes, *name.extra)), day_text(name.date)]
        return "|".join([self.id, *values, name.title or "", name.extension.casefold()])


def real_day(text: str) -> datetime.date | None:
    """Return the day that `YYYYMMDD` names, None when there is none such."""
    try:
        return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def day_text(day: datetime.date) -> str:
    """Return a day as it stands in names; `%Y` would write the year 987 with three digits."""
    return f"{day.year:04}{day.month:02}{day.day:02}"


def version_of(text: str) -> VersionNumber:
    """Return the number that `V1.0` or `V1` names."""
    major, dot, minor = text[1:].partition(".")
    return VersionNumber(int(major), int(minor) if dot else None)
