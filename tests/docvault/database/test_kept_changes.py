from __future__ import annotations

import datetime
from dataclasses import replace

from docvault.database import kept_changes
from docvault.database.engine import Database
from docvault.model.version import KeptChange
from tests.docvault.database.samples import AT, DOCUMENT, KEPT, enter, numbered

LATER = AT + datetime.timedelta(days=1)


def without_ids(changes: list[KeptChange]) -> list[KeptChange]:
    return [replace(change, id=0) for change in changes]


def test_a_change_is_open_until_a_version_follows(database: Database) -> None:
    second = replace(KEPT, sha256="2" * 64)
    with database.write() as connection:
        enter(connection)
        kept_changes.add(connection, KEPT)
        kept_changes.resolve(connection, DOCUMENT.id, LATER)
        kept_changes.add(connection, second)
    with database.read() as connection:
        assert without_ids(kept_changes.open_of(connection, DOCUMENT.id)) == [second]
        closed, still_open = kept_changes.of(connection, DOCUMENT.id)
        assert (closed.resolved_at, still_open.resolved_at) == (LATER, None)
        assert 0 < closed.id < still_open.id


def test_a_new_version_closes_its_own_documents_changes_only(database: Database) -> None:
    other = replace(KEPT, document=numbered(2).id)
    with database.write() as connection:
        enter(connection)
        enter(connection, numbered(2))
        kept_changes.add(connection, KEPT)
        kept_changes.add(connection, other)
        kept_changes.resolve(connection, DOCUMENT.id, LATER)
        assert without_ids(kept_changes.all_open(connection)) == [other]


def test_a_file_changed_back_closes_its_own_changes_only(database: Database) -> None:
    other = replace(KEPT, path=f"{KEPT.path}.2")
    with database.write() as connection:
        enter(connection)
        kept_changes.add(connection, KEPT)
        kept_changes.add(connection, other)
        kept_changes.resolve(connection, DOCUMENT.id, LATER, path=KEPT.path)
        assert without_ids(kept_changes.open_of(connection, DOCUMENT.id)) == [other]
