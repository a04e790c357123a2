"""Bringing a database to the tables this program knows.

Every opening costs one small SELECT; Alembic is only imported when there is something to do.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, text

from docvault.database.address import Address
from docvault.errors import DatabaseMissing, DatabaseNewer

HEAD = "0003"
"""The revision of `tables.py`; revisions are numbered, so that a newer one is known as such."""

_REVISION = text("SELECT version_num FROM alembic_version")
# Any fixed number, as long as nothing else of ours takes the same advisory lock.
_LOCK = text("SELECT pg_advisory_xact_lock(4402170)")


def make_current(reader: Engine, writer: Engine, address: Address, *, create: bool) -> None:
    """Migrate the database unless it is at `HEAD`; of several openers exactly one does it.

    Raises DatabaseMissing for an empty one unless `create`, DatabaseNewer for one that was
    written by a newer program.
    """
    with reader.connect() as connection:
        if _is_current(connection, address):
            return
    with writer.begin() as connection:
        # SQLite's writer is alone already: BEGIN IMMEDIATE.
        if connection.dialect.name == "postgresql":
            connection.execute(_LOCK)
        if _is_current(connection, address):
            return
        if not create and found_revision(connection) is None:
            raise DatabaseMissing(database=address)
        _migrate(connection)


def found_revision(connection: Connection) -> str | None:
    """Return the revision the database is at, None where no table of ours was ever made."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(_REVISION).scalar()
    return revision


def _is_current(connection: Connection, address: Address) -> bool:
    found = found_revision(connection)
    if found is not None and found > HEAD:
        raise DatabaseNewer(found=found, known=HEAD)
    return found == HEAD


def _migrate(connection: Connection) -> None:
    from docvault.database.migrations import upgrade  # noqa: PLC0415 - costs 80 ms, seldom needed

    upgrade(connection)
