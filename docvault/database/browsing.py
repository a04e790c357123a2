"""What lies in a folder: its subfolders, found by leaping along the index from one to the next."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, exists, select

from docvault.database import tables
from docvault.database.folders import in_folder
from docvault.database.kinds import Kinds, is_any_of

_folder = tables.documents.c.folder
_LAST = "\U0010ffff"
"""Sorts behind everything that can stand in a name."""


def subfolders(connection: Connection, folder: str, kinds: Kinds) -> list[str]:
    """Return the names of the folders in `folder` ("" for the vault) where documents lie.

    Only those that hold, at any depth, a document of these `kinds`. Costs a few steps for each
    subfolder, however many documents there are.
    """
    prefix = f"{folder}/" if folder else ""
    return [name for name in _leap(connection, prefix) if _any(connection, prefix + name, kinds)]


def _leap(connection: Connection, prefix: str) -> Iterator[str]:
    seen: set[str] = set()
    after = prefix
    while found := _next(connection, after):
        if not found.startswith(prefix):
            return
        name = found[len(prefix) :].partition("/")[0]
        if name in seen:
            after = f"{prefix}{name}/{_LAST}"
        else:
            seen.add(name)
            yield name
            after = found


def _next(connection: Connection, after: str) -> str | None:
    statement = select(_folder).where(_folder > after).order_by(_folder).limit(1)
    return connection.execute(statement).scalar()


def _any(connection: Connection, folder: str, kinds: Kinds) -> bool:
    statement = select(exists().where(in_folder(_folder, folder), *is_any_of(kinds)))
    return bool(connection.execute(statement).scalar())
