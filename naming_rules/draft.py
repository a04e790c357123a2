"""A name in the making: parts that are known, and holes that a person must fill."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from naming_rules.convention import Convention
from naming_rules.judge import is_right
from naming_rules.name import DocumentName, VersionNumber
from naming_rules.scheme import CODES, Scheme

EXTENSION: Final = "extension"
_A_DAY: Final = datetime.date(2000, 1, 1)
_KEPT: Final = frozenset("-（）《》、")
_ENDS: Final = " .,;:!-_·、，；：！"


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a name as far as they are known; None and a missing part are holes.

    `parts` holds codes and declared fields; a title that is None is left out where it may be.
    """

    scheme: Scheme
    parts: tuple[tuple[str, str], ...]
    date: datetime.date | None
    version: VersionNumber
    title: str | None
    title_needed: bool
    extension: str | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields the name will have: those of the optional group only with a title."""
        group = bool(self.title) or self.title_needed
        return tuple(p.text for p in self.scheme.pieces if p.kind and (group or not p.optional))

    @property
    def holes(self) -> tuple[str, ...]:
        """The fields to be filled in, in the order of the pattern."""
        known = self._known()
        holes = tuple(field for field in self.fields if field not in known)
        return holes if self.extension is not None else (*holes, EXTENSION)

    @property
    def text(self) -> str:
        """The name, holes standing in it as `{field}`."""
        known = self._known()
        group = set(self.fields)
        with_group = all(p.text in group for p in self.scheme.pieces if p.kind)
        stem = "".join(
            known.get(piece.text, f"{{{piece.text}}}") if piece.kind else piece.text
            for piece in self.scheme.pieces
            if with_group or not piece.optional
        )
        extension = f"{{{EXTENSION}}}" if self.extension is None else self.extension
        return f"{stem}.{extension}" if extension else stem

    def _known(self) -> dict[str, str]:
        known = {"version": str(self.version), **dict(self.parts)}
        if self.date:
            known["date"] = f"{self.date:%Y%m%d}"
        if self.title:
            known["title"] = self.title
        return known


def drafted(convention: Convention, name: DocumentName) -> Draft:
    """Return a name that is known as a draft without holes."""
    return Draft(
        scheme=convention.scheme(name),
        parts=name.codes + name.extra,
        date=name.date,
        version=name.version,
        title=name.title,
        title_needed=False,
        extension=name.extension,
    )


def filled(draft: Draft, convention: Convention) -> DocumentName:
    """Return the name with every hole filled by the longest that may stand there."""
    values = dict(draft.parts)
    for piece in draft.scheme.pieces:
        if piece.kind and piece.text not in {"date", "version", "title", *values}:
            choice = convention.codes_of(piece.text).codes if piece.text in CODES else ()
            values[piece.text] = max(choice, key=_size, default=_stand_in(piece.kind))
    ordered = [(field, values[field]) for field in draft.fields if field in values]
    title = draft.title or ("x" if "title" in draft.holes else None)
    extension = draft.extension
    if extension is None:
        extension = max(convention.extensions - {"*"}, key=_size, default="docx")
    return DocumentName(
        scheme=draft.scheme.id,
        codes=tuple(pair for pair in ordered if pair[0] in CODES),
        date=draft.date or _A_DAY,
        version=draft.version,
        title=title,
        extension=extension,
        extra=tuple(pair for pair in ordered if pair[0] not in CODES),
    )


def compliant(draft: Draft, convention: Convention) -> Draft | None:
    """Return the draft, its title made fit, when it passes every rule once filled; else None."""
    for candidate in _simpler(draft):
        fitting = _cut(candidate, convention)
        if fitting and _passes(fitting, convention):
            return fitting
    return None


def with_suffix(draft: Draft, convention: Convention, suffix: str) -> Draft | None:
    """Return the draft with `（suffix）` after its title, None when that cannot stand there."""
    ending = f"（{suffix}）" if draft.title else suffix
    title = draft.title or ""
    while True:
        longer = replace(draft, title=title + ending)
        over = _over(longer, convention)
        if over <= 0:
            return longer if _passes(longer, convention) else None
        if not title:
            return None
        title = cut_to(title, _size(title) - over)


def _simpler(draft: Draft) -> Iterator[Draft]:
    """Yield the draft with its title as it is, with nothing unusual in it, and without it."""
    yield draft
    if draft.title is None:
        return
    for kept in (_KEPT, frozenset[str]()):
        title = "".join(c for c in draft.title if c.isalnum() or c in kept).strip(_ENDS)
        yield replace(draft, title=title or None)
    yield replace(draft, title=None)


def _cut(draft: Draft, convention: Convention) -> Draft | None:
    """Return the draft with a title short enough for the name and for its superseded form."""
    over = _over(draft, convention)
    if over <= 0:
        return draft
    if not draft.title:
        return None
    title = cut_to(draft.title, _size(draft.title) - over)
    return replace(draft, title=title) if title else None


def _over(draft: Draft, convention: Convention) -> int:
    """Return by how many bytes the name, or the one it has once superseded, is too long."""
    name = filled(draft, convention)
    names = (convention.format(name), convention.superseded_name(name))
    return max(map(_size, names)) - convention.longest_name


def _passes(draft: Draft, convention: Convention) -> bool:
    name = filled(draft, convention)
    text = convention.format(name)
    return convention.parse(text) == name and is_right(convention, text)


def cut_to(text: str, size: int) -> str:
    """Return the beginning of `text` that needs at most `size` bytes, no letter cut apart."""
    end = max(size, 0)  # a letter takes a byte at least
    while end and unicodedata.combining(text[end : end + 1] or "x"):
        end -= 1
    text = text[:end]
    while text and (_size(text) > size):
        text = text[:-1]
        while text and unicodedata.combining(text[-1]):
            text = text[:-1]
    return text.rstrip(_ENDS)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _stand_in(kind: str) -> str:
    return "0" * int(kind[7:-1]) if kind.startswith("digits(") else "X"
