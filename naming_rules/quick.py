"""The short way: a name that is right in every way is known at a glance.

Most names in a tree are right. A name of characters that no rule has anything against is matched
once; what then remains to be known (are these codes known, is this a day, is this the folder) is
the same for thousands of names, and remembered. A name that is not accepted here may still be
right: then the rules find nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from operator import itemgetter
from typing import Final

from naming_rules.convention import Convention
from naming_rules.name import DocumentName, VersionNumber
from naming_rules.pattern import Piece
from naming_rules.scheme import CODES, Scheme, digits_of, kind_expression, split_extension

_ORDINARY: Final = re.compile("[-./0-9A-Za-z\u4e00-\u9fff（）《》【】，、。：；！？“”—…]+")
_BYTES_OF_ONE: Final = 3  # the most that one of these characters takes
_UNITS_OF_ONE: Final = 2  # the most UTF-16 units that any one character takes
_JOINTS: Final = 3  # separators that a superseded name may have more
_NOT_CODED: Final = frozenset({"mark", "date", "version", "title"})
_MOST_REMEMBERED: Final = 20_000
_MONTHS: Final = 12
_VERSION: Final = VersionNumber(1)
_YEAR, _MONTH = "\0y", "\0m"  # what no name holds

Document = tuple[object, str, str, str]
"""All parts of a name but its version, the title in lower case."""

Row = tuple[str, ...]
"""The parts of one name, in the order of the pattern."""

Agrees = Callable[[str], bool]
"""Asked of a right name: whether it may lie in the folder at hand."""


@dataclass(slots=True)
class Glance:
    """What a look at the names of one folder came to."""

    rest: list[str]
    """The names that only the rules can judge."""
    documents: list[tuple[Document, str]] = field(default_factory=list)
    """The documents of the names accepted, each with its version."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is the same for all names with these codes in one month."""

    place: str | None
    """The folder they belong in; None when the name does not tell (a superseded file's)."""
    days: frozenset[str]
    needs_title: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """What is the same for all names with these codes; `folder` has marks for year and month."""

    folder: str
    needs_title: bool


class Quick:
    """Judges at a glance by one convention, on one day."""

    def __init__(self, convention: Convention, today: date) -> None:
        """Compile the convention's schemes."""
        self._convention, self._today = convention, today
        self._known_kinds: dict[bool, list[_Kind]] = {}
        longest_mark = max(len(scheme.superseded_mark.encode()) for scheme in convention.schemes)
        self._longest_name = (convention.longest_name - longest_mark - _JOINTS) // _BYTES_OF_ONE
        self._longest_path = convention.longest_path
        self.may_ignore = any(map(_Beginnings(convention).may_match, convention.ignore))
        """Whether a name accepted here could be one that the convention ignores."""

    def look(self, folder: str, names: Sequence[str], *, history: bool, agrees: Agrees) -> Glance:
        """Look at the names of files in `folder` (`/`-joined); `agrees` is asked once a kind."""
        if not names:
            return Glance([])
        longest = min(self._longest_name, self._longest_path - _UNITS_OF_ONE * len(folder) - 1)
        glance, likely = Glance([]), names
        if max(map(len, names)) > longest or not _ORDINARY.fullmatch("/".join(names)):
            likely = [name for name in names if len(name) <= longest and _ORDINARY.fullmatch(name)]
            glance.rest = list(set(names) - set(likely))
        for kind in self._kinds(superseded=history):
            if likely:
                likely = kind.look(folder, likely, glance, agrees)
        glance.rest.extend(likely)
        return glance

    def _kinds(self, *, superseded: bool) -> list[_Kind]:
        if superseded not in self._known_kinds:
            self._known_kinds[superseded] = [
                _Kind(self._convention, scheme, self._today, superseded=superseded)
                for scheme in self._convention.schemes
            ]
        return self._known_kinds[superseded]


class _Kind:
    """One kind of right names: those of a scheme, or those of its superseded files."""

    def __init__(
        self, convention: Convention, scheme: Scheme, today: date, *, superseded: bool
    ) -> None:
        self.convention, self.scheme, self.today = convention, scheme, today
        self.superseded = superseded
        pieces = scheme.superseded_pieces if superseded else scheme.pieces
        self.coded = [p.text for p in pieces if p.kind and p.text not in _NOT_CODED]
        self.pattern = re.compile(_expression(scheme, pieces))
        at = {name: number - 1 for name, number in self.pattern.groupindex.items()}
        self.key_of: Callable[[Row], object] = itemgetter(*(at[n] for n in (*self.coded, "month")))
        self.rest_at = (at["day"], at["version"], at["title"], at["extension"])
        self.known: dict[object, _Known | None] = {}
        self.places: dict[tuple[str, ...], _Place | None] = {}
        self.extensions: set[str] = set()

    def look(self, folder: str, names: Sequence[str], glance: Glance, agrees: Agrees) -> list[str]:
        """Add to `glance` what is known of the names; return those that are of another kind."""
        key_of, known, extensions, documents = (
            self.key_of,
            self.known,
            self.extensions,
            glance.documents,
        )
        day, version, title, extension = self.rest_at
        agreeing: dict[object, bool] = {}
        rows, others = self._rows(names)
        for name, row in rows:
            key = key_of(row)
            entry = known[key] if key in known else self._learn(key)
            if entry is None:
                others.append(name)
                continue
            right = (
                row[day] in entry.days
                and (not entry.needs_title or row[title])
                and (row[extension] in extensions or self._allows(row[extension]))
            )
            if right and entry.place != folder:
                right = agreeing[key] if key in agreeing else agrees(name)
                agreeing[key] = bool(right)
            if right:
                document = (key, row[day], row[title].lower(), row[extension])
                documents.append((document, row[version]))
            else:
                glance.rest.append(name)
        return others

    def _rows(self, names: Sequence[str]) -> tuple[Iterable[tuple[str, Row]], list[str]]:
        """Return the names that match, each with its parts, and the other names.

        Where all match, as they mostly do, one call finds all parts: no name holds a `/`.
        """
        rows = self.pattern.findall("/".join(names))
        if len(rows) == len(names):
            return zip(names, rows, strict=True), []
        found = [(name, self.pattern.fullmatch(name)) for name in names]
        matching = [(name, match.groups("")) for name, match in found if match]
        return matching, [name for name, match in found if not match]

    def _allows(self, extension: str) -> bool:
        right = split_extension(f"x.{extension}")[1] and self.convention.allows_extension(extension)
        if right:
            self.extensions.add(extension)
        return bool(right)

    def _learn(self, key: object) -> _Known | None:
        if len(self.known) > _MOST_REMEMBERED:
            self.known.clear()
            self.places.clear()
        *codes, month = key if isinstance(key, tuple) else (key,)
        entry = self.known[key] = self._look_up(codes, int(month[:4]), int(month[4:]))
        return entry

    def _look_up(self, codes: Sequence[str], year: int, month: int) -> _Known | None:
        if not (year and 1 <= month <= _MONTHS):
            return None
        days = _days(year, month, self.today)
        if self.superseded:
            return _Known(None, days)
        key = tuple(codes)
        if key not in self.places:
            self.places[key] = self._place(key)
        if (place := self.places[key]) is None:
            return None
        folder = place.folder.replace(_YEAR, f"{year:04}").replace(_MONTH, f"{month:02}")
        return _Known(folder, days, place.needs_title)

    def _place(self, codes: tuple[str, ...]) -> _Place | None:
        """Return where documents with these codes belong, None when a code is not known."""
        parts = tuple(zip(self.coded, codes, strict=True))
        name = DocumentName(
            scheme=self.scheme.id,
            codes=tuple(pair for pair in parts if pair[0] in CODES),
            date=self.today,
            version=_VERSION,
            title=None,
            extension="",
            extra=tuple(pair for pair in parts if pair[0] not in CODES),
        )
        if not self.convention.knows(name):
            return None
        values = {**self.convention.place_values(name), "year": _YEAR, "month": _MONTH}
        entry = self.convention.types.get(name.type or "")
        return _Place("/".join(self.scheme.place.filled(values)), bool(entry and entry.title))


def _days(year: int, month: int, today: date) -> frozenset[str]:
    """Return the days of a month up to today, as they stand in names."""
    if (year, month) > (today.year, today.month):
        return frozenset()
    if (year, month) == (today.year, today.month):
        last = today.day
    else:  # a month that is over is not the last of all years
        last = (date(year + month // _MONTHS, month % _MONTHS + 1, 1) - timedelta(days=1)).day
    return _up_to(last)


@cache  # thousands of months share these few sets
def _up_to(last: int) -> frozenset[str]:
    return frozenset(f"{day:02}" for day in range(1, last + 1))


def _expression(scheme: Scheme, pieces: Iterable[Piece]) -> str:
    required: list[str] = []
    optional: list[str] = []
    for piece in pieces:
        part = _field(scheme, piece) if piece.kind else re.escape(piece.text)
        (optional if piece.optional else required).append(part)
    stem = "".join(required) + (f"(?:{''.join(optional)})?" if optional else "")
    title = "" if "(?P<title>" in stem else "(?P<title>(?!))?"
    return rf"(?<![^/]){stem}{title}\.(?P<extension>[0-9a-z]{{1,16}}+)(?![^/])"


def _field(scheme: Scheme, piece: Piece) -> str:
    kind = piece.kind or ""
    if piece.text == "mark":
        return re.escape(scheme.superseded_mark)
    if kind == "date":
        return "(?P<month>[0-9]{6})(?P<day>[0-9]{2})"
    if kind == "version" or digits_of(kind):
        return f"(?P<{piece.text}>{kind_expression(kind, frozenset(), scheme.version_form)})"
    signs = "".join(re.escape(sign) for sign in sorted({*scheme.separators, *"-./"}))
    if kind == "text":
        return f"(?P<title>(?![{signs}])[^./]{{1,100}}(?<![{signs}]))"
    word = f"[^{signs}]{{1,64}}+"
    return f"(?P<{piece.text}>{f'{word}-{word}' if kind == 'pair' else word})"


class _Beginnings:
    """How right names begin, to tell which patterns of ignored names can match one."""

    def __init__(self, convention: Convention) -> None:
        self.convention = convention
        self.texts = [text.casefold() for scheme in convention.schemes for text in self._of(scheme)]

    def _of(self, scheme: Scheme) -> Iterable[str]:
        first = scheme.pieces[0]
        codes = self.convention.codes_of(first.text).codes if first.text in CODES else ()
        own = codes if first.text in CODES else ("" if first.kind else first.text,)
        return (scheme.superseded_mark, *own)

    def may_match(self, pattern: str) -> bool:
        """Tell whether a pattern of `ignore` may match a name that is right; in doubt it may."""
        start, star, end = pattern.casefold().partition("*")
        if not star:
            end = start
        begins = any(text.startswith(start) or start.startswith(text) for text in self.texts)
        return begins and self._ends(end)

    def _ends(self, end: str) -> bool:
        allowed = self.convention.extensions
        _, dot, extension = end.rpartition(".")
        if "*" in allowed or not end:
            return True
        if dot:
            return extension in allowed
        return any(one.endswith(end) for one in allowed)
