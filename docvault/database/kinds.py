"""Kinds of documents by level and department: what somebody may read is some of these."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, true

from docvault.database import tables

_table = tables.documents


@dataclass(frozen=True, slots=True)
class Kind:
    """Documents of a level, in a department or in any; without a level, all there are."""

    level: str | None = None
    department: str | None = None
    anywhere: bool = True
    """In any department; else in `department`, None being those that have none."""


EVERYTHING = Kind()
Kinds = Collection[Kind]


def is_any_of(kinds: Kinds) -> Iterator[ColumnElement[bool]]:
    """Yield the condition that a document is of one of these kinds; nothing where all are."""
    if EVERYTHING not in kinds:
        yield or_(false(), *(is_of(kind) for kind in kinds))


def is_of(kind: Kind) -> ColumnElement[bool]:
    """Return the condition that a document is of this kind."""
    conditions = [_table.c.level == kind.level] if kind.level is not None else []
    if not kind.anywhere:
        same = _table.c.department
        conditions.append(same.is_(None) if kind.department is None else same == kind.department)
    return and_(true(), *conditions)
