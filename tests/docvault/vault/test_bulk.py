"""Many check-ins in one stream keep the promises of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from docvault.archive import Action
from docvault.errors import ActorNotAllowed, DiskFull, NameTaken, StoreError, VersionConflict
from docvault.model.version import State
from docvault.vault import CheckIn, Incoming, Turned, Vault, bulk, check_in_many
from docvault.verifying import Tally, verify
from tests.docvault.conftest import PLACE, WEEKLY, Write, clone, tree


def incoming(vault: Vault, file: Path, name: str | None = None, actor: str = "a") -> Incoming:
    parsed = vault.convention.parse(name or file.name)
    assert parsed
    return Incoming(file, CheckIn(parsed, Action.IMPORT, actor))


def take(vault: Vault, *items: Incoming) -> list[Turned]:
    return list(check_in_many(vault, items))


def v(number: int) -> str:
    return WEEKLY.replace("V1.0", f"V{number}.0")


def test_documents_of_several_archives_go_in(vault: Vault, write: Write, tmp_path: Path) -> None:
    names = (WEEKLY, WEEKLY.replace("运营部", "市场部"), "ZD-HR-20231001-员工考勤制度-V1.docx")
    assert take(vault, *(incoming(vault, write(name, name.encode())) for name in names)) == []
    assert vault.archive_names() == ["制度类", "市场部", "运营部"]
    assert sorted(tree(vault).values()) == sorted(name.encode() for name in names)
    for number, archive in enumerate(vault.archive_names()):
        cloned = clone(vault, archive, tmp_path / str(number))
        assert cloned == {k: d for k, d in tree(vault).items() if k.startswith(archive)}
    assert list(verify(vault, deep=True, tally=Tally())) == []


def test_versions_of_one_document_follow_each_other(vault: Vault, write: Write) -> None:
    files = [incoming(vault, write(v(n), str(n).encode())) for n in range(1, 6)]
    assert take(vault, *files) == []
    states = [version.state for version in vault.history(vault.find(WEEKLY))]
    assert states == [State.CURRENT, State.SUPERSEDED, State.SUPERSEDED, State.IN_GIT, State.IN_GIT]
    assert sorted(tree(vault).values()) == [b"3", b"4", b"5"]


def test_what_cannot_be_taken_keeps_nothing_else_out(vault: Vault, write: Write) -> None:
    take(vault, incoming(vault, write(v(2), b"there")))
    late = incoming(vault, write(v(1), b"late"))
    good = incoming(vault, write(WEEKLY.replace("1011", "1018"), b"good"))
    spelled = incoming(vault, write("运营部-周报-20231018-V1.0-工作总结.XLSX", b"other spelling"))
    [turned, other] = take(vault, late, good, spelled)
    assert (turned.file, type(turned.error)) == (late.file, VersionConflict)
    assert isinstance(other.error, VersionConflict | NameTaken)
    assert sorted(tree(vault).values()) == [b"good", b"there"]


def test_a_batch_is_whole_or_not_there(
    vault: Vault, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    dates = ("20231011", "20231018", "20231025", "20231101")
    items = [incoming(vault, write(WEEKLY.replace("20231011", day), day.encode())) for day in dates]
    told: list[int] = []
    assert list(check_in_many(vault, items, done=told.append)) == []
    assert told == [2, 2]
    assert len(tree(vault)) == 4


def test_an_actor_who_may_not_is_refused_before_anything(vault: Vault, write: Write) -> None:
    access = vault.settings.access.model_copy(update={"unregistered_actors": False})
    vault.settings = vault.settings.model_copy(update={"access": access})
    with pytest.raises(ActorNotAllowed):
        take(vault, incoming(vault, write(WEEKLY, b"x"), actor="陌生人"))
    assert vault.archive_names() == []


def test_the_same_file_may_go_in_under_two_names(vault: Vault, write: Write) -> None:
    file = write("x.xlsx", b"blank form")
    other = WEEKLY.replace("1011", "1018")
    take(vault, incoming(vault, file, WEEKLY), incoming(vault, file, other))
    assert len(tree(vault)) == 2
    assert set(tree(vault).values()) == {b"blank form"}
    assert list(verify(vault, deep=True, tally=Tally())) == []


def test_nothing_is_left_in_the_staging_folder(vault: Vault, write: Write) -> None:
    take(vault, incoming(vault, write(v(2), b"2")), incoming(vault, write(v(1), b"1")))
    assert list(vault.staging.iterdir()) == []


def test_a_full_disk_is_one_of_the_stores_errors() -> None:
    assert issubclass(DiskFull, StoreError)


def test_the_tree_lies_where_names_say(vault: Vault, write: Write) -> None:
    take(vault, incoming(vault, write("甲.xlsx", b"1"), WEEKLY))
    assert tree(vault) == {f"{PLACE}/{WEEKLY}": b"1"}
