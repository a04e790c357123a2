from __future__ import annotations

import os

import pytest

from naming_rules.rename_plan import Rename, Unresolved, settle
from naming_rules.renaming import apply
from tests.naming_rules.test_renaming import contents, fill


def plan(root, *pairs):
    return settle(root, [Rename(*pair) for pair in pairs], [])


def sources(unresolved):
    return {one.source for one in unresolved}


def test_free_names_chains_and_swaps_are_no_conflict(tmp_path):
    fill(tmp_path, "a", "b", "c", "d", "e")
    done = plan(tmp_path, ("a", "b"), ("b", "a"), ("c", "d"), ("d", "x/d"), ("e", "E"))
    assert not done.unresolved
    assert len(done.renames) == 5
    apply(tmp_path, done.moves)
    assert contents(tmp_path)["a"] == "content of b"


def test_a_file_that_has_its_name_already_is_left_out(tmp_path):
    fill(tmp_path, "a")
    assert plan(tmp_path, ("a", "a")).renames == ()


@pytest.mark.parametrize("there", ["taken", "TAKEN"])
def test_a_name_that_exists_in_any_spelling_is_a_conflict(tmp_path, there):
    fill(tmp_path, "a", there)
    done = plan(tmp_path, ("a", "taken"))
    assert done.renames == ()
    assert done.unresolved[0].reason.en == f"{there} exists already"
    assert done.unresolved[0].suggestion == "taken"


def test_a_decomposed_spelling_counts_as_the_same_name(tmp_path):
    fill(tmp_path, "a", "re\u0301sume\u0301")
    assert sources(plan(tmp_path, ("a", "r\u00e9sum\u00e9")).unresolved) == {"a"}


def test_two_files_for_one_name_are_both_left_to_a_person(tmp_path):
    fill(tmp_path, "a", "b", "c")
    done = plan(tmp_path, ("a", "x"), ("b", "X"), ("c", "y"))
    assert sources(done.unresolved) == {"a", "b"}
    assert [rename.source for rename in done.renames] == ["c"]


def test_who_waits_for_the_place_of_a_file_that_stays_stays_too(tmp_path):
    fill(tmp_path, "a", "b", "c", "taken")
    done = plan(tmp_path, ("a", "b"), ("b", "c"), ("c", "taken"))
    assert sources(done.unresolved) == {"a", "b", "c"}


def test_what_is_no_file_is_left_alone(tmp_path):
    fill(tmp_path, "real")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("real")
    done = plan(tmp_path, ("folder", "x"), ("link", "y"), ("gone", "z"))
    assert sources(done.unresolved) == {"folder", "link", "gone"}


def test_a_folder_that_is_a_link_or_a_file_takes_nothing(tmp_path):
    fill(tmp_path, "a", "b", "file")
    (tmp_path / "link").symlink_to(tmp_path)
    done = plan(tmp_path, ("a", "link/a"), ("b", "file/b"))
    assert sources(done.unresolved) == {"a", "b"}


def test_one_file_under_two_names_is_left_to_a_person(tmp_path):
    fill(tmp_path, "a")
    os.link(tmp_path / "a", tmp_path / "b")
    assert sources(plan(tmp_path, ("a", "x"), ("b", "y")).unresolved) == {"a", "b"}


def test_what_was_unresolved_before_stays_so(tmp_path):
    before = Unresolved("b", "{date}.docx", ("date",), None)
    assert settle(tmp_path, [], [before]).unresolved == (before,)
