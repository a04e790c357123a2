from __future__ import annotations

from dataclasses import replace

from docvault.database import archives, documents, index_queue, kept_changes, versions
from docvault.database.engine import Database
from tests.docvault.database.samples import AT, DOCUMENT, KEPT, enter, numbered


def test_a_tip_is_remembered_per_archive(database: Database) -> None:
    with database.write() as connection:
        assert archives.tip(connection, "运营部") is None
        archives.set_tip(connection, "运营部", "a" * 40)
        archives.set_tip(connection, "财务部", None)
        archives.set_tip(connection, "运营部", "b" * 40)
    with database.read() as connection:
        assert archives.tip(connection, "运营部") == "b" * 40
        assert archives.tip(connection, "财务部") is None
        assert archives.names(connection) == ["财务部", "运营部"]


def test_forgetting_an_archive_leaves_the_others_and_the_people(database: Database) -> None:
    other = numbered(2, archive="财务部", folder="财务部/2023")
    with database.write() as connection:
        for document in (DOCUMENT, other):
            enter(connection, document)
            documents.claim_key(connection, document.archive, "k", document.id)
            kept_changes.add(connection, replace(KEPT, document=document.id))
        index_queue.add(connection, DOCUMENT.id, "V1.0", "add", AT)
        archives.forget(connection, "运营部")
    with database.read() as connection:
        assert archives.names(connection) == ["财务部"]
        assert list(documents.every(connection)) == [other]
        assert [version.document for version in versions.every(connection)] == [other.id]
        assert documents.by_key(connection, "运营部", "k") is None
        assert documents.by_key(connection, "财务部", "k") == other
        assert [change.document for change in kept_changes.all_open(connection)] == [other.id]
        assert index_queue.length(connection) == 1
