"""Which archives there are, and up to which commit tree and database have followed each."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from docvault.database.tables import archives, document_keys, documents, kept_changes, versions

_TIP = select(archives.c.tip).where(archives.c.name == bindparam("archive"))
_TIPS = select(archives.c.name, archives.c.tip)
_NAMES = select(archives.c.name).order_by(archives.c.name)
_KINDS = (
    select(documents.c.department, documents.c.level)
    .where(documents.c.archive == bindparam("archive"))
    .distinct()
)
_SET_TIP = update(archives).where(archives.c.name == bindparam("archive"))
_OF_ARCHIVE = select(documents.c.id).where(documents.c.archive == bindparam("of"))
_FORGET = (
    *(
        delete(table).where(table.c.document_id.in_(_OF_ARCHIVE))
        for table in (document_keys, kept_changes, versions)
    ),
    delete(documents).where(documents.c.archive == bindparam("of")),
    delete(archives).where(archives.c.name == bindparam("of")),
)


def names(connection: Connection) -> list[str]:
    """Return the names of all archives, sorted."""
    return list(connection.execute(_NAMES).scalars())


def tip(connection: Connection, archive: str) -> str | None:
    """Return the commit up to which `archive` has been followed, None when none has."""
    found: str | None = connection.execute(_TIP, {"archive": archive}).scalar()
    return found


def tips(connection: Connection) -> dict[str, str | None]:
    """Return every archive's name, and the commit up to which it has been followed."""
    return {row.name: row.tip for row in connection.execute(_TIPS)}


def kinds(connection: Connection, archive: str) -> list[tuple[str | None, str]]:
    """Return the departments and levels there are among the documents of `archive`, each pair once.

    What access to all of it is decided by.
    """
    return [(row.department, row.level) for row in connection.execute(_KINDS, {"archive": archive})]


def set_tip(connection: Connection, archive: str, commit: str | None) -> None:
    """Record that `archive` has been followed up to `commit`; a new archive is entered."""
    changed = connection.execute(_SET_TIP, {"archive": archive, "tip": commit})
    if changed.rowcount == 0:
        connection.execute(insert(archives), {"name": archive, "tip": commit})


def forget(connection: Connection, archive: str) -> None:
    """Delete all that can be made anew from the repository of `archive`, its tip too."""
    for statement in _FORGET:
        connection.execute(statement, {"of": archive})
