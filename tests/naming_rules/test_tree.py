"""Checking trees on a real disk: every folder once, nothing followed, nothing opened."""

from __future__ import annotations

import datetime
import gc
import os
import socket
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from naming_rules.checker import Tally, check_paths, check_tree
from naming_rules.convention import Convention
from naming_rules.finding import Finding

ZH = Convention.preset("zh")
TODAY = datetime.date(2026, 11, 21)
WEEKLY = "运营部/2023/10/周报"
NAME = "运营部-周报-20231011-V{}.0-总结.xlsx"
OLD = "历史版本/旧版-20231011-V{}.0-总结.xlsx"


def grow(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    return root


def found(root: Path, **how: object) -> list[tuple[str, str]]:
    return [(f.path, f.rule) for f in check_tree(ZH, root, today=TODAY, **how)]  # type: ignore[arg-type]


def test_a_tidy_tree_is_right_and_counted(tmp_path: Path) -> None:
    grow(
        tmp_path,
        f"{WEEKLY}/{NAME.format(3)}",
        f"{WEEKLY}/{OLD.format(2)}",
        f"{WEEKLY}/{OLD.format(1)}",
        "制度类/人力资源/ZD-HR-20231001-员工考勤制度-V1.docx",
    )
    tally = Tally()
    assert found(tmp_path, tally=tally, strict_places=True) == []
    assert tally.checked == 4


def test_findings_stand_in_a_fixed_order_folder_by_folder(tmp_path: Path) -> None:
    grow(tmp_path, "b.docx", "a.docx", "运营部/d.docx", "市场部/c.docx")
    paths = [path for path, _ in found(tmp_path)]
    assert paths == ["a.docx", "b.docx", "市场部/c.docx", "运营部/d.docx"]


def test_findings_stream_while_the_tree_is_walked(tmp_path: Path) -> None:
    grow(tmp_path, "a.docx", "运营部/b.docx")
    tally = Tally()
    findings = check_tree(ZH, tmp_path, tally=tally)
    next(findings)
    assert tally.checked == 1


# ---- what is no file


def test_links_pipes_and_sockets_are_named_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = grow(tmp_path / "outside", "x.docx")
    root = tmp_path / "root"
    grow(root, NAME.format(1))
    (root / "folder").symlink_to(outside)
    (root / NAME.format(2)).symlink_to(outside / "x.docx")
    (root / "gone").symlink_to(tmp_path / "nowhere")
    os.mkfifo(root / "pipe.docx")
    monkeypatch.chdir(root)  # the path of a socket may have 108 bytes
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        odd = {path for path, rule in found(root) if rule == "not-a-file"}
    assert odd == {"folder", NAME.format(2), "gone", "pipe.docx", "socket"}
    assert {rule for _, rule in found(root)} == {"not-a-file"}


def test_a_name_that_is_no_utf8_is_reported(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.docx")).touch()
    except OSError:
        pytest.skip("this file system holds only UTF-8")
    assert ("bad\udcff.docx", "forbidden-character") in found(tmp_path)


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "锁"
    folder.mkdir()
    folder.chmod(0)
    if os.access(folder, os.R_OK):
        pytest.skip("this user may read everything")
    yield folder
    folder.chmod(0o700)


def test_a_folder_that_cannot_be_read_is_named_and_the_rest_is_checked(locked: Path) -> None:
    grow(locked.parent, "a.docx")
    assert ("锁", "unreadable-folder") in found(locked.parent)
    assert ("a.docx", "unparseable-name") in found(locked.parent)


def test_a_root_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        found(tmp_path / "nowhere")
    with pytest.raises(NotADirectoryError):
        found(grow(tmp_path, "a.docx") / "a.docx")


# ---- what is left out


def test_files_of_the_system_and_of_editors_are_no_documents(tmp_path: Path) -> None:
    grow(tmp_path, ".DS_Store", "Thumbs.db", "~$总结.docx", "@eaDir/x", ".naming-rules/x.json")
    tally = Tally()
    assert found(tmp_path, tally=tally) == []
    assert tally.checked == 0


def test_git_s_own_folder_is_left_alone_at_the_root_and_named_elsewhere(tmp_path: Path) -> None:
    grow(tmp_path, ".git/config", "运营部/.git/config", "市场部/GIT~1/config")
    assert found(tmp_path) == [("市场部/GIT~1", "git-name"), ("运营部/.git", "git-name")]


def test_what_the_caller_skips_is_not_looked_at(tmp_path: Path) -> None:
    grow(tmp_path, "收件箱/a.docx", "运营部/b.docx", "c.docx")
    tally = Tally()
    skipped = {"收件箱", "c.docx"}
    assert found(tmp_path, skip=skipped.__contains__, tally=tally) == [
        ("运营部/b.docx", "unparseable-name")
    ]
    assert tally.checked == 1


# ---- folders


def test_only_the_unsafe_is_said_of_the_names_of_folders(tmp_path: Path) -> None:
    grow(tmp_path, "客户 资料/x/" + NAME.format(1), "con/" + NAME.format(1))
    assert found(tmp_path) == [("con", "reserved-name")]


def test_two_folders_of_one_spelling_are_found(tmp_path: Path) -> None:
    grow(tmp_path, "HR/" + NAME.format(1), "hr/" + NAME.format(1))
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system takes them for one")
    assert ("hr", "two-spellings") in found(tmp_path)


def test_a_misplaced_document_is_told_its_path_from_the_root(tmp_path: Path) -> None:
    grow(tmp_path, f"资料/市场部/2023/10/周报/{NAME.format(1)}")
    (finding,) = check_tree(ZH, tmp_path, today=TODAY)
    assert finding.rule == "wrong-folder"
    assert finding.suggestion == f"资料/{WEEKLY}/{NAME.format(1)}"


def test_in_a_vault_a_document_lies_exactly_where_its_name_says(tmp_path: Path) -> None:
    grow(tmp_path, f"资料/{WEEKLY}/{NAME.format(1)}")
    assert found(tmp_path) == []
    (finding,) = check_tree(ZH, tmp_path, strict_places=True)
    assert finding.suggestion == f"{WEEKLY}/{NAME.format(1)}"


# ---- versions


def versions(root: Path, *paths: str) -> set[tuple[str, str]]:
    grow(root / WEEKLY, *paths)
    return {(path.removeprefix(f"{WEEKLY}/"), rule) for path, rule in found(root)}


def test_too_many_versions_are_found_in_tidy_names(tmp_path: Path) -> None:
    paths = [NAME.format(4), *map(OLD.format, (3, 2, 1))]
    assert versions(tmp_path, *paths) == {(OLD.format(1), "too-many-versions")}


def test_a_missing_version_is_found_in_tidy_names(tmp_path: Path) -> None:
    assert versions(tmp_path, NAME.format(3), OLD.format(1)) == {(NAME.format(3), "version-gap")}


def test_a_version_that_was_not_raised_is_found_in_tidy_names(tmp_path: Path) -> None:
    assert versions(tmp_path, NAME.format(2), OLD.format(2)) == {
        (OLD.format(2), "duplicate-version")
    }


def test_two_current_versions_are_found_in_tidy_names(tmp_path: Path) -> None:
    assert versions(tmp_path, NAME.format(1), NAME.format(2)) == {(NAME.format(1), "two-currents")}


def test_a_superseded_file_without_a_current_one_is_no_fault(tmp_path: Path) -> None:
    assert versions(tmp_path, OLD.format(1)) == set()


def test_a_history_folder_checked_by_itself_holds_superseded_files(tmp_path: Path) -> None:
    root = tmp_path / "历史版本"
    grow(tmp_path, OLD.format(1))
    (root / NAME.format(2)).touch()
    assert found(root) == [(NAME.format(2), "superseded-unmarked")]


# ---- a part of the tree


def test_only_what_is_asked_for_is_checked_but_places_count_from_the_root(tmp_path: Path) -> None:
    grow(tmp_path, f"市场部/2023/10/周报/{NAME.format(1)}", "运营部/a.docx")
    tally = Tally()
    assert found(tmp_path, under="市场部/2023", tally=tally) == [
        (f"市场部/2023/10/周报/{NAME.format(1)}", "wrong-folder")
    ]
    assert tally.checked == 1


def test_one_file_is_judged_among_those_beside_it(tmp_path: Path) -> None:
    grow(tmp_path / WEEKLY, NAME.format(2), NAME.format(1), OLD.format(1), "x.docx")
    tally = Tally()
    under = f"{WEEKLY}/{NAME.format(1)}"
    assert found(tmp_path, under=under, tally=tally) == [(under, "two-currents")]
    assert tally.checked == 1
    under = f"{WEEKLY}/{OLD.format(1)}"
    assert found(tmp_path, under=under) == [(under, "duplicate-version")]


def test_a_history_folder_is_judged_with_the_folder_it_stands_in(tmp_path: Path) -> None:
    grow(tmp_path / WEEKLY, NAME.format(2), OLD.format(2), "历史版本/深/x.docx", "x.docx")
    tally = Tally()
    assert found(tmp_path, under=f"{WEEKLY}/历史版本", tally=tally) == [
        (f"{WEEKLY}/{OLD.format(2)}", "duplicate-version"),
        (f"{WEEKLY}/历史版本/深/x.docx", "superseded-unmarked"),
    ]
    assert tally.checked == 2


def test_a_link_asked_for_is_not_followed(tmp_path: Path) -> None:
    outside = grow(tmp_path / "outside", "x.docx")
    (tmp_path / "root").mkdir()
    (tmp_path / "root/link").symlink_to(outside)
    assert found(tmp_path / "root", under="link") == [("link", "not-a-file")]


# ---- by paths alone


def test_paths_are_judged_like_the_tree_they_stand_for(tmp_path: Path) -> None:
    paths = [
        f"{WEEKLY}/{NAME.format(4)}",
        f"{WEEKLY}/{OLD.format(2)}",
        f"{WEEKLY}/历史版本/深/x.docx",
        "con/x.docx",
        "@eaDir/x.docx",
        "市场部/2023/" + NAME.format(1),
        ".gitignore",
    ]
    grow(tmp_path, *paths)
    tallies = Tally(), Tally()
    by_path = list(check_paths(ZH, paths, today=TODAY, tally=tallies[0]))
    by_tree = list(check_tree(ZH, tmp_path, today=TODAY, tally=tallies[1]))
    assert [without_date(each) for each in by_path] == [without_date(each) for each in by_tree]
    assert tallies[0] == tallies[1] == Tally(6)


def without_date(finding: Finding) -> tuple[str, str, str]:
    """A file's own date is known on disk only, and only suggestions use it."""
    return finding.path, finding.rule, finding.message.en


# ---- settings


def test_a_rule_holds_where_the_settings_say(tmp_path: Path) -> None:
    convention = Convention.from_mapping(
        {
            "rules": {"version-gap": "error", "whitespace": "off"},
            "where": [{"folder": "收件箱", "off": ["unparseable-name"]}],
        }
    )
    spaced = NAME.format(1).replace("总结", "总 结")
    grow(tmp_path, "收件箱/深/a.docx", "收件箱二/b.docx", spaced)
    grow(tmp_path / WEEKLY, NAME.format(3), OLD.format(1))
    found_ = {(f.path, f.rule, f.severity) for f in check_tree(convention, tmp_path, today=TODAY)}
    assert found_ == {
        ("收件箱二/b.docx", "unparseable-name", "error"),
        (f"{WEEKLY}/{NAME.format(3)}", "version-gap", "error"),
    }


# ---- size


def peak(root: Path) -> int:
    """Return how many bytes a check holds at most, beside what was loaded before."""
    gc.collect()
    tracemalloc.start()
    try:
        assert list(check_tree(ZH, root, today=TODAY)) == []
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("times", [6, pytest.param(20, marks=pytest.mark.slow)])
def test_a_tree_many_times_as_big_needs_hardly_more_memory(tmp_path: Path, times: int) -> None:
    for name, years in (("small", 1), ("big", times)):
        for year in range(2000, 2000 + years):
            for month in range(1, 13):
                for day in range(1, 16):
                    document = f"运营部-周报-{year}{month:02}{day:02}-V1.0-每日工作总结.xlsx"
                    grow(tmp_path, f"{name}/运营部/{year}/{month:02}/周报/{document}")
    peak(tmp_path / "small")  # what is loaded once is loaded
    assert peak(tmp_path / "big") < times / 2 * peak(tmp_path / "small")
