"""The two small languages of a scheme: the pattern of its names and that of its places.

A name pattern is literal text, `{field}` and one optional group `[...]` at its end:
`{department}-{type}-{date}-{version}[-{title}]`. A field is of one of these kinds:

| kind | what it takes |
|---|---|
| code | a code of a list, without the separators of the pattern |
| pair | two codes joined by `-` (`ZD-HR`) |
| date | `YYYYMMDD`, a day that exists |
| version | `V1.0` or `V1`, as the scheme says |
| digits(n) | n digits |
| text | the title, which may hold separators |

Any two fields are parted by a separator that no field but the text can hold, and at most one
field is text, with no optional group behind it. So every name has one reading: what stands
before the text is read from the left, what stands behind it from the right.

A place pattern is folders joined by `/`, each literal text around at most one field:
`{department}/{year}年/{month}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

BUILT_IN: Final = {
    "department": "code",
    "type": "code",
    "category": "pair",
    "date": "date",
    "version": "version",
    "title": "text",
    "mark": "code",
}
PLACE_PARTS: Final = ("year", "month", "category1", "category2")
_TOKEN: Final = re.compile(r"\{(\w+)\}|(\[)|(\])|([^\[\]{}]+)|([{}])", re.ASCII)
_STEP: Final = re.compile(r"([^{}]*)(?:\{(\w+)\})?([^{}]*)", re.ASCII)
_UNFIT: Final = frozenset('/\\:*?"<>|')
_LONGEST_PATTERN: Final = 200


class PatternError(ValueError):
    """A pattern that is not of the language; the message says where and why, in English."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a pattern: literal text, or a field with its kind; in the group or not."""

    text: str
    kind: str | None
    optional: bool


def pieces_of(pattern: str, kinds: Mapping[str, str]) -> tuple[Piece, ...]:
    """Cut a name pattern into pieces. Raises PatternError."""
    if len(pattern) > _LONGEST_PATTERN:
        raise PatternError(f"longer than {_LONGEST_PATTERN} characters")
    pieces: list[Piece] = []
    group = "before"
    for match in _TOKEN.finditer(pattern):
        name, opens, closes, literal, stray = match.groups()
        if stray or (opens and group != "before") or (closes and group != "in"):
            raise PatternError(f"unexpected {match[0]!r} at {match.start()}")
        if opens or closes:
            group = "in" if opens else "after"
        elif group == "after":
            raise PatternError(f"text after the optional group at {match.start()}")
        elif name and name not in kinds:
            raise PatternError(f"unknown field {{{name}}} at {match.start()}")
        else:
            pieces.append(Piece(name or literal, kinds.get(name or ""), group == "in"))
    if group == "in":
        raise PatternError("the optional group is not closed")
    _check_fields(pieces)
    _check_literals(pieces)
    return tuple(pieces)


def _check_fields(pieces: list[Piece]) -> None:
    fields = [piece for piece in pieces if piece.kind]
    if len({piece.text for piece in fields}) != len(fields):
        raise PatternError("a field stands twice")
    for one, other in pairwise(pieces):
        if one.kind and other.kind:
            raise PatternError(f"no separator between {{{one.text}}} and {{{other.text}}}")
    texts = [piece for piece in fields if piece.kind == "text"]
    if len(texts) > 1:
        raise PatternError("more than one free text")
    if texts and not texts[0].optional and any(piece.optional for piece in pieces):
        raise PatternError("an optional group behind the free text has two readings")
    if any(piece.optional for piece in pieces) and not any(p.optional for p in fields):
        raise PatternError("the optional group holds no field")


def _check_literals(pieces: list[Piece]) -> None:
    for number, piece in enumerate(pieces):
        if piece.kind:
            continue
        if wrong := [c for c in piece.text if c in _UNFIT or c == "." or not c.isprintable()]:
            raise PatternError(f"{wrong[0]!r} may not stand in a name")
        between = 0 < number < len(pieces) - 1
        if between and (piece.text[0].isalnum() or piece.text[-1].isalnum()):
            raise PatternError(f"{piece.text!r} does not part the fields beside it")


def separators_of(pieces: Iterable[Piece]) -> frozenset[str]:
    """Return the signs that part fields: no field but the text may hold one of them."""
    literals = (piece.text for piece in pieces if not piece.kind)
    return frozenset(c for text in literals for c in text if not c.isalnum())


@dataclass(frozen=True, slots=True)
class Step:
    """One folder of a place pattern: a field (or none) with literal text around it."""

    before: str
    field: str | None
    after: str

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the folder's name."""
        return f"{self.before}{values[self.field] if self.field else ''}{self.after}"


@dataclass(frozen=True, slots=True)
class PlacePattern:
    """Where documents lie: one step a folder. Raises PatternError for what is no place pattern."""

    pattern: str
    allowed: frozenset[str]
    """The fields that may stand in it."""
    steps: tuple[Step, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.pattern) > _LONGEST_PATTERN:
            raise PatternError(f"longer than {_LONGEST_PATTERN} characters")
        object.__setattr__(self, "steps", tuple(self._steps()))

    def _steps(self) -> Iterator[Step]:
        for text in self.pattern.split("/"):
            match = _STEP.fullmatch(text)
            if match is None or not text:
                raise PatternError(f"{text!r} is not a folder with at most one {{field}}")
            before, name, after = match.groups()
            if name and name not in self.allowed:
                raise PatternError(f"unknown field {{{name}}}")
            if wrong := [c for c in before + after if c in _UNFIT or not c.isprintable()]:
                raise PatternError(f"{wrong[0]!r} may not stand in a folder's name")
            if not name and (text != text.strip(" .") or text.startswith("-")):
                raise PatternError(f"{text!r} may not be a folder's name")
            yield Step(before, name, after)

    def filled(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Return the folders, the outermost first."""
        return tuple(step.filled(values) for step in self.steps)
