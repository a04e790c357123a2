"""Asking for a folder and everything below it, in a way an index can answer."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_


def in_folder(column: ColumnElement[str], folder: str) -> ColumnElement[bool]:
    """Return the condition that `column` is `folder` or lies below it.

    A range instead of LIKE: nothing to escape, and both databases walk their index along it
    ("0" is the character after "/").
    """
    return or_(column == folder, and_(column >= f"{folder}/", column < f"{folder}0"))
