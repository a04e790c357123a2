"""Parts of a vault from another day, or gone: what can be healed is, what cannot is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from docvault import vault as vaults
from docvault.errors import DatabaseMissing, StoreCorrupt
from docvault.rebuilding import rebuild
from docvault.vault import Vault
from docvault.verifying import Tally, verify
from tests.faults.samples import PLACE, WEEKLY, Write, v
from tests.faults.state import disagreements, rows, state_of

REGISTER = ("archives", "documents", "document_keys", "versions", "kept_changes")
ARCHIVE = ".docvault/archives/运营部.git"
MAIN = f"{ARCHIVE}/refs/heads/main"


def register(root: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what the register says, but for what only the disk or the database itself knows."""
    found = {}
    for table in REGISTER:
        columns = {str(name) for _, name, *_ in rows(root, f"PRAGMA table_info({table})")}
        known = columns - ({"mtime_ns", "id"} if table != "documents" else set())
        found[table] = sorted(
            rows(root, f"SELECT {', '.join(sorted(known))} FROM {table}"), key=repr
        )
    return found


def a_days_work(root: Path, write: Write) -> None:
    """Revise, begin documents and an archive, change a file in place, restore."""
    with Vault.open(root) as vault:
        vaults.revise(vault, WEEKLY, write("x.pdf", b"five"), actor="b", note="第五版")
        vaults.add(vault, write("市场部-周报-20231011-V1.0-工作总结.xlsx", b"m"), actor="c")
        path = f"{PLACE}/运营部-周报-20231018-V1.0-工作总结.xlsx"
        (root / path).write_bytes(b"changed in place")
        vaults.keep(vault, path, actor="docvault")
        vaults.restore(vault, WEEKLY, "V1.0", actor="d")


def problems(root: Path) -> list[str]:
    with Vault.open(root) as vault:
        return [problem.kind for problem in verify(vault, deep=True, tally=Tally())]


def test_a_register_of_yesterday_catches_up(filled: Path, write: Write, tmp_path: Path) -> None:
    yesterday = tmp_path / "yesterday.db"
    shutil.copyfile(filled / ".docvault/vault.db", yesterday)
    a_days_work(filled, write)
    before = register(filled)
    shutil.copyfile(yesterday, filled / ".docvault/vault.db")
    assert register(filled) != before
    assert problems(filled) == []
    assert register(filled) == before
    assert disagreements(filled) == []
    (lines,) = rows(filled, "SELECT count(*) FROM audit_events")
    assert lines == (9,)  # five of yesterday, four of the day's work


@pytest.mark.parametrize("log_stays", [False, True], ids=["all-gone", "log-stays"])
def test_without_a_register_the_vault_says_what_to_do(
    filled: Path, write: Write, tmp_path: Path, log_stays: bool
) -> None:
    a_days_work(filled, write)
    database, log = filled / ".docvault/vault.db", filled / ".docvault/vault.db-wal"
    with Vault.open(filled) as vault:
        vaults.add(vault, write("运营部-周报-20231101-V1.0-工作总结.xlsx", b"x"), actor="a")
        shutil.copyfile(log, tmp_path / "log")  # closing folds it into the register
    before = register(filled)
    database.unlink()
    if log_stays:
        shutil.copyfile(tmp_path / "log", log)
    with pytest.raises(DatabaseMissing, match="rebuild"):
        Vault.open(filled)
    assert not database.exists()
    with Vault.open(filled, create_database=True) as vault:
        rebuild(vault, actor="a")
    assert register(filled) == before
    assert problems(filled) == []


def test_a_kept_change_is_put_back_as_it_was_kept(filled: Path) -> None:
    path = f"{PLACE}/{v(4)}"
    with Vault.open(filled) as vault:
        (filled / path).write_bytes(b"changed in place")
        vaults.keep(vault, path, actor="docvault")
        (filled / path).unlink()
        assert [p.kind for p in verify(vault, tally=Tally())] == ["file-missing"]
        rebuild(vault, actor="a")
    assert (filled / path).read_bytes() == b"changed in place"
    assert problems(filled) == []
    assert disagreements(filled) == []


def test_rebuilding_again_changes_nothing(filled: Path, write: Write) -> None:
    a_days_work(filled, write)
    before, files = register(filled), state_of(filled).files
    with Vault.open(filled) as vault:
        rebuild(vault, actor="a")
        rebuild(vault, actor="a")
    assert register(filled) == before
    assert state_of(filled).files == files


@pytest.mark.parametrize("go_away", [shutil.rmtree, lambda path: path.rename(path.parent / "旧")])
def test_a_folder_that_was_taken_away_does_not_stop_check_ins(
    filled: Path, write: Write, go_away: Callable[[Path], object]
) -> None:
    before = state_of(filled).files
    go_away(filled / "运营部")
    with Vault.open(filled) as vault:
        vaults.add(vault, write(v(5), b"five"), actor="a")
        named = {(p.kind, p.version) for p in verify(vault, tally=Tally())}
        assert named == {("file-missing", "V1.0")}  # the other document's
        _, put_back = rebuild(vault, actor="a")
        assert put_back == 1
        assert list(verify(vault, tally=Tally())) == []
    after = state_of(filled).files
    assert {path for path in before if path not in after} == {
        f"{PLACE}/{v(4)}",
        f"{PLACE}/历史版本/旧版-20231011-V2.0-工作总结.xlsx",
    }


@pytest.mark.parametrize("number", ["V1.0", "V3.0", None])
def test_a_branch_that_was_set_back_returns_when_the_register_is_rebuilt(
    filled: Path, write: Write, number: str | None
) -> None:
    before = register(filled)
    if number:
        of = rows(filled, "SELECT commit_id FROM versions WHERE number = ?", number)
        (filled / MAIN).write_text(f"{of[0][0]}\n")
    else:
        (filled / MAIN).unlink()
    with Vault.open(filled) as vault:
        with pytest.raises(StoreCorrupt):
            vaults.add(vault, write(v(5), b"five"), actor="a")
        rebuild(vault, actor="a")
    assert register(filled) == before
    assert problems(filled) == []
    assert disagreements(filled) == []


def test_an_archive_of_yesterday_is_not_mistaken_for_todays(
    filled: Path, write: Write, tmp_path: Path
) -> None:
    shutil.copytree(filled / ARCHIVE, tmp_path / "yesterday")
    a_days_work(filled, write)
    shutil.rmtree(filled / ARCHIVE)
    shutil.copytree(tmp_path / "yesterday", filled / ARCHIVE)
    with Vault.open(filled) as vault:
        assert "ref-moved" in {p.kind for p in verify(vault, tally=Tally())}
        for lossy in (
            lambda: vaults.add(vault, write(v(9), b"nine"), actor="a"),
            lambda: rebuild(vault, actor="a"),
        ):
            with pytest.raises(StoreCorrupt):
                lossy()
        vaults.add(vault, write("市场部-周报-20231018-V1.0-工作总结.xlsx", b"m2"), actor="c")


def test_a_vault_goes_on_where_it_was_moved_to(filled: Path, write: Write, tmp_path: Path) -> None:
    moved = filled.rename(tmp_path / "elsewhere")
    with Vault.open(moved) as vault:
        vaults.add(vault, write(v(5), b"five"), actor="a")
    assert problems(moved) == []
    assert disagreements(moved) == []


def test_a_copy_of_a_vault_at_work_is_whole_once_opened(filled: Path, write: Write) -> None:
    """As a snapshot of the file system takes it: with the log, without the shared memory."""
    with Vault.open(filled) as vault:
        vaults.add(vault, write(v(5), b"five"), actor="a")
        copy = filled.with_name("copy")
        shutil.copytree(filled, copy, ignore=shutil.ignore_patterns("*-shm"))
    assert problems(copy) == []
    assert disagreements(copy) == []
