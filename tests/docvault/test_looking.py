"""Who has seen what is on record: a row for each person, and of sealed documents every look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from docvault import vault as vaults
from docvault.database import audit_trail, looks
from docvault.database.engine import Database
from docvault.database.tables import documents
from docvault.looking import looks_at, seen
from docvault.vault import Vault
from tests.docvault.conftest import Write

NOTE = "运营部-内部通知-20231007-V1.0-值班.txt"
AT = datetime(2023, 11, 1, 9, 0, tzinfo=UTC)


def test_looks_are_counted_for_each_person_and_version(database: Database) -> None:
    with database.write() as connection:
        for minute, user in enumerate(("王芳", "李伟", "王芳")):
            looks.record(connection, "d1", "V1.0", user, AT + timedelta(minutes=minute))
        looks.record(connection, "d2", "V1.0", "李伟", AT)
        found = looks.of(connection, "d1")
        assert looks.last(connection, "d1", "V1.0", "李伟") == AT + timedelta(minutes=1)
        assert looks.last(connection, "d1", "V2.0", "李伟") is None
    assert [(each.user, each.count) for each in found] == [("王芳", 2), ("李伟", 1)]
    assert (found[0].first_at, found[0].last_at) == (AT, AT + timedelta(minutes=2))


def test_a_look_within_a_minute_is_the_same_look(vault: Vault, write: Write) -> None:
    version = vaults.add(vault, write(NOTE, b"x"), actor="a")
    document = vault.find(version.document)
    vault.now = lambda: AT
    assert seen(vault, document, version, "王芳")
    assert not seen(vault, document, version, "王芳")
    vault.now = lambda: AT + timedelta(seconds=61)
    assert seen(vault, document, version, "王芳")
    assert [each.count for each in looks_at(vault, document)] == [2]


def test_every_look_at_a_sealed_document_is_in_the_audit_trail(vault: Vault, write: Write) -> None:
    version = vaults.add(vault, write(NOTE, b"x"), actor="a")
    seen(vault, vault.find(version.document), version, "王芳")
    with vault.database.write() as connection:
        change = documents.update().where(documents.c.id == version.document)
        connection.execute(change.values(level="秘密"))
    seen(vault, vault.find(version.document), version, "李伟")
    with vault.database.read() as connection:
        lines = audit_trail.of_document(connection, version.document)
    told = [(line.actor, line.version) for line in lines if line.action == "look"]
    assert told == [("李伟", "V1.0")]
