"""Fixing: loose files get the names they should have, and can have their old ones back."""

from __future__ import annotations

import pytest

from docvault import vault as vaults
from docvault.auditing import audit
from docvault.database import audit_trail
from docvault.errors import FixRefused
from docvault.fixing import apply_fix, plan_fix, undo_fix
from docvault.vault import Vault
from naming_rules.checker import Tally
from tests.docvault.conftest import PLACE, WEEKLY, Write, put

WRONG = "运营部/运营部 周报 2023.10.11 v1 工作总结.xlsx"


def files(vault: Vault) -> dict[str, bytes]:
    """Return every file in the vault's folders."""
    paths = [path for path in vault.root.rglob("*") if path.is_file()]
    relative = {path.relative_to(vault.root).as_posix(): path for path in paths}
    return {
        name: path.read_bytes()
        for name, path in relative.items()
        if not name.startswith(".docvault/") and name != "docvault.toml"
    }


def test_a_plan_changes_nothing(vault: Vault) -> None:
    put(vault.root, **{WRONG: b"x"})
    plan = plan_fix(vault)
    assert [(rename.source, rename.target) for rename in plan.renames] == [
        (WRONG, f"{PLACE}/{WEEKLY}")
    ]
    assert plan.renames[0].rules
    assert files(vault) == {WRONG: b"x"}


def test_applied_names_and_places_are_right_and_can_be_taken_back(vault: Vault) -> None:
    before = {WRONG: b"x", f"市场部/{WEEKLY.replace('运营部', '市场部')}": b"y"}
    put(vault.root, **before)
    assert apply_fix(vault, plan_fix(vault), actor="a")
    assert {finding.rule for finding in audit(vault, tally=Tally())} <= {"not-registered"}
    assert sorted(files(vault).values()) == [b"x", b"y"]
    undone = undo_fix(vault, actor="a")
    assert len(undone.restored) == 2
    assert files(vault) == before
    with vault.database.read() as connection:
        actions = [line.action for line in audit_trail.lines(connection)]
    assert actions[-2:] == ["fix", "fix-undo"]


def test_what_was_checked_in_since_keeps_its_name_and_place(vault: Vault) -> None:
    other = f"市场部/{WEEKLY.replace('运营部', '市场部')}"
    put(vault.root, **{WRONG: b"x", other: b"y"})
    apply_fix(vault, plan_fix(vault), actor="a")
    vaults.add(vault, vault.root / PLACE / WEEKLY, actor="a")
    undone = undo_fix(vault, actor="a")
    assert [(one.source, one.at) for one in undone.left] == [(WRONG, f"{PLACE}/{WEEKLY}")]
    assert files(vault) == {f"{PLACE}/{WEEKLY}": b"x", other: b"y"}
    assert "missing-file" not in {finding.rule for finding in audit(vault, tally=Tally())}
    with pytest.raises(FixRefused):
        undo_fix(vault, actor="a")


def test_registered_files_are_not_renamed_behind_the_registers_back(
    vault: Vault, write: Write
) -> None:
    vaults.add(vault, write(WEEKLY, b"x"), actor="a")
    (vault.root / PLACE / WEEKLY).write_bytes(b"edited")
    plan = plan_fix(vault)
    assert (plan.renames, plan.unresolved) == ((), ())


def test_what_cannot_be_known_is_left_to_a_person(vault: Vault) -> None:
    put(vault.root, **{"运营部/新建 文件.txt": b"x", "运营部/程序.exe": b"y"})
    plan = plan_fix(vault)
    assert plan.renames == ()
    by_path = {one.source: one for one in plan.unresolved}
    assert "type" in by_path["运营部/新建 文件.txt"].placeholders
    assert by_path["运营部/程序.exe"].suggestion is None


def test_two_files_with_one_suggestion_get_two_names(vault: Vault) -> None:
    names = ("甲/运营部 周报 2023.10.11 总结.xlsx", "乙/运营部 周报 2023.10.11 总结.xlsx")
    put(vault.root / "运营部", **{name: name.encode() for name in names})
    plan = plan_fix(vault)
    assert len({rename.target for rename in plan.renames}) == 2
    assert plan.unresolved == ()


def test_a_file_never_takes_the_place_of_another(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(WEEKLY, b"registered"), actor="a")
    put(vault.root, **{WRONG: b"loose"})
    plan = plan_fix(vault)
    assert plan.renames == ()
    assert [one.source for one in plan.unresolved] == [WRONG]


def test_an_old_version_goes_where_its_current_one_goes(vault: Vault) -> None:
    put(vault.root / "运营部/老资料", **{WEEKLY.replace("V1.0", "V2.0"): b"two"})
    old = "历史版本/旧版-20231011-V1.0-工作总结.xlsx"
    put(vault.root / "运营部/老资料", **{old: b"one"})
    apply_fix(vault, plan_fix(vault), actor="a")
    assert files(vault) == {
        f"{PLACE}/{WEEKLY.replace('V1.0', 'V2.0')}": b"two",
        f"{PLACE}/{old}": b"one",
    }


def test_only_a_part_can_be_fixed(vault: Vault) -> None:
    put(vault.root, **{WRONG: b"x", f"市场部/{WEEKLY.replace('运营部', '市场部')}": b"y"})
    assert len(plan_fix(vault, "市场部").renames) == 1
    assert [rename.source for rename in plan_fix(vault, WRONG).renames] == [WRONG]
    assert plan_fix(vault, "运营部/没有").renames == ()


def test_nothing_to_do_leaves_no_journal(vault: Vault) -> None:
    assert apply_fix(vault, plan_fix(vault), actor="a") is None
    with pytest.raises(FixRefused):
        undo_fix(vault, actor="a")
