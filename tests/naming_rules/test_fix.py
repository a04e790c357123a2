from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from naming_rules.checker import check_tree
from naming_rules.convention import Convention
from naming_rules.fix import Scope, plan
from naming_rules.renaming import apply, undo
from tests.naming_rules.test_renaming import contents, fill

ZH = Convention.preset("zh")
NOON = datetime(2023, 10, 30, 12, tzinfo=UTC).timestamp()


def tree(root, *names):
    before = fill(root, *names)
    for path in root.rglob("*"):
        os.utime(path, (NOON, NOON))
    return before


def renames(done):
    return {one.source: one.target for one in done.renames}


def reasons(done):
    return {one.source: str(one.reason.en) for one in done.unresolved}


def test_a_messy_folder_is_clean_after_it_and_itself_again_after_undo(tmp_path):
    before = tree(
        tmp_path,
        "运营部/2023/10/周报/运营部 周报 2023.10.11 v1 工作总结.xlsx",
        "运营部/2023/10/周报/运营部-周报-20231012-V1.0-好.xlsx",
        "市场部/2023/最终版(2)市场部活动方案1008.docx",
        "法规/计量法实施细则(2022-03-29).md",
        "法规/刑法修正案（七）.md",
    )
    done = plan(ZH, tmp_path)
    assert renames(done) == {
        "运营部/2023/10/周报/运营部 周报 2023.10.11 v1 工作总结.xlsx": (
            "运营部/2023/10/周报/运营部-周报-20231011-V1.0-工作总结.xlsx"
        ),
        "市场部/2023/最终版(2)市场部活动方案1008.docx": (
            "市场部/2023/市场部-活动方案-20231008-V1.0.docx"
        ),
        "法规/计量法实施细则(2022-03-29).md": ("法规/法务部-法规-20220329-V1.0-计量法实施细则.md"),
        "法规/刑法修正案（七）.md": "法规/法务部-法规-20231030-V1.0-刑法修正案（七）.md",
    }
    assert not done.unresolved
    assert contents(tmp_path) == before

    apply(tmp_path, done.moves)
    assert list(check_tree(ZH, tmp_path)) == []
    assert plan(ZH, tmp_path).renames == ()
    undo(tmp_path)
    assert contents(tmp_path) == before


def test_each_rename_says_which_rules_asked_for_it(tmp_path):
    tree(tmp_path, "运营部 周报 20231011 v1.docx")
    (rename,) = plan(ZH, tmp_path).renames
    assert {"wrong-separator", "bad-version"} <= set(rename.rules)


def test_what_is_to_be_filled_in_is_left_to_a_person(tmp_path):
    tree(tmp_path, "Q4会议资料_20231011.pptx")
    done = plan(ZH, tmp_path)
    (one,) = done.unresolved
    assert done.renames == ()
    assert one.suggestion == "{department}-会议资料-20231011-V1.0-Q4会议资料.pptx"
    assert one.placeholders == ("department",)
    defaults = {"department": "运营部"}
    assert len(plan(ZH, tmp_path, defaults=defaults).renames) == 1


def test_the_checked_folders_own_name_speaks_too(tmp_path):
    root = tmp_path / "运营部"
    tree(root, "周报20231011.docx")
    assert renames(plan(ZH, root)) == {"周报20231011.docx": "运营部-周报-20231011-V1.0.docx"}


def test_a_file_in_a_folder_that_contradicts_it_is_moved(tmp_path):
    tree(
        tmp_path,
        "市场部/2023/09/周报/运营部-周报-20231011-V1.0-甲.xlsx",
        "市场部/2023/09/周报/运营部 周报 20231011 乙.xlsx",
    )
    assert renames(plan(ZH, tmp_path)) == {
        "市场部/2023/09/周报/运营部-周报-20231011-V1.0-甲.xlsx": (
            "运营部/2023/10/周报/运营部-周报-20231011-V1.0-甲.xlsx"
        ),
        "市场部/2023/09/周报/运营部 周报 20231011 乙.xlsx": (
            "运营部/2023/10/周报/运营部-周报-20231011-V1.0-乙.xlsx"
        ),
    }


def test_strict_places_give_every_file_its_exact_place(tmp_path):
    tree(tmp_path, "待整理/运营部 周报 20231011.xlsx")
    target = "待整理/运营部-周报-20231011-V1.0.xlsx"
    assert list(renames(plan(ZH, tmp_path)).values()) == [target]
    strict = plan(ZH, tmp_path, Scope(strict_places=True))
    target = "运营部/2023/10/周报/运营部-周报-20231011-V1.0.xlsx"
    assert list(renames(strict).values()) == [target]


def test_a_superseded_file_goes_to_the_history_folder(tmp_path):
    tree(tmp_path, "甲/旧版-20231011-V1.0-总结.xlsx")
    assert renames(plan(ZH, tmp_path)) == {
        "甲/旧版-20231011-V1.0-总结.xlsx": "甲/历史版本/旧版-20231011-V1.0-总结.xlsx"
    }


def test_copies_get_names_of_their_own(tmp_path):
    tree(tmp_path, "运营部周报20231011.docx", "运营部周报20231011(1).docx")
    targets = sorted(renames(plan(ZH, tmp_path)).values())
    assert targets == ["运营部-周报-20231011-V1.0-2.docx", "运营部-周报-20231011-V1.0.docx"]


def test_a_copy_of_a_right_file_is_left_to_a_person(tmp_path):
    tree(tmp_path, "运营部-周报-20231011-V1.0-甲.docx", "运营部 周报 20231011 甲.docx")
    done = plan(ZH, tmp_path)
    assert done.renames == ()
    assert reasons(done) == {
        "运营部 周报 20231011 甲.docx": ("运营部-周报-20231011-V1.0-甲.docx exists already")
    }


def test_a_kind_of_file_that_is_not_allowed_is_named(tmp_path):
    tree(tmp_path, "setup.exe")
    assert reasons(plan(ZH, tmp_path)) == {"setup.exe": "no name can be suggested"}


def test_what_no_rename_can_mend_is_not_in_the_plan(tmp_path):
    tree(
        tmp_path,
        "运营部-周报-20231011-V3.0.xlsx",
        "历史版本/旧版-20231011-V1.0.xlsx",
    )
    (tmp_path / "link").symlink_to("nowhere")
    done = plan(ZH, tmp_path)
    assert (done.renames, done.unresolved) == ((), ())


def test_only_what_is_asked_for_is_renamed(tmp_path):
    tree(tmp_path, "a/运营部周报20231011.docx", "b/运营部周报20231012.docx")
    under = plan(ZH, tmp_path, Scope(under="a"))
    only = plan(ZH, tmp_path, Scope(only=lambda path: path.startswith("a/")))
    assert list(renames(under)) == list(renames(only)) == ["a/运营部周报20231011.docx"]


def test_a_plan_of_many_files_has_no_name_twice(tmp_path):
    names = [f"{folder}/{name}" for folder in "甲乙丙" for name in ("周报.docx", "周报(1).docx")]
    root = tmp_path / "运营部"
    tree(root, *names)
    targets = [PurePosixPath(target).name for target in renames(plan(ZH, root)).values()]
    assert len(set(targets)) == len(names) == 6


@pytest.mark.parametrize("name", ["\udcff.docx", "运营部 周报 20231011 \u202e.docx", " .docx"])
def test_hostile_names_are_renamed_or_left_and_never_lost(tmp_path, name):
    try:
        (tmp_path / name).write_text("x", encoding="utf-8")
    except OSError:
        pytest.skip("this file system holds no such name")
    done = plan(ZH, tmp_path)
    if done.renames:
        apply(tmp_path, done.moves)
        assert list(check_tree(ZH, tmp_path)) == []
        undo(tmp_path)
    assert (tmp_path / name).exists()
