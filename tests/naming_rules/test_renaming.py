from __future__ import annotations

import json
import os

import pytest

from naming_rules import errors, moving, renaming
from naming_rules.journal import FOLDER
from naming_rules.renaming import Move, apply, undo


def fill(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content of {name}", encoding="utf-8")
    return contents(root)


def contents(root):
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file() and FOLDER not in path.relative_to(root).parts
    }


def moved(before, *pairs):
    """Return what `before` must look like after the moves."""
    targets = dict(pairs)
    return dict(sorted((targets.get(name, name), text) for name, text in before.items()))


CASES = {
    "one": [("a", "n")],
    "into new folders": [("a", "x/y/a"), ("b", "x/z/b")],
    "chain": [("a", "b"), ("b", "c"), ("c", "n")],
    "swap": [("a", "b"), ("b", "a")],
    "cycle of three": [("a", "b"), ("b", "c"), ("c", "a")],
    "cycle and chain": [("a", "b"), ("b", "a"), ("c", "x/c"), ("d", "c")],
    "case only": [("a", "A"), ("b", "B")],
    "case swap": [("a", "B"), ("b", "A")],
}


@pytest.fixture(params=[True, False], ids=["renameat2", "link"])
def way(request, monkeypatch):
    if not request.param:
        monkeypatch.setattr(moving, "_renamed", lambda *_: False)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("pairs", CASES.values(), ids=CASES.keys())
def test_every_file_gets_its_name_and_gets_its_old_one_back(tmp_path, pairs):
    before = fill(tmp_path, "a", "b", "c", "d")
    journal = apply(tmp_path, [Move(*pair) for pair in pairs])
    assert contents(tmp_path) == moved(before, *pairs)
    assert journal.name.endswith(".done.json")
    assert json.loads(journal.read_text(encoding="utf-8"))["entries"][0]["source"] == pairs[0][0]

    undone = undo(tmp_path)
    assert contents(tmp_path) == before
    assert not undone.left
    assert {move.target for move in undone.restored} == {source for source, _ in pairs}
    assert not (tmp_path / "x").exists()


def test_runs_are_undone_newest_first(tmp_path):
    before = fill(tmp_path, "a")
    apply(tmp_path, [Move("a", "b")])
    apply(tmp_path, [Move("b", "c")])
    undo(tmp_path)
    assert list(contents(tmp_path)) == ["b"]
    undo(tmp_path)
    assert contents(tmp_path) == before
    with pytest.raises(errors.NothingToUndo):
        undo(tmp_path)


def test_a_folder_never_fixed_has_nothing_to_undo_and_stays_untouched(tmp_path):
    with pytest.raises(errors.NothingToUndo):
        undo(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("way")
def test_a_file_that_came_in_between_is_not_overwritten_and_all_is_taken_back(tmp_path):
    before = fill(tmp_path, "a", "b", "c", "taken")
    pairs = [("a", "x/a"), ("b", "c"), ("c", "taken")]
    with pytest.raises(errors.FixFailed) as refused:
        apply(tmp_path, [Move(*pair) for pair in pairs])
    assert contents(tmp_path) == before
    assert refused.value.fields["target"] == "taken"
    with pytest.raises(errors.NothingToUndo):
        undo(tmp_path)


def test_a_source_that_has_gone_stops_the_run_before_anything_moves(tmp_path):
    before = fill(tmp_path, "a")
    with pytest.raises(errors.FixFailed):
        apply(tmp_path, [Move("a", "b"), Move("gone", "c")])
    assert contents(tmp_path) == before


@pytest.mark.parametrize("path", ["../out", "/etc/out", "x/../../out", ""])
def test_nothing_is_moved_out_of_the_root(tmp_path, path):
    fill(tmp_path, "a")
    with pytest.raises(ValueError, match=r".*"):
        apply(tmp_path, [Move("a", path)])


def test_a_link_is_no_folder(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "root"
    before = fill(root, "a")
    (root / "x").symlink_to(outside)
    with pytest.raises(errors.FixFailed):
        apply(root, [Move("a", "x/a")])
    assert (contents(root), list(outside.iterdir())) == (before, [])


def test_a_forged_journal_moves_nothing(tmp_path):
    root = tmp_path / "root"
    fill(root, "a")
    journal = apply(root, [Move("a", "b")])
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    forged = json.loads(journal.read_text(encoding="utf-8"))
    forged["entries"][0]["target"] = "../secret"
    journal.write_text(json.dumps(forged), encoding="utf-8")
    with pytest.raises(errors.JournalDamaged):
        undo(root)
    assert (tmp_path / "secret").exists()


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"entries": 3}'])
def test_a_damaged_journal_is_named(tmp_path, damage):
    fill(tmp_path, "a")
    journal = apply(tmp_path, [Move("a", "b")])
    journal.write_text(damage, encoding="utf-8")
    with pytest.raises(errors.JournalDamaged) as refused:
        undo(tmp_path)
    assert str(journal) in refused.value.message.zh


def test_an_edited_file_comes_home_with_its_edits(tmp_path):
    fill(tmp_path, "a", "b")
    apply(tmp_path, [Move("a", "new a"), Move("b", "new b")])
    (tmp_path / "new a").write_text("edited in place", encoding="utf-8")
    (tmp_path / "new b").unlink()  # as an office program saves: another file under the name
    (tmp_path / "new b").write_text("saved anew", encoding="utf-8")
    assert not undo(tmp_path).left
    assert contents(tmp_path) == {"a": "edited in place", "b": "saved anew"}


def test_what_somebody_has_changed_is_left_alone_and_reported(tmp_path):
    fill(tmp_path, "a", "b", "c")
    apply(tmp_path, [Move("a", "x/a"), Move("b", "x/b"), Move("c", "x/c")])
    (tmp_path / "x/a").unlink()
    (tmp_path / "b").write_text("a new b", encoding="utf-8")
    undone = undo(tmp_path)
    assert contents(tmp_path) == {"b": "a new b", "c": "content of c", "x/b": "content of b"}
    assert {(one.source, one.at) for one in undone.left} == {("a", None), ("b", "x/b")}
    assert [move.target for move in undone.restored] == ["c"]

    (tmp_path / "b").rename(tmp_path / "b2")
    assert [move.target for move in undo(tmp_path).restored] == ["b"]
    assert contents(tmp_path)["b"] == "content of b"


def test_one_blocked_file_blocks_only_those_that_need_its_place(tmp_path):
    fill(tmp_path, "a", "b", "c", "d")
    apply(tmp_path, [Move("a", "b"), Move("b", "c"), Move("c", "e"), Move("d", "f")])
    (tmp_path / "a").write_text("new", encoding="utf-8")
    undone = undo(tmp_path)
    assert {one.source for one in undone.left} == {"a", "b", "c"}
    assert contents(tmp_path) == {
        "a": "new",
        "b": "content of a",
        "c": "content of b",
        "d": "content of d",
        "e": "content of c",
    }


def test_a_removed_folder_is_made_again(tmp_path):
    fill(tmp_path, "old/a")
    apply(tmp_path, [Move("old/a", "new/a")])
    (tmp_path / "old").rmdir()
    assert not undo(tmp_path).left
    assert contents(tmp_path) == {"old/a": "content of old/a"}
    assert not (tmp_path / "new").exists()


def test_a_restored_tree_with_other_inodes_is_still_known(tmp_path):
    root, copy = tmp_path / "root", tmp_path / "copy"
    before = fill(root, "a", "b")
    for number, name in enumerate("ab"):
        os.utime(root / name, (1000 + number, 1000 + number))
    apply(root, [Move("a", "b"), Move("b", "a")])
    import shutil

    shutil.copytree(root, copy)
    assert not undo(copy).left
    assert contents(copy) == before


def test_two_runs_at_once_are_kept_apart(tmp_path):
    fill(tmp_path, "a")
    store = renaming.journals_of(tmp_path)
    with store.locked(tmp_path), pytest.raises(errors.FixBusy):
        apply(tmp_path, [Move("a", "b")])


def test_the_journals_may_lie_elsewhere(tmp_path):
    root, journals = tmp_path / "root", tmp_path / "state" / "journals"
    before = fill(root, "a")
    apply(root, [Move("a", "b")], journals=journals)
    assert not (root / FOLDER).exists()
    undo(root, journals=journals)
    assert contents(root) == before
