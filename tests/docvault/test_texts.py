"""What documents say is read once, kept by their bytes and kind, and never the only copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from docvault import vault as vaults
from docvault.database.tables import documents
from docvault.extract import limited
from docvault.extract.contents import Contents
from docvault.extract.unread import Trouble, Unread
from docvault.search.keeping import reindex
from docvault.texts import Texts, text_of
from docvault.vault import Vault
from tests.docvault.conftest import Write

NOTE = "运营部-内部通知-20231007-V1.0-值班.txt"
SAID = (
    Contents(("一行", ""), ("标题",), {"author": "李伟"}, ("V1.0\t新建",)),
    Unread(Trouble.DAMAGED, "no"),
)


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    (tmp_path / "scratch").mkdir()
    return Texts(tmp_path / "texts", tmp_path / "scratch")


@pytest.mark.parametrize("said", SAID)
def test_what_is_kept_comes_back(texts: Texts, said: Contents | Unread) -> None:
    texts.put("ab" * 32, ".txt", said)
    assert texts.get("ab" * 32, ".txt") == said
    assert texts.get("ab" * 32, ".md") is None
    texts.forget("ab" * 32, ".txt")
    assert texts.get("ab" * 32, ".txt") is None
    assert list(texts.scratch.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"x", b"\x78\x9c\x03\x00\x00\x00\x00\x01"])
def test_what_is_damaged_is_not_known(texts: Texts, damage: bytes) -> None:
    texts.put("ab" * 32, ".txt", SAID[0])
    [file] = [path for path in texts.folder.rglob("*") if path.is_file()]
    file.write_bytes(damage)
    assert texts.get("ab" * 32, ".txt") is None


def test_a_document_is_read_once(
    vault: Vault, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = vaults.add(vault, write(NOTE, "值班表".encode()), actor="a")
    document = vault.find(version.document)
    first = text_of(vault, document, version)
    assert isinstance(first, Contents)
    assert first.lines == ("值班表",)
    monkeypatch.setattr(limited, "read", lambda *_: pytest.fail("read again"))
    assert text_of(vault, document, version) == first


def test_a_kind_without_text_leaves_nothing(vault: Vault, write: Write) -> None:
    name = NOTE.replace(".txt", ".zip")
    version = vaults.add(vault, write(name, b"PK"), actor="a")
    assert text_of(vault, vault.find(version.document), version) is None
    assert not list((vault.own / "texts").rglob("*.zip"))


def test_what_cannot_be_kept_is_read_nevertheless(vault: Vault, write: Write) -> None:
    version = vaults.add(vault, write(NOTE, "值班表".encode()), actor="a")
    (vault.own / "texts").write_text("in the way")
    text = text_of(vault, vault.find(version.document), version)
    assert isinstance(text, Contents)
    assert text.lines == ("值班表",)
    assert not list(vault.staging.iterdir())


def test_what_a_sealed_document_says_is_not_kept(vault: Vault, write: Write) -> None:
    version = vaults.add(vault, write(NOTE, "基本工资".encode()), actor="a")
    assert text_of(vault, vault.find(version.document), version)
    with vault.database.write() as connection:
        change = documents.update().where(documents.c.id == version.document)
        connection.execute(change.values(level="秘密"))
    text = text_of(vault, vault.find(version.document), version)
    assert isinstance(text, Contents)
    assert text.lines == ("基本工资",)
    assert not [path for path in (vault.own / "texts").rglob("*") if path.is_file()]


def test_what_another_release_kept_goes_with_the_next_reindex(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(NOTE, "值班表".encode()), actor="a")
    old = vault.own / "texts" / "0" / "ab"
    old.mkdir(parents=True)
    (old / "cd").write_text("old")
    reindex(vault)
    folders = [entry.name for entry in (vault.own / "texts").iterdir()]
    assert len(folders) == 1
    assert folders != ["0"]
