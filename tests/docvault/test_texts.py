"""What documents say is kept once it was read, and no more than may be kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from docvault import vault as vaults
from docvault.database.tables import documents
from docvault.extract.contents import Contents
from docvault.model.version import Version
from docvault.texts import Texts, text_of
from docvault.vault import Vault
from tests.docvault.conftest import Write

NOTE = "运营部-内部通知-20231007-V1.0-工资调整.txt"


@pytest.fixture
def version(vault: Vault, write: Write) -> Version:
    return vaults.add(vault, write(NOTE, "基本工资".encode()), actor="张三")


def lines(vault: Vault, version: Version) -> tuple[str, ...]:
    text = text_of(vault, vault.find(version.document), version)
    assert isinstance(text, Contents)
    return text.lines


def kept(vault: Vault) -> list[Path]:
    return [path for path in (vault.own / "texts").rglob("*") if path.is_file()]


def test_a_text_is_kept_and_what_is_damaged_is_read_again(vault: Vault, version: Version) -> None:
    assert lines(vault, version) == ("基本工资",)
    [file] = kept(vault)
    whole = file.read_bytes()
    for damage in (b"", whole[:-3], b"x" * 20):
        file.write_bytes(damage)
        assert lines(vault, version) == ("基本工资",)
        assert file.read_bytes() == whole


def test_what_cannot_be_kept_is_read_nevertheless(vault: Vault, version: Version) -> None:
    (vault.own / "texts").write_text("in the way")
    assert lines(vault, version) == ("基本工资",)
    assert not list(vault.staging.iterdir())


def test_nothing_unfinished_lies_among_the_texts(
    vault: Vault, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a killed process leaves is in the staging folder, which the next opening clears."""
    drafts: list[Path] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        drafts.append(self)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    Texts(vault.own / "texts", vault.staging).put(version.sha256, None)
    assert [draft.parent for draft in drafts] == [vault.staging]


def test_what_a_sealed_document_says_is_not_kept(vault: Vault, version: Version) -> None:
    assert lines(vault, version)
    with vault.database.write() as connection:
        connection.execute(
            documents.update().where(documents.c.id == version.document).values(level="秘密")
        )
    assert lines(vault, version) == ("基本工资",)
    assert kept(vault) == []
