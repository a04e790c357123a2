"""The index follows the register, whoever writes and whatever happens in between."""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Event, Thread

import pytest

from docvault import users
from docvault import vault as vaults
from docvault.database import index_queue
from docvault.database.tables import documents
from docvault.errors import StoreLocked
from docvault.search.keeping import catch_up, follow, reindex, version_count, waiting
from docvault.search.place import index_of, start_new
from docvault.search.searching import search
from docvault.store.lock import locked
from docvault.vault import Vault
from tests.docvault.conftest import Write

NOTE = "运营部-内部通知-20231007-V1.0-值班安排.txt"


def v(number: int) -> str:
    return NOTE.replace("V1.0", f"V{number}.0")


def found(vault: Vault, query: str) -> list[str]:
    """Return the numbers of the versions that are found, in their order."""
    hits = search(vault, query, actor=vault.actor("张三"), limit=1000).hits
    return sorted(f"{hit.document.title} {hit.version.number}" for hit in hits)


def test_what_is_checked_in_is_found(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(NOTE, "国庆节由李伟值班".encode()), actor="张三")
    assert found(vault, "李伟") == []
    assert waiting(vault) == 1
    assert catch_up(vault) == 1
    assert found(vault, "李伟") == ["值班安排 V1.0"]
    assert waiting(vault) == catch_up(vault) == 0


def test_a_new_version_takes_the_place_of_the_old(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(v(1), "甲方".encode()), actor="张三")
    catch_up(vault)
    vaults.add(vault, write(v(2), "乙方".encode()), actor="张三")
    catch_up(vault)
    assert found(vault, "甲方") == []
    assert found(vault, "乙方") == ["值班安排 V2.0"]
    assert found(vault, "甲方 版本:全部") == found(vault, "版本:旧") == ["值班安排 V1.0"]
    assert found(vault, "方 version:all") == ["值班安排 V1.0", "值班安排 V2.0"]


def test_several_versions_at_once(vault: Vault, write: Write) -> None:
    for number in range(1, 6):
        vaults.add(vault, write(v(number), f"第{number}稿".encode()), actor="张三")
    catch_up(vault)
    assert found(vault, "稿") == ["值班安排 V5.0"]
    assert len(found(vault, "稿 版本:旧")) == 4


def test_a_sealed_document_is_found_by_its_name_and_not_by_its_text(
    vault: Vault, write: Write
) -> None:
    settings = vault.root / "docvault.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[levels]\nsealed = []\nopen = ["公开"]\n')
    version = vaults.add(vault, write(NOTE, "工资".encode()), actor="张三")
    with vault.database.write() as connection:
        change = documents.update().where(documents.c.id == version.document)
        connection.execute(change.values(level="秘密"))
    catch_up(vault)
    actor = vault.actor("张三")
    assert search(vault, "工资", actor=actor).total == 0
    assert not list((vault.own / "texts").rglob("*"))


def test_an_index_that_is_gone_or_damaged_is_made_anew(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(NOTE, "值班表".encode()), actor="张三")
    catch_up(vault)
    index = index_of(vault)
    assert index
    for damage in (
        lambda: shutil.rmtree(index_of(vault).folder),  # type: ignore[union-attr]
        lambda: (vault.own / "index" / "in-use").write_text("elsewhere"),
        lambda: _truncate(index_of(vault).folder, "*.pieces"),  # type: ignore[union-attr]
        lambda: _truncate(index_of(vault).folder, "*.toc"),  # type: ignore[union-attr]
    ):
        damage()
        with Vault.open(vault.root) as fresh:
            catch_up(fresh)
            assert found(fresh, "值班表") == ["值班安排 V1.0"]


def _truncate(folder: Path, pattern: str) -> None:
    for file in folder.glob(pattern):
        file.write_bytes(file.read_bytes()[:-9])


def test_reindex_has_every_version_and_leaves_one_folder(vault: Vault, write: Write) -> None:
    for number in (1, 2, 3):
        vaults.add(vault, write(v(number), "全文".encode()), actor="张三")
    counted: list[int] = []
    assert reindex(vault, done=counted.append) == version_count(vault) == sum(counted) == 3
    assert reindex(vault) == 3
    assert len([p for p in (vault.own / "index").iterdir() if p.is_dir()]) == 1
    assert waiting(vault) == 0
    assert len(found(vault, "全文 版本:全部")) == 3


def test_what_a_killed_reindex_left_goes_with_the_next_search(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(NOTE, "值班表".encode()), actor="张三")
    catch_up(vault)
    start_new(vault)
    home = vault.own / "index"
    assert len([entry for entry in home.iterdir() if entry.is_dir()]) == 2
    vaults.add(vault, write(v(2), "值班表".encode()), actor="张三")
    catch_up(vault)
    assert len([entry for entry in home.iterdir() if entry.is_dir()]) == 1
    assert found(vault, "值班表") == ["值班安排 V2.0"]


def test_a_reindex_that_fails_leaves_nothing_behind(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(NOTE, "值班表".encode()), actor="张三")
    catch_up(vault)

    def stop(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(vault, done=stop)
    assert len([entry for entry in (vault.own / "index").iterdir() if entry.is_dir()]) == 1
    assert found(vault, "值班表") == ["值班安排 V1.0"]


def test_each_document_that_is_read_is_told(vault: Vault, write: Write) -> None:
    for number in (1, 2, 3):
        vaults.add(vault, write(v(number), f"第{number}稿".encode()), actor="张三")
    told: list[int] = []
    catch_up(vault, done=told.append)
    reindex(vault, done=told.append)
    assert told == [1] * 6


def test_what_is_checked_in_during_a_reindex_is_in_both(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(v(1), "甲".encode()), actor="张三")
    catch_up(vault)
    seen: list[list[str]] = []

    def meanwhile(_count: int) -> None:
        vaults.add(vault, write(v(2), "乙".encode()), actor="张三")
        seen.append(found(vault, "甲"))

    reindex(vault, done=meanwhile)
    assert seen == [["值班安排 V1.0"]]
    assert found(vault, "乙") == ["值班安排 V2.0"]
    assert found(vault, "甲") == []
    assert waiting(vault) == 0


def test_one_process_at_a_time(vault: Vault) -> None:
    with locked(vault.own / "index" / "indexer.lock", timeout=0), pytest.raises(StoreLocked):
        catch_up(vault)


def test_the_follower_takes_in_what_comes(vault: Vault, write: Write) -> None:
    stop = Event()
    follower = Thread(target=follow, args=(vault, stop))
    follower.start()
    try:
        vaults.add(vault, write(NOTE, "跟随".encode()), actor="张三")
        for _ in range(200):
            if not waiting(vault) and found(vault, "跟随"):
                break
            stop.wait(0.05)
        assert found(vault, "跟随") == ["值班安排 V1.0"]
    finally:
        stop.set()
        follower.join()


def test_an_entry_stays_in_the_queue_until_the_index_has_it(
    vault: Vault, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up(vault)
    vaults.add(vault, write(NOTE, "断电".encode()), actor="张三")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(index_queue, "done", killed)
        with pytest.raises(KeyboardInterrupt):
            catch_up(vault)
    assert waiting(vault) == 1
    assert catch_up(vault) == 1
    assert found(vault, "断电") == ["值班安排 V1.0"]


def test_who_may_see_little_is_not_told_how_much_was_checked_in(vault: Vault, write: Write) -> None:
    users.add(vault, "王芳", actor="root", department="财务部")
    vaults.add(vault, write(NOTE, b"x"), actor="root")
    assert search(vault, "x", actor=vault.actor("root")).waiting == 1
    assert search(vault, "x", actor=vault.actor("王芳")).waiting == 0
