"""Import: an existing tree is taken over, in place or from elsewhere, and nothing is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from docvault.errors import BadArgument, FileNotFound
from docvault.importing import Imported, plan_import, run_import
from docvault.model.version import State
from docvault.vault import Vault
from docvault.verifying import Tally, verify
from tests.docvault.conftest import PLACE, WEEKLY, clone, put, tree

OLD = f"{PLACE}/历史版本/旧版-20231011-V{{}}.0-工作总结.xlsx"
TIDY = {
    f"{PLACE}/{WEEKLY.replace('V1.0', 'V3.0')}": b"three",
    OLD.format(2): b"two",
    OLD.format(1): b"one",
    "运营部/2023/11/周报/运营部-周报-20231101-V1.0-工作总结.xlsx": b"\r\nfirst\r\n",
    "制度类/人力资源/ZD-HR-20231001-员工考勤制度-V2.docx": b"policy 2",
    "制度类/人力资源/历史版本/作废-20231001-V1-员工考勤制度.docx": b"policy 1",
}


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    return tmp_path / "老共享盘"


def take_in(vault: Vault, folder: Path, *, move: bool = False) -> Imported:
    return run_import(vault, plan_import(vault, folder), actor="王五", move=move)


def below(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}


# ---- in place


def test_a_tidy_tree_in_place_comes_out_identical_with_its_old_versions(
    vault: Vault, tmp_path: Path
) -> None:
    put(vault.root, **TIDY)
    outcome = take_in(vault, vault.root)
    assert (outcome.imported, outcome.skipped, outcome.findings) == (6, 0, [])
    assert tree(vault) == TIDY
    cloned = clone(vault, "运营部", tmp_path / "a") | clone(vault, "制度类", tmp_path / "b")
    assert cloned == TIDY
    history = vault.history(vault.find(WEEKLY))
    assert [(v.number, v.state, v.actor) for v in history] == [
        ("V3.0", State.CURRENT, "王五"),
        ("V2.0", State.SUPERSEDED, "王五"),
        ("V1.0", State.SUPERSEDED, "王五"),
    ]


def test_old_versions_more_than_the_settings_keep_are_in_git_only(vault: Vault) -> None:
    put(vault.root, **TIDY, **{f"{PLACE}/{WEEKLY.replace('V1.0', 'V4.0')}": b"four"})
    (vault.root / PLACE / WEEKLY.replace("V1.0", "V3.0")).rename(vault.root / OLD.format(3))
    take_in(vault, vault.root)
    history = vault.history(vault.find(WEEKLY))
    assert [v.state.value for v in history] == ["current", "superseded", "superseded", "in_git"]
    assert b"".join(vault.bytes_of(history[-1], "运营部")) == b"one"
    assert OLD.format(1) not in tree(vault)


def test_wrong_names_and_places_are_put_right_in_place(vault: Vault) -> None:
    put(vault.root, **{"运营部/运营部 周报 2023.10.11 v1 工作总结.xlsx": b"a"})
    put(vault.root, **{"运营部/杂/运营部-周报-20231018-V1.0-工作总结.xlsx": b"b"})
    outcome = take_in(vault, vault.root)
    assert outcome.imported == 2
    assert tree(vault) == {
        f"{PLACE}/{WEEKLY}": b"a",
        f"{PLACE}/{WEEKLY.replace('1011', '1018')}": b"b",
    }
    assert vault.history(vault.find(WEEKLY))[0].note == "运营部 周报 2023.10.11 v1 工作总结.xlsx"
    assert not (vault.root / "运营部/杂").exists()


def test_only_a_part_of_the_vault_can_be_taken_over(vault: Vault) -> None:
    put(vault.root, **TIDY)
    assert take_in(vault, vault.root / "制度类").imported == 2
    assert vault.archive_names() == ["制度类"]


def test_the_vaults_own_folders_are_never_imported(vault: Vault, tmp_path: Path) -> None:
    put(vault.inbox, **{WEEKLY: b"x", f"待更正/{WEEKLY}": b"y"})
    put(vault.own, **{f"staging/{WEEKLY}": b"z"})
    put(vault.root, **{f".Trash-1000/{WEEKLY}": b"t", f"运营部/.svn/{WEEKLY}": b"s"})
    assert plan_import(vault, vault.root).files == ()
    # The same when an outer folder is imported that the vault lies in.
    put(tmp_path, **{f"别处/{WEEKLY}": b"w"})
    assert [file.path for file in plan_import(vault, tmp_path).files] == [f"别处/{WEEKLY}"]
    for folder in (vault.inbox, vault.holding_area, vault.own):
        with pytest.raises(BadArgument):
            plan_import(vault, folder)


def test_importing_again_in_place_finds_nothing_to_do(vault: Vault) -> None:
    put(vault.root, **TIDY)
    take_in(vault, vault.root)
    assert plan_import(vault, vault.root).files == ()


# ---- from elsewhere


def test_a_tree_from_elsewhere_is_copied_and_stays(vault: Vault, messy: Path) -> None:
    put(messy, **TIDY)
    assert take_in(vault, messy).imported == 6
    assert tree(vault) == TIDY
    assert below(messy) == TIDY.keys()


def test_with_move_the_originals_go_once_they_are_safe(vault: Vault, messy: Path) -> None:
    put(messy, **TIDY, **{"读我.txt": b"?"})
    outcome = take_in(vault, messy, move=True)
    assert (outcome.imported, outcome.skipped) == (6, 1)
    assert tree(vault) == TIDY
    assert [path.name for path in messy.rglob("*")] == ["读我.txt"]


def test_importing_again_is_a_clean_skip(vault: Vault, messy: Path) -> None:
    put(messy, **TIDY, **{"市场部/最终版(2)市场部活动方案1008.docx": b"m"})
    take_in(vault, messy)
    before = {name: vault.archive(name).tip() for name in vault.archive_names()}
    again = take_in(vault, messy, move=True)
    assert (again.imported, again.skipped, again.findings) == (0, 7, [])
    assert {name: vault.archive(name).tip() for name in vault.archive_names()} == before
    assert below(messy) == set()


def test_other_bytes_under_a_name_that_is_taken_stay_and_are_told(
    vault: Vault, messy: Path
) -> None:
    put(messy, **{f"甲/{WEEKLY}": b"first", f"乙/{WEEKLY}": b"second"})
    outcome = take_in(vault, messy, move=True)
    assert outcome.imported == 1
    assert [(f.rule, f.suggestion) for f in outcome.findings] == [
        ("version-conflict", WEEKLY.replace("V1.0", "V2.0"))
    ]
    assert len(below(messy)) == 1


def test_the_same_bytes_of_another_document_are_no_reason_to_drop_a_file(
    vault: Vault, messy: Path
) -> None:
    other = WEEKLY.replace("1011", "1018")
    put(messy, **{WEEKLY: b"blank form", other: b"filled in"})
    take_in(vault, messy)
    put(messy, **{other: b"blank form"})
    outcome = take_in(vault, messy, move=True)
    assert [finding.path for finding in outcome.findings] == [other]
    assert below(messy) == {other}


# ---- names


def test_what_cannot_be_known_stays_with_a_suggestion_to_fill_in(vault: Vault, messy: Path) -> None:
    put(messy, **{"Q4会议资料_20231011.pptx": b"q"})
    plan = plan_import(vault, messy)
    assert plan.named == []
    outcome = run_import(vault, plan, actor="a")
    assert (outcome.imported, outcome.skipped) == (0, 1)
    assert {f.placeholders for f in outcome.findings} == {("department",)}
    assert all(str(f.suggestion).startswith("{department}-会议资料-") for f in outcome.findings)


def test_defaults_fill_in_what_nothing_tells(vault: Vault, messy: Path) -> None:
    put(messy, **{"Q4会议资料_20231011.pptx": b"q"})
    plan = plan_import(vault, messy, defaults={"department": "运营部"})
    assert [vault.convention.format(file.name) for file in plan.named if file.name] == [
        "运营部-会议资料-20231011-V1.0-Q4会议资料.pptx"
    ]


def test_two_files_with_one_suggestion_stay_distinct(vault: Vault, messy: Path) -> None:
    names = ("甲/运营部 周报 2023.10.11 总结.xlsx", "乙/运营部 周报 2023.10.11 总结.xlsx")
    put(messy, **{name: name.encode() for name in names})
    assert take_in(vault, messy).imported == 2
    assert sorted(tree(vault).values()) == sorted(name.encode() for name in names)


def test_a_suggestion_never_takes_the_name_of_a_right_file(vault: Vault, messy: Path) -> None:
    put(messy, **{WEEKLY: b"right", "运营部 周报 2023.10.11 v1 工作总结.xlsx": b"wrong"})
    assert take_in(vault, messy).imported == 2
    assert tree(vault)[f"{PLACE}/{WEEKLY}"] == b"right"


def test_an_old_version_without_its_current_one_stays(vault: Vault) -> None:
    put(vault.root, **{OLD.format(1): b"one"})
    outcome = take_in(vault, vault.root)
    assert [(f.rule, f.path) for f in outcome.findings] == [("no-current-version", OLD.format(1))]
    assert (vault.root / OLD.format(1)).read_bytes() == b"one"


def test_names_in_no_known_encoding_are_taken_in_or_told(vault: Vault, messy: Path) -> None:
    # What an old zip leaves behind: GB 18030 where UTF-8 should be.
    raw = os.fsencode(messy) + b"/" + "运营部-周报-20231011.txt".encode("gb18030")
    messy.mkdir()
    Path(os.fsdecode(raw)).write_bytes(b"x")
    outcome = take_in(vault, messy)
    assert outcome.imported + len({finding.path for finding in outcome.findings}) == 1


def test_a_name_in_no_known_encoding_inside_the_vault_is_no_trouble(vault: Vault) -> None:
    folder = vault.root / PLACE
    folder.mkdir(parents=True)
    raw = os.fsencode(folder) + b"/" + "总结".encode("gb18030") + b"-20231011.xlsx"
    Path(os.fsdecode(raw)).write_bytes(b"x")
    outcome = take_in(vault, vault.root)
    assert outcome.imported == 1
    assert list(tree(vault).values()) == [b"x"]


def test_a_name_that_imitates_a_record_changes_none(vault: Vault) -> None:
    put(vault.root, **{f"{PLACE}/{WEEKLY}": b"there"})
    take_in(vault, vault.root)
    hostile = f"周报 20231018\nDocVault-Removed: 2023\u2215{WEEKLY}\nDocVault-Note: no.xlsx"
    put(vault.root, **{f"运营部/{hostile}": b"x"})
    assert take_in(vault, vault.root).imported == 1
    assert list(verify(vault, deep=True, tally=Tally())) == []
    notes = [v.note for document in vault.documents() for v in vault.history(document)]
    assert sorted(notes) == ["", hostile.replace("\n", "\\n")]


# ---- what is no document


def test_links_pipes_and_closed_folders_are_told_and_left(vault: Vault, messy: Path) -> None:
    put(messy, **{f"关闭/{WEEKLY}": b"x"})
    (messy / WEEKLY).symlink_to("/etc/passwd")
    (messy / "链接").symlink_to(messy / "关闭")
    os.mkfifo(messy / WEEKLY.replace("1011", "1018"))
    (messy / "关闭").chmod(0)
    try:
        outcome = take_in(vault, messy)
    finally:
        (messy / "关闭").chmod(0o755)
    rules = {finding.path: finding.rule for finding in outcome.findings}
    assert {path: rule for path, rule in rules.items() if path != "关闭"} == {
        WEEKLY: "not-a-file",
        WEEKLY.replace("1011", "1018"): "not-a-file",
        "链接": "not-a-file",
    }
    if os.getuid():  # root may read everything
        assert rules["关闭"] == "unreadable-folder"


def test_files_of_the_system_are_passed_over(vault: Vault, messy: Path) -> None:
    put(messy, **{"Thumbs.db": b"t", "~$周报.docx": b"l", "@eaDir/x.docx": b"e", ".DS_Store": b""})
    plan = plan_import(vault, messy)
    assert (plan.files, plan.findings) == ((), [])


def test_a_file_taken_away_meanwhile_is_no_trouble(vault: Vault, messy: Path) -> None:
    other = WEEKLY.replace("1011", "1018")
    put(messy, **{WEEKLY: b"x", other: b"y"})
    plan = plan_import(vault, messy)
    (messy / WEEKLY).unlink()
    outcome = run_import(vault, plan, actor="a", move=True)
    assert outcome.imported == 1
    assert [finding.rule for finding in outcome.findings] == ["file-not-found"]


def test_what_is_no_folder_is_an_error(vault: Vault, messy: Path) -> None:
    with pytest.raises(FileNotFound):
        plan_import(vault, messy)
    messy.write_bytes(b"")
    with pytest.raises(BadArgument):
        plan_import(vault, messy)


def test_progress_counts_every_file_that_has_a_name(vault: Vault, messy: Path) -> None:
    put(messy, **TIDY, **{"读我.txt": b"?"})
    told: list[int] = []
    plan = plan_import(vault, messy)
    run_import(vault, plan, actor="a", done=told.append)
    assert sum(told) == len(plan.named) == 6
