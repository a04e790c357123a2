"""Rebuild: the document part of the database is made anew from git alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from docvault import users
from docvault import vault as vaults
from docvault.database import audit_trail
from docvault.errors import DatabaseMissing, StoreCorrupt
from docvault.importing import plan_import, run_import
from docvault.model.document import Document
from docvault.model.version import Version
from docvault.rebuilding import rebuild
from docvault.register_export import TABLES, export_register
from docvault.vault import Vault
from docvault.verifying import Tally, verify
from tests.docvault.conftest import PLACE, WEEKLY, Write, put, tree
from tests.docvault.test_importing import TIDY


@pytest.fixture
def lived_in(vault: Vault, write: Write) -> Vault:
    """A vault in which everything has happened once."""
    put(vault.root, **TIDY)
    run_import(vault, plan_import(vault, vault.root), actor="王五")
    for number in (4, 5):
        name = WEEKLY.replace("V1.0", f"V{number}.0")
        vaults.add(vault, write(name, str(number).encode()), actor="张三", note="一\n\n二")
    vaults.revise(vault, WEEKLY, write("别的.pdf", b"%PDF"), actor="李四")
    vaults.restore(vault, WEEKLY, "V1.0", actor="张三")
    policy = vault.root / "制度类/人力资源/ZD-HR-20231001-员工考勤制度-V2.docx"
    policy.write_bytes(b"edited in place")
    vaults.keep(vault, policy.relative_to(vault.root).as_posix(), actor="值班员")
    users.add(vault, "张三", actor="a")
    return vault


def register(vault: Vault) -> tuple[list[Document], dict[str, list[Version]]]:
    """Return all that the register says, but for when files were last seen."""
    found = sorted(vault.documents(), key=lambda document: document.id)
    return found, {document.id: vault.history(document) for document in found}


def without_times(versions: dict[str, list[Version]]) -> list[tuple[object, ...]]:
    return [
        (v.document, v.number, v.path, v.sha256, v.commit, v.actor, v.at, v.note, v.state)
        for history in versions.values()
        for v in history
    ]


def test_the_register_comes_out_the_same(lived_in: Vault, tmp_path: Path) -> None:
    before, versions = register(lived_in)
    for kind in TABLES:
        export_register(lived_in, kind, "csv", tmp_path / f"{kind}-before.csv")
    visible = tree(lived_in)
    commits, put_back = rebuild(lived_in, actor="a")
    assert (commits, put_back) == (11, 0)
    after, again = register(lived_in)
    assert after == before
    assert without_times(again) == without_times(versions)
    for kind in TABLES:
        export_register(lived_in, kind, "csv", tmp_path / f"{kind}.csv")
        rebuilt = (tmp_path / f"{kind}.csv").read_bytes()
        assert rebuilt == (tmp_path / f"{kind}-before.csv").read_bytes()
    assert tree(lived_in) == visible
    assert list(verify(lived_in, deep=True, tally=Tally())) == []


def test_people_and_the_audit_trail_stay(lived_in: Vault) -> None:
    with lived_in.database.read() as connection:
        before = list(audit_trail.lines(connection))
    rebuild(lived_in, actor="文档管理员")
    with lived_in.database.read() as connection:
        after = list(audit_trail.lines(connection))
    assert after[:-1] == before
    assert (after[-1].actor, after[-1].action) == ("文档管理员", "rebuild")
    assert [user.name for user in users.every(lived_in)] == ["张三"]


def test_files_gone_from_the_folders_come_back(lived_in: Vault) -> None:
    visible = tree(lived_in)
    shutil.rmtree(lived_in.root / "运营部")
    _, put_back = rebuild(lived_in, actor="a")
    assert put_back == sum(path.startswith("运营部/") for path in visible)
    assert tree(lived_in) == visible


def test_what_somebody_changed_in_place_stays_as_it_is(lived_in: Vault) -> None:
    rebuild(lived_in, actor="a")
    assert b"edited in place" in tree(lived_in).values()


def test_check_ins_go_on_where_they_were(lived_in: Vault, write: Write) -> None:
    rebuild(lived_in, actor="a")
    version = vaults.revise(lived_in, WEEKLY, write("x.xlsx", b"next"), actor="a")
    assert version.number == "V8.0"


def test_rebuilding_again_changes_nothing(lived_in: Vault) -> None:
    rebuild(lived_in, actor="a")
    before = register(lived_in)
    rebuild(lived_in, actor="a")
    assert register(lived_in) == before


def test_an_empty_vault_can_be_rebuilt(vault: Vault) -> None:
    assert rebuild(vault, actor="a") == (0, 0)


def test_a_repository_that_is_gone_is_not_forgotten(lived_in: Vault) -> None:
    before = register(lived_in)
    lived_in.archive("制度类").close()
    shutil.move(lived_in.own / "archives/制度类.git", lived_in.root.parent / "away.git")
    with pytest.raises(StoreCorrupt):
        rebuild(lived_in, actor="a")
    assert register(lived_in) == before


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_lost_database_is_made_anew(lived_in: Vault) -> None:
    found, versions = register(lived_in)
    visible = tree(lived_in)
    lived_in.close()
    for file in lived_in.own.glob("vault.db*"):
        file.unlink()
    with pytest.raises(DatabaseMissing):
        Vault.open(lived_in.root)
    with Vault.open(lived_in.root, create_database=True) as anew:
        rebuild(anew, actor="a")
        assert register(anew)[0] == found
        assert without_times(register(anew)[1]) == without_times(versions)
        assert tree(anew) == visible


def test_the_place_of_the_vault_does_not_matter(lived_in: Vault) -> None:
    assert PLACE in {document.folder for document in lived_in.documents()}
    assert not any(document.folder.startswith("/") for document in lived_in.documents())
