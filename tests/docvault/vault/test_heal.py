"""Opening finishes what a killed process began: git has it, so folders and register follow."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from docvault import vault as vaults
from docvault.database import audit_trail, index_queue
from docvault.model.version import State
from docvault.vault import Vault
from docvault.verifying import Tally, verify
from tests.docvault.conftest import PLACE, WEEKLY, Write, put, tree

# The database is a file here that can be put back to what it was; recovery itself is the same.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

Cut = Callable[..., None]


def v(number: int) -> str:
    return WEEKLY.replace("V1.0", f"V{number}.0")


@pytest.fixture
def cut(vault: Vault, tmp_path: Path) -> Cut:
    """Does something, then puts the register (and the folders) back to what they were before.

    So it is as if the process had been killed after git had the commit. Closes the vault.
    """

    def do(action: Callable[[], object], *, folders: bool = True) -> None:
        before = tmp_path / "before"
        vault.close()
        shutil.copytree(vault.root, before)
        with Vault.open(vault.root) as opened:
            vault.database = opened.database
            action()
        vault.close()
        own = ("vault.db", "vault.db-wal", "vault.db-shm")
        for name in own:
            (vault.own / name).unlink(missing_ok=True)
            if (before / ".docvault" / name).exists():
                shutil.copy2(before / ".docvault" / name, vault.own / name)
        if folders:
            for path in vault.root.iterdir():
                if path.name not in {".docvault", "docvault.toml"}:
                    shutil.rmtree(path)
            shutil.copytree(before, vault.root, ignore=lambda *_: [".docvault"], dirs_exist_ok=True)

    return do


def problems(vault: Vault) -> list[object]:
    return list(verify(vault, deep=True, tally=Tally()))


@pytest.mark.parametrize("folders", [True, False], ids=["nothing-moved", "all-moved"])
def test_a_check_in_cut_off_after_gits_commit_is_finished(
    vault: Vault, write: Write, cut: Cut, folders: bool
) -> None:
    vaults.add(vault, write(v(1), b"one"), actor="a")
    cut(lambda: vaults.add(vault, write(v(2), b"two"), actor="b", note="n"), folders=folders)
    with Vault.open(vault.root) as healed:
        assert tree(healed) == {
            f"{PLACE}/{v(2)}": b"two",
            f"{PLACE}/历史版本/旧版-20231011-V1.0-工作总结.xlsx": b"one",
        }
        history = healed.history(healed.find(WEEKLY))
        assert [(one.number, one.actor, one.note, one.state) for one in history] == [
            ("V2.0", "b", "n", State.CURRENT),
            ("V1.0", "a", "", State.SUPERSEDED),
        ]
        assert problems(healed) == []
        with healed.database.read() as connection:
            assert [line.action for line in audit_trail.lines(connection)][-2:] == ["add", "add"]
            assert index_queue.length(connection) == 2


def test_the_first_check_in_of_all_is_finished_too(vault: Vault, write: Write, cut: Cut) -> None:
    cut(lambda: vaults.add(vault, write(v(1), b"one"), actor="a"))
    with Vault.open(vault.root) as healed:
        assert tree(healed) == {f"{PLACE}/{v(1)}": b"one"}
        assert problems(healed) == []


def test_many_commits_are_caught_up_with(vault: Vault, write: Write, cut: Cut) -> None:
    def add_all() -> None:
        for number in range(1, 7):
            vaults.add(vault, write(v(number), str(number).encode()), actor="a")

    cut(add_all)
    with Vault.open(vault.root) as healed:
        assert sorted(tree(healed).values()) == [b"4", b"5", b"6"]
        assert problems(healed) == []


def test_an_adopted_file_leaves_where_it_was(vault: Vault, cut: Cut) -> None:
    put(vault.inbox, **{WEEKLY: b"x"})
    cut(lambda: vaults.add(vault, vault.inbox / WEEKLY, actor="a"))
    assert (vault.inbox / WEEKLY).exists()
    with Vault.open(vault.root) as healed:
        assert tree(healed) == {f"{PLACE}/{WEEKLY}": b"x"}
        assert not (vault.inbox / WEEKLY).exists()


def test_a_kept_change_is_caught_up_with(vault: Vault, write: Write, cut: Cut) -> None:
    vaults.add(vault, write(v(1), b"one"), actor="a")
    (vault.root / PLACE / v(1)).write_bytes(b"edited")
    cut(lambda: vaults.keep(vault, f"{PLACE}/{v(1)}", actor="a"), folders=False)
    with Vault.open(vault.root) as healed:
        assert vaults.keep(healed, f"{PLACE}/{v(1)}", actor="a") is None
        assert tree(healed) == {f"{PLACE}/{v(1)}": b"edited"}


@pytest.mark.parametrize("then", [[b"one"], [b"two", b"edited"], [b"two", b"one", b"edited"]])
def test_a_file_changed_back_is_in_git_as_it_lies_there(
    vault: Vault, write: Write, then: list[bytes]
) -> None:
    vaults.add(vault, write(v(1), b"one"), actor="a")
    for data in (b"edited", *then):
        (vault.root / PLACE / v(1)).write_bytes(data)
        assert vaults.keep(vault, f"{PLACE}/{v(1)}", actor="a")
        assert vaults.keep(vault, f"{PLACE}/{v(1)}", actor="a") is None
        assert problems(vault) == []
    vaults.revise(vault, WEEKLY, write("new.xlsx", b"next"), actor="a")
    assert problems(vault) == []


def test_a_file_put_in_the_way_meanwhile_is_put_aside(vault: Vault, write: Write, cut: Cut) -> None:
    cut(lambda: vaults.add(vault, write(v(1), b"one"), actor="a"))
    put(vault.root, **{f"{PLACE}/{v(1)}": b"somebody's"})
    with Vault.open(vault.root) as healed:
        assert tree(healed) == {f"{PLACE}/{v(1)}": b"one"}
        assert (healed.holding_area / v(1)).read_bytes() == b"somebody's"
        assert problems(healed) == []


def test_opening_a_whole_vault_changes_nothing(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(v(1), b"one"), actor="a")
    tip = vault.archive("运营部").tip()
    vault.close()
    with Vault.open(vault.root) as again:
        assert again.archive("运营部").tip() == tip
        with again.database.read() as connection:
            assert len(list(audit_trail.lines(connection))) == 1


def test_drafts_of_the_dead_are_removed_and_those_of_the_living_stay(vault: Vault) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    from docvault.store.files import scratch_path

    mine = scratch_path(vault.staging)
    theirs = mine.with_name(mine.name.replace(f"-{os.getpid()}-", f"-{dead.pid}-"))
    mine.touch()
    theirs.touch()
    vault.close()
    Vault.open(vault.root).close()
    assert (mine.exists(), theirs.exists()) == (True, False)


def test_an_archive_half_made_is_completed(vault: Vault, write: Write) -> None:
    (vault.own / "archives/运营部.git/objects").mkdir(parents=True)
    vault.close()
    with Vault.open(vault.root) as opened:
        assert opened.archive_names() == []
        vaults.add(opened, write(v(1), b"one"), actor="a")
        assert problems(opened) == []
