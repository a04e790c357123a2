"""The git store through its contract: real git, both ways of writing, then broken on purpose."""

from __future__ import annotations

import os
import resource
import subprocess
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from docvault.errors import ArchiveMoved, DiskFull, StoreCorrupt
from docvault.store.git import CommitDraft, Put, Remove, Repository
from docvault.store.staging import Staged, stage

AT = datetime(2023, 10, 11, 9, 30, tzinfo=UTC)
Writer = Callable[[Repository, CommitDraft, list[Staged], str | None], str]


def one_by_one(
    repository: Repository, draft: CommitDraft, staged: list[Staged], parent: str | None
) -> str:
    return repository.commit(draft, parent, staged)


def as_stream(
    repository: Repository, draft: CommitDraft, staged: list[Staged], parent: str | None
) -> str:
    return repository.commit_many([(draft, [item.path for item in staged])], parent)[-1]


@pytest.fixture(params=[one_by_one, as_stream])
def write(request: pytest.FixtureRequest) -> Writer:
    return request.param


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    (tmp_path / "staging").mkdir()
    made = Repository.create(tmp_path / "a.git", "../tree", tmp_path / "staging")
    yield made
    made.close()


def staged(tmp_path: Path, data: bytes) -> Staged:
    source = tmp_path / "source"
    source.write_bytes(data)
    return stage(source, tmp_path / "staging")


def git(repository: Repository, *arguments: str) -> str:
    return subprocess.run(
        ["git", f"--git-dir={repository.git_dir}", "--work-tree=.", *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd=repository.git_dir,
    ).stdout


def draft(*changes: Put | Remove, message: str = "m\n", actor: str = "张三") -> CommitDraft:
    return CommitDraft(changes, actor, AT, message)


def test_a_commit_holds_the_bytes_the_actor_and_the_time(
    repository: Repository, tmp_path: Path, write: Writer
) -> None:
    item = staged(tmp_path, b"\r\nbytes\x00\r\n")
    tip = write(repository, draft(Put("2023/10/周报/a.txt", item.blob)), [item], None)
    assert repository.tip() == tip
    assert b"".join(repository.read(item.blob)) == b"\r\nbytes\x00\r\n"
    (commit,) = repository.log(None, tip)
    assert (commit.actor, commit.at, commit.message) == ("张三", AT, "m\n")
    assert list(repository.files(tip)) == [("2023/10/周报/a.txt", item.blob)]
    assert list(repository.fsck()) == []


def test_both_writers_make_the_same_tree(repository: Repository, tmp_path: Path) -> None:
    trees = []
    for number, write in enumerate((one_by_one, as_stream)):
        tip: str | None = repository.tip()
        if tip:
            tip = write(repository, draft(Remove("b/x.txt"), Remove("a.txt")), [], tip)
        item = staged(tmp_path, b"same")
        changes = [Put("b/x.txt", item.blob), Put("b.txt", item.blob), Put("a.txt", item.blob)]
        tip = write(repository, draft(*changes, message=f"{number}\n"), [item], tip)
        trees.append(git(repository, "rev-parse", f"{tip}^{{tree}}"))
    assert trees[0] == trees[1]


def test_a_folder_that_becomes_empty_leaves_the_tree(
    repository: Repository, tmp_path: Path, write: Writer
) -> None:
    item = staged(tmp_path, b"x")
    tip = write(repository, draft(Put("a/b/c", item.blob), Put("d", item.blob)), [item], None)
    tip = write(repository, draft(Remove("a/b/c")), [], tip)
    assert [path for path, _ in repository.files(tip)] == ["d"]
    assert git(repository, "ls-tree", tip).split("\t")[1:] == ["d\n"]


def test_hard_names_come_back(repository: Repository, tmp_path: Path, write: Writer) -> None:
    item = staged(tmp_path, b"x")
    names = [
        'q"uote',
        "back\\slash",
        "tab\there",
        " blank ",
        "-dash",
        "名字",
        "e\u0301",
        "a.b",
        "a",
    ]
    changes = [Put(f"dir/{name}", item.blob) for name in names]
    tip = write(repository, draft(*changes), [item], None)
    assert {path for path, _ in repository.files(tip)} == {f"dir/{name}" for name in names}
    assert repository.blob_at(tip, "dir/ blank ") is not None
    assert list(repository.fsck()) == []


def test_the_writer_who_comes_second_is_told(
    repository: Repository, tmp_path: Path, write: Writer
) -> None:
    item = staged(tmp_path, b"x")
    first = write(repository, draft(Put("a", item.blob)), [item], None)
    again = staged(tmp_path, b"y")
    with pytest.raises(ArchiveMoved):
        write(repository, draft(Put("b", again.blob)), [again], None)
    assert repository.tip() == first
    assert write(repository, draft(Put("b", again.blob)), [again], first)


def test_attributes_and_line_ends_never_change_bytes(
    repository: Repository, tmp_path: Path, write: Writer
) -> None:
    attributes = staged(tmp_path, b"* text eol=crlf ident working-tree-encoding=UTF-16\n")
    text = staged(tmp_path, b"$Id$\none\r\ntwo\n")
    changes = [Put(".gitattributes", attributes.blob), Put("a.txt", text.blob)]
    tip = write(repository, draft(*changes), [attributes, text], None)
    found = repository.blob_at(tip, "a.txt")
    assert found is not None
    assert b"".join(repository.read(found.id)) == b"$Id$\none\r\ntwo\n"


def test_the_environment_of_a_hook_does_not_lead_git_astray(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(variable, str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'core.autocrlf'='true'")
    (tmp_path / "staging").mkdir()
    made = Repository.create(tmp_path / "a.git", "../tree", tmp_path / "staging")
    item = staged(tmp_path, b"x\n")
    tip = one_by_one(made, draft(Put("a", item.blob)), [item], None)
    made.close()
    assert made.tip() == tip
    made.close()
    assert not (tmp_path / "elsewhere").exists()


def test_a_removed_visible_folder_does_not_stop_git(
    repository: Repository, tmp_path: Path, write: Writer
) -> None:
    assert not (tmp_path / "tree").exists()
    item = staged(tmp_path, b"x")
    assert write(repository, draft(Put("a", item.blob)), [item], None)


def test_a_dead_lock_is_cleared(repository: Repository, tmp_path: Path, write: Writer) -> None:
    for name in ("refs/heads/main.lock", "HEAD.lock"):
        (repository.git_dir / name).touch()
    repository.clear_dead_locks()
    item = staged(tmp_path, b"x")
    assert write(repository, draft(Put("a", item.blob)), [item], None)


def test_a_flipped_bit_is_an_error_and_not_bytes(repository: Repository, tmp_path: Path) -> None:
    item = staged(tmp_path, os.urandom(5000))
    one_by_one(repository, draft(Put("a", item.blob)), [item], None)
    path = repository.git_dir / "objects" / item.blob[:2] / item.blob[2:]
    data = bytearray(path.read_bytes())
    data[0] ^= 0xFF
    path.chmod(0o644)
    path.write_bytes(data)
    repository.close()
    with pytest.raises(StoreCorrupt):
        b"".join(repository.read(item.blob))
    assert any(item.blob in line for line in repository.fsck())


def test_a_missing_object_is_an_error_and_reading_goes_on(
    repository: Repository, tmp_path: Path
) -> None:
    item = staged(tmp_path, b"x")
    one_by_one(repository, draft(Put("a", item.blob)), [item], None)
    with pytest.raises(StoreCorrupt):
        b"".join(repository.read("0" * 39 + "1"))
    assert b"".join(repository.read(item.blob)) == b"x"


def test_a_replaced_object_is_found_by_fsck(repository: Repository, tmp_path: Path) -> None:
    item = staged(tmp_path, b"true")
    one_by_one(repository, draft(Put("a", item.blob)), [item], None)
    path = repository.git_dir / "objects" / item.blob[:2] / item.blob[2:]
    path.chmod(0o644)
    path.write_bytes(zlib.compress(b"blob 4\x00fals"))
    assert any(item.blob in line for line in repository.fsck())


def test_a_deleted_branch_is_seen(repository: Repository, tmp_path: Path) -> None:
    item = staged(tmp_path, b"x")
    one_by_one(repository, draft(Put("a", item.blob)), [item], None)
    (repository.git_dir / "refs/heads/main").unlink()
    assert repository.tip() is None


def test_a_full_disk_is_said_and_the_next_commit_works(
    repository: Repository, tmp_path: Path, write: Writer
) -> None:
    item = staged(tmp_path, os.urandom(300_000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(DiskFull):
            write(repository, draft(Put("a", item.blob)), [item], None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert repository.tip() is None
    repository.close()
    assert write(repository, draft(Put("a", item.blob)), [item], None)
    assert list(repository.fsck()) == []
