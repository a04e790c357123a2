from __future__ import annotations

from dataclasses import replace

import pytest

from docvault.database import documents
from docvault.database.engine import Database
from docvault.errors import DocumentNotFound, NameTaken
from docvault.model.document import fold
from tests.docvault.database.samples import DOCUMENT, enter, numbered


def test_a_document_is_found_by_id_name_and_path(database: Database) -> None:
    with database.write() as connection:
        enter(connection)
        enter(connection, numbered(2))
    with database.read() as connection:
        assert documents.by_id(connection, DOCUMENT.id) == DOCUMENT
        assert documents.by_name(connection, DOCUMENT.name) == [DOCUMENT]
        assert documents.by_path(connection, DOCUMENT.path) == DOCUMENT
        assert documents.count(connection) == 2


def test_what_is_not_there_is_not_found(database: Database) -> None:
    with database.read() as connection:
        assert documents.by_id(connection, "0" * 16) is None
        assert documents.by_name(connection, "x") == []
        assert documents.by_path(connection, "x") is None
        assert documents.by_key(connection, "运营部", "x") is None


def test_an_update_replaces_every_field_but_the_id(database: Database) -> None:
    changed = replace(numbered(7), id=DOCUMENT.id, department=None, title=None, sequence=2)
    with database.write() as connection:
        enter(connection)
        documents.update(connection, changed)
    with database.read() as connection:
        assert documents.by_id(connection, DOCUMENT.id) == changed


def test_an_update_of_an_unknown_document_is_told(database: Database) -> None:
    with pytest.raises(DocumentNotFound), database.write() as connection:
        documents.update(connection, DOCUMENT)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("HR-Policy-Leave.docx", "hr-policy-LEAVE.DOCX"),
        ("Ａ公司.docx", "A公司.docx"),
        ("é.txt", "e\u0301.txt"),
        ("straße", "STRASSE"),
        ("ﬀ", "FF"),
        ("\u0345\u0301", "\u0301\u0345"),
    ],
)
def test_two_spellings_of_a_key_are_one(database: Database, first: str, second: str) -> None:
    assert fold(first) == fold(second)
    with database.write() as connection:
        enter(connection)
        enter(connection, numbered(2))
        documents.claim_key(connection, "运营部", first, DOCUMENT.id)
        documents.claim_key(connection, "运营部", second, DOCUMENT.id)
        assert documents.keys(connection, DOCUMENT.id) == [first]
        assert documents.by_key(connection, "运营部", second) == DOCUMENT
        with pytest.raises(NameTaken) as taken:
            documents.claim_key(connection, "运营部", second, numbered(2).id)
    assert taken.value.fields == {"name": second, "taken_by": DOCUMENT.id}


def test_the_same_key_in_another_archive_is_free(database: Database) -> None:
    with database.write() as connection:
        enter(connection)
        enter(connection, numbered(2, archive="市场部"))
        documents.claim_key(connection, "运营部", "k", DOCUMENT.id)
        documents.claim_key(connection, "市场部", "k", numbered(2).id)


def test_a_document_keeps_all_its_identities(database: Database) -> None:
    with database.write() as connection:
        enter(connection)
        documents.claim_key(connection, "运营部", "b.docx", DOCUMENT.id)
        documents.claim_key(connection, "运营部", "a.pdf", DOCUMENT.id)
        assert documents.keys(connection, DOCUMENT.id) == ["a.pdf", "b.docx"]
        assert documents.by_key(connection, "运营部", "A.pdf") == DOCUMENT


def test_many_documents_are_entered_at_once(database: Database) -> None:
    many = [numbered(n) for n in range(1, 51)]
    with database.write() as connection:
        enter(connection, numbered(0))
        documents.insert_all(connection, many)
        documents.insert_all(connection, [])
        assert documents.count(connection) == 51
        assert documents.by_id(connection, many[-1].id) == many[-1]
