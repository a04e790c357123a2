"""Check-in, revise, restore: what is promised, on real git, files and databases."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from docvault import vault as vaults
from docvault.database import audit_trail, index_queue
from docvault.errors import (
    DocumentNotFound,
    FileNotFound,
    NameRefused,
    NameTaken,
    NotAFile,
    StoreCorrupt,
    StoreUnwritable,
    Unchanged,
    VersionConflict,
    VersionNotFound,
)
from docvault.model.version import State
from docvault.store.staging import Stager
from docvault.vault import Vault
from tests.docvault.conftest import PLACE, WEEKLY, Write, tree


def v(number: str) -> str:
    return WEEKLY.replace("V1.0", number)


def add_versions(vault: Vault, write: Write, count: int) -> None:
    for number in range(1, count + 1):
        vaults.add(vault, write(v(f"V{number}.0"), f"bytes {number}".encode()), actor="张三")


def test_a_document_lies_in_its_folder_in_git_and_in_the_register(
    vault: Vault, write: Write, tmp_path: Path
) -> None:
    version = vaults.add(vault, write(WEEKLY, b"\r\nfirst"), actor="张三", note="首次")
    assert version.path == f"{PLACE}/{WEEKLY}"
    assert version.sha256 == hashlib.sha256(b"\r\nfirst").hexdigest()
    assert tree(vault) == {version.path: b"\r\nfirst"}
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", vault.own / "archives/运营部.git", clone], check=True)
    assert (clone / "2023/10/周报" / WEEKLY).read_bytes() == b"\r\nfirst"
    document = vault.find(WEEKLY)
    assert (document.current, document.created_by, document.type) == ("V1.0", "张三", "周报")
    assert document.level == "内部"


def test_the_latest_three_versions_are_visible_and_git_keeps_the_rest(
    vault: Vault, write: Write
) -> None:
    add_versions(vault, write, 5)
    old = PLACE + "/历史版本/旧版-20231011-V{}.0-工作总结.xlsx"
    assert tree(vault) == {
        f"{PLACE}/{v('V5.0')}": b"bytes 5",
        old.format(4): b"bytes 4",
        old.format(3): b"bytes 3",
    }
    history = vault.history(vault.find(WEEKLY))
    assert [(one.number, one.state) for one in history] == [
        ("V5.0", State.CURRENT),
        ("V4.0", State.SUPERSEDED),
        ("V3.0", State.SUPERSEDED),
        ("V2.0", State.IN_GIT),
        ("V1.0", State.IN_GIT),
    ]


def test_the_tree_in_git_is_the_visible_tree(vault: Vault, write: Write, tmp_path: Path) -> None:
    add_versions(vault, write, 4)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", vault.own / "archives/运营部.git", clone], check=True)
    cloned = {
        f"运营部/{path.relative_to(clone).as_posix()}": path.read_bytes()
        for path in clone.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }
    assert cloned == tree(vault)


def test_every_version_comes_out_as_it_went_in(vault: Vault, write: Write, tmp_path: Path) -> None:
    add_versions(vault, write, 5)
    document = vault.find(WEEKLY)
    for number in range(1, 6):
        vault.get(document, tmp_path / "out", f"V{number}.0")
        assert (tmp_path / "out").read_bytes() == f"bytes {number}".encode()


def test_a_filing_document_is_superseded_with_its_own_mark(vault: Vault, write: Write) -> None:
    vaults.add(vault, write("ZD-HR-20231001-员工考勤制度-V1.docx", b"1"), actor="a")
    vaults.add(vault, write("ZD-HR-20231001-员工考勤制度-V2.docx", b"2"), actor="a")
    assert set(tree(vault)) == {
        "制度类/人力资源/ZD-HR-20231001-员工考勤制度-V2.docx",
        "制度类/人力资源/历史版本/作废-20231001-V1-员工考勤制度.docx",
    }


@pytest.mark.parametrize("number", ["V1.0", "V0.9", "V1.1"])
def test_a_version_that_does_not_follow_is_a_conflict(
    vault: Vault, write: Write, number: str
) -> None:
    vaults.add(vault, write(v("V1.1"), b"current"), actor="a")
    with pytest.raises((VersionConflict, NameRefused)) as caught:
        vaults.add(vault, write(v(number), b"late"), actor="a")
    if number != "V0.9":
        assert caught.value.fields["current"] == "V1.1"
    assert tree(vault) == {f"{PLACE}/{v('V1.1')}": b"current"}


def test_revise_names_the_next_version(vault: Vault, write: Write) -> None:
    add_versions(vault, write, 1)
    assert vaults.revise(vault, WEEKLY, write("随便.xlsx", b"2"), actor="a").name == v("V2.0")
    minor = vaults.revise(vault, WEEKLY, write("随便.xlsx", b"3"), actor="a", major=False)
    assert minor.name == v("V2.1")


def test_a_revision_may_change_the_extension_and_stays_one_document(
    vault: Vault, write: Write
) -> None:
    add_versions(vault, write, 1)
    first = vault.find(WEEKLY)
    second = vaults.revise(vault, WEEKLY, write("x.pdf", b"2"), actor="a")
    assert second.document == first.id
    assert second.name == v("V2.0").replace(".xlsx", ".pdf")
    third = vaults.add(vault, write(v("V3.0"), b"3"), actor="a")
    assert third.document == first.id


def test_restore_makes_an_old_version_the_next(vault: Vault, write: Write) -> None:
    add_versions(vault, write, 5)
    restored = vaults.restore(vault, WEEKLY, "V1.0", actor="a")
    assert (restored.number, restored.action) == ("V6.0", "restore")
    assert tree(vault)[f"{PLACE}/{v('V6.0')}"] == b"bytes 1"


def test_a_wrong_name_is_refused_with_findings_and_nothing_happens(
    vault: Vault, write: Write
) -> None:
    with pytest.raises(NameRefused) as caught:
        vaults.add(vault, write("运营部 周报 2023.10.11 v1 工作总结.xlsx", b"x"), actor="a")
    assert caught.value.fields["suggestion"] == WEEKLY
    assert vault.archive_names() == []


def test_other_spellings_of_a_name_are_told_of_the_first(vault: Vault, write: Write) -> None:
    vaults.add(vault, write("运营部-周报-20231011-V1.0-Plan.xlsx", b"1"), actor="a")
    with pytest.raises(NameTaken):
        vaults.add(vault, write("运营部-周报-20231011-V2.0-PLAN.xlsx", b"2"), actor="a")


def test_a_file_in_the_way_is_never_overwritten(vault: Vault, write: Write) -> None:
    target = vault.root / PLACE / WEEKLY
    target.parent.mkdir(parents=True)
    target.write_bytes(b"somebody's")
    with pytest.raises(NameTaken):
        vaults.add(vault, write(WEEKLY, b"mine"), actor="a")
    assert target.read_bytes() == b"somebody's"
    vaults.add(vault, target, actor="a")
    assert tree(vault) == {f"{PLACE}/{WEEKLY}": b"somebody's"}


def test_a_loose_file_in_the_vault_moves_to_its_place(vault: Vault) -> None:
    loose = vault.inbox / WEEKLY
    loose.write_bytes(b"x")
    vaults.add(vault, loose, actor="a")
    assert not loose.exists()
    assert tree(vault) == {f"{PLACE}/{WEEKLY}": b"x"}


def test_a_file_changed_in_place_is_kept_before_it_is_superseded(
    vault: Vault, write: Write, tmp_path: Path
) -> None:
    add_versions(vault, write, 1)
    current = vault.root / PLACE / WEEKLY
    current.write_bytes(b"edited without a word")
    vaults.revise(vault, WEEKLY, write("x.xlsx", b"two"), actor="a")
    assert tree(vault) == {
        f"{PLACE}/{v('V2.0')}": b"two",
        f"{PLACE}/历史版本/旧版-20231011-V1.0-工作总结.xlsx": b"bytes 1",
    }
    git = ["git", f"--git-dir={vault.own / 'archives/运营部.git'}"]
    kept = subprocess.run(
        [*git, "show", f"main~1:2023/10/周报/{WEEKLY}"], check=True, capture_output=True
    )
    assert kept.stdout == b"edited without a word"


def test_the_changed_file_itself_can_become_the_next_version(vault: Vault, write: Write) -> None:
    add_versions(vault, write, 1)
    current = vault.root / PLACE / WEEKLY
    current.write_bytes(b"edited")
    vaults.revise(vault, WEEKLY, current, actor="a")
    assert tree(vault) == {
        f"{PLACE}/{v('V2.0')}": b"edited",
        f"{PLACE}/历史版本/旧版-20231011-V1.0-工作总结.xlsx": b"bytes 1",
    }


def test_a_document_of_another_is_copied_and_not_taken_away(vault: Vault, write: Write) -> None:
    add_versions(vault, write, 1)
    other = "运营部-周报-20231018-V1.0-工作总结.xlsx"
    vaults.add(vault, vault.root / PLACE / WEEKLY, name=other, actor="a")
    assert tree(vault) == {f"{PLACE}/{WEEKLY}": b"bytes 1", f"{PLACE}/{other}": b"bytes 1"}


def test_what_is_no_regular_file_is_refused(vault: Vault, tmp_path: Path) -> None:
    folder, link, fifo = (tmp_path / str(n) / WEEKLY for n in range(3))
    folder.mkdir(parents=True)
    for path in (link, fifo):
        path.parent.mkdir()
    link.symlink_to("/etc/passwd")
    os.mkfifo(fifo)
    for path in (folder, link, fifo):
        with pytest.raises(NotAFile):
            vaults.add(vault, path, actor="a")
    with pytest.raises(FileNotFound):
        vaults.add(vault, tmp_path / "none" / WEEKLY, actor="a")
    assert vault.archive_names() == []


def test_an_empty_file_is_a_document(vault: Vault, write: Write, tmp_path: Path) -> None:
    vaults.add(vault, write(WEEKLY, b""), actor="a")
    vault.get(vault.find(WEEKLY), tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b""


def test_a_document_is_found_by_id_name_path_and_old_name(vault: Vault, write: Write) -> None:
    add_versions(vault, write, 2)
    document = vault.find(v("V2.0"))
    path = f"{PLACE}/{v('V2.0')}"
    for reference in (document.id, path, str(vault.root / path), WEEKLY):
        assert vault.find(reference).id == document.id
    with pytest.raises(DocumentNotFound):
        vault.find("没有这个")
    with pytest.raises(VersionNotFound):
        vault.version(document, "V9.0")


def test_each_action_is_on_the_trail_and_in_the_index_queue(vault: Vault, write: Write) -> None:
    add_versions(vault, write, 2)
    with vault.database.read() as connection:
        actions = [line.action for line in audit_trail.lines(connection)]
        assert actions[-2:] == ["add", "add"]
        assert index_queue.length(connection) == 2


def test_get_gives_no_wrong_bytes(vault: Vault, write: Write, tmp_path: Path) -> None:
    version = vaults.add(vault, write(WEEKLY, b"true"), actor="a")
    git_dir = vault.own / "archives/运营部.git"
    vault.archive("运营部").close()
    lie = write("lie", b"fals")
    oid = subprocess.run(
        ["git", "hash-object", "-w", lie],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "GIT_DIR": str(git_dir), "GIT_WORK_TREE": str(git_dir)},
    ).stdout.strip()
    real = git_dir / "objects" / version.blob[:2] / version.blob[2:]
    real.chmod(0o644)
    real.write_bytes((git_dir / "objects" / oid[:2] / oid[2:]).read_bytes())
    with pytest.raises(StoreCorrupt):
        vault.get(vault.find(WEEKLY), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert list(tmp_path.glob(".*.part")) == []


def test_a_revision_may_not_bring_an_extension_that_is_not_allowed(
    vault: Vault, write: Write
) -> None:
    add_versions(vault, write, 1)
    with pytest.raises(NameRefused):
        vaults.revise(vault, WEEKLY, write("program.exe", b"MZ"), actor="a")
    assert tree(vault) == {f"{PLACE}/{WEEKLY}": b"bytes 1"}


def test_a_suggestion_takes_the_date_of_the_file(vault: Vault, write: Write) -> None:
    file = write("最终版(2)市场部活动方案1008.docx", b"x")
    os.utime(file, (1_699_000_000, 1_699_000_000))
    with pytest.raises(NameRefused) as caught:
        vaults.add(vault, file, actor="a")
    assert caught.value.fields["suggestion"] == "市场部-活动方案-20231008-V1.0.docx"


def test_the_name_of_a_superseded_file_is_refused_with_a_reason(vault: Vault, write: Write) -> None:
    with pytest.raises(NameRefused) as caught:
        vaults.add(vault, write("旧版-20231011-V1.0-工作总结.xlsx", b"x"), actor="a")
    assert caught.value.fields["reason"]


@pytest.mark.parametrize("level", [PLACE, "运营部/2023", "运营部"])
def test_a_link_among_the_folders_does_not_lead_out_of_the_vault(
    vault: Vault, write: Write, tmp_path: Path, level: str
) -> None:
    add_versions(vault, write, 1)
    outside = tmp_path / "elsewhere"
    (vault.root / level).rename(outside)
    before = sorted(path.name for path in outside.rglob("*"))
    (vault.root / level).symlink_to(outside)
    with pytest.raises(StoreUnwritable):
        vaults.add(vault, write(v("V2.0"), b"2"), actor="a")
    assert sorted(path.name for path in outside.rglob("*")) == before
    assert vault.find(WEEKLY).current == "V1.0"


def test_what_is_taken_out_never_lands_on_what_is_kept(vault: Vault, write: Write) -> None:
    add_versions(vault, write, 1)
    document = vault.find(WEEKLY)
    ours = [vault.root / PLACE / WEEKLY, vault.own / "vault.db", vault.root / "docvault.toml"]
    for target in ours:
        with pytest.raises(NameTaken):
            vault.get(document, target)
    assert tree(vault) == {f"{PLACE}/{WEEKLY}": b"bytes 1"}


def test_a_document_keeps_its_parts_when_its_department_is_dropped(
    vault: Vault, write: Write
) -> None:
    add_versions(vault, write, 1)
    few = vault.convention.from_mapping({"departments": ["市场部"], "types": ["报告"]})
    assert few.parse(WEEKLY) is None
    found = few.read(WEEKLY)
    assert found is not None
    assert (found.department, found.type) == ("运营部", "周报")


def test_a_revision_with_the_same_bytes_is_refused_unless_it_is_meant(
    vault: Vault, write: Write
) -> None:
    add_versions(vault, write, 1)
    with pytest.raises(Unchanged) as caught:
        vaults.revise(vault, WEEKLY, write("x.xlsx", b"bytes 1"), actor="a", unchanged=False)
    assert caught.value.fields["version"] == "V1.0"
    assert vault.find(WEEKLY).current == "V1.0"
    pdf = write("x.pdf", b"bytes 1")
    as_pdf = vaults.revise(vault, WEEKLY, pdf, actor="a", unchanged=False)
    meant = vaults.revise(vault, as_pdf.document, pdf, actor="a")
    assert meant.number == "V3.0"


def test_staged_bytes_are_moved_to_their_place(vault: Vault) -> None:
    stager = Stager(vault.staging, named=Path(WEEKLY))
    stager.write(b"new")
    staged = stager.finish()
    number = staged.path.stat().st_ino
    version = vaults.add_staged(vault, staged, actor="a", name=WEEKLY)
    assert (vault.root / str(version.path)).stat().st_ino == number
    assert list(vault.staging.iterdir()) == []


def test_staged_bytes_that_were_refused_are_still_the_callers(vault: Vault, write: Write) -> None:
    add_versions(vault, write, 1)
    stager = Stager(vault.staging, named=Path("x"))
    stager.write(b"bytes 1")
    staged = stager.finish()
    with pytest.raises(NameRefused):
        vaults.add_staged(vault, staged, actor="a", name="随便.xlsx")
    with pytest.raises(VersionConflict):
        vaults.add_staged(vault, staged, actor="a", name=WEEKLY)
    with pytest.raises(Unchanged):
        vaults.revise_staged(vault, WEEKLY, staged, actor="a", file_name="x.xlsx", unchanged=False)
    assert staged.path.read_bytes() == b"bytes 1"
    meant = vaults.revise_staged(vault, WEEKLY, staged, actor="a", file_name="x.xlsx", major=False)
    assert meant.number == "V1.1"
