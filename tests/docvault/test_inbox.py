"""The watcher: what is right is filed, what is wrong is held, and nothing is lost on the way."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from docvault import vault as vaults
from docvault.auditing import audit
from docvault.configuring import change_settings
from docvault.database import audit_trail, holdings
from docvault.inbox import Outcome, Watcher
from docvault.store.watching import being_written
from docvault.vault import Vault
from naming_rules.checker import Tally
from tests.docvault.conftest import PLACE, WEEKLY, Write, put, tree

WRONG = "运营部 周报 2023.10.11 v1 工作总结.xlsx"
OTHER = WEEKLY.replace("1011", "1018")
PATIENCE = 30.0


@pytest.fixture
def watched(vault: Vault) -> Vault:
    """A vault whose inbox settles quickly."""
    still(vault, 0.15)
    return vault


def still(vault: Vault, seconds: float) -> None:
    inbox = vault.settings.inbox.model_copy(update={"settle_seconds": seconds})
    vault.settings = vault.settings.model_copy(update={"inbox": inbox})


def sweep(vault: Vault) -> list[Outcome]:
    return list(Watcher(vault, "值班员").sweep())


@contextlib.contextmanager
def watching(vault: Vault) -> Iterator[list[Outcome]]:
    """Watch in a thread, as `docvault watch` does; gives what was done so far."""
    done: list[Outcome] = []
    stop = threading.Event()
    watcher = Watcher(vault, "值班员")
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for outcome in watcher.run(stop):
                done.append(outcome)
        except BaseException as error:  # noqa: BLE001 - for the test to raise
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    # The kernel's watches stand once a file is noticed that is dropped now.
    probe = vault.inbox / "~$probe"
    probe.write_bytes(b"")
    time.sleep(0.3)
    try:
        yield done
    finally:
        stop.set()
        thread.join(PATIENCE)
        probe.unlink()
    assert not failures, failures


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def notes(vault: Vault) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in vault.holding_area.glob("*.原因.txt")}


# ---- filing


def test_a_right_name_is_filed(watched: Vault) -> None:
    put(watched.inbox, **{WEEKLY: b"x"})
    assert sweep(watched) == [Outcome("filed", f"收件箱/{WEEKLY}", f"{PLACE}/{WEEKLY}")]
    assert tree(watched) == {f"{PLACE}/{WEEKLY}": b"x"}
    assert names_in(watched.inbox) == {"待更正"}
    assert watched.history(watched.find(WEEKLY))[0].actor == "值班员"


def test_a_right_name_in_a_wrong_folder_is_filed_where_it_belongs(watched: Vault) -> None:
    put(watched.root, **{f"市场部/{WEEKLY}": b"x"})
    assert [outcome.what for outcome in sweep(watched)] == ["filed"]
    assert tree(watched) == {f"{PLACE}/{WEEKLY}": b"x"}


def test_whole_folders_can_be_dropped(watched: Vault) -> None:
    put(watched.inbox, **{f"十月/周报/{WEEKLY}": b"1", f"十月/{OTHER}": b"2"})
    put(watched.inbox, **{"十月/杂/双十一方案.docx": b"3", "别的/Thumbs.db": b""})
    assert sorted(outcome.what for outcome in sweep(watched)) == ["filed", "filed", "held"]
    assert not (watched.inbox / "十月").exists()
    assert (watched.inbox / "别的/Thumbs.db").exists()
    assert watched.holding_area.is_dir()


def test_lock_files_of_an_office_are_passed_over(watched: Vault) -> None:
    names = {f"~${WEEKLY}": b"l", f".~lock.{WEEKLY}#": b"l", "~WRD0001.tmp": b"t"}
    put(watched.inbox, **names)
    put(watched.root / PLACE, **names)
    assert sweep(watched) == []
    assert names.keys() <= names_in(watched.inbox)


# ---- holding


def test_a_wrong_name_is_held_with_its_reason_and_a_suggestion(watched: Vault) -> None:
    put(watched.inbox, **{WRONG: b"x"})
    [outcome] = sweep(watched)
    assert (outcome.what, outcome.now, outcome.suggestion) == (
        "held",
        f"收件箱/待更正/{WRONG}",
        WEEKLY,
    )
    assert (watched.holding_area / WRONG).read_bytes() == b"x"
    note = notes(watched)[f"{WRONG}.原因.txt"]
    assert WEEKLY in note
    assert "请改成合规的名称" in note
    with watched.database.read() as connection:
        [held] = holdings.every(connection)
        assert (held.path, held.suggestion) == (outcome.now, WEEKLY)
        assert [line.action for line in audit_trail.lines(connection)][-1] == "hold"
    assert sweep(watched) == []  # told once


def test_in_an_english_vault_the_note_has_an_english_name(tmp_path: Path) -> None:
    with Vault.make(tmp_path / "vault", preset="en") as vault:
        still(vault, 0)
        put(vault.inbox, **{"hr policy 2024.02.03 travel.docx": b"x"})
        [outcome] = sweep(vault)
        assert outcome.suggestion == "HR-Policy-20240203-V1.0-travel.docx"
        note = vault.holding_area / "hr policy 2024.02.03 travel.docx.reason.txt"
        assert "HR-Policy-20240203-V1.0-travel.docx" in note.read_text("utf-8")
        assert sweep(vault) == []


def test_the_folders_in_which_it_was_dropped_help_the_suggestion(watched: Vault) -> None:
    put(watched.inbox, **{"市场部/Q4会议资料_20231011.pptx": b"x"})
    [outcome] = sweep(watched)
    assert outcome.suggestion == "市场部-会议资料-20231011-V1.0-Q4会议资料.pptx"


def test_renamed_rightly_in_the_holding_area_it_is_filed(watched: Vault) -> None:
    put(watched.inbox, **{WRONG: b"x"})
    sweep(watched)
    (watched.holding_area / WRONG).rename(watched.holding_area / WEEKLY)
    assert [outcome.what for outcome in sweep(watched)] == ["filed"]
    assert tree(watched) == {f"{PLACE}/{WEEKLY}": b"x"}
    assert names_in(watched.holding_area) == set()
    with watched.database.read() as connection:
        assert holdings.every(connection) == []


def test_renamed_wrongly_again_it_gets_a_new_note(watched: Vault) -> None:
    put(watched.inbox, **{WRONG: b"x"})
    sweep(watched)
    (watched.holding_area / WRONG).rename(watched.holding_area / "周报.xlsx")
    assert [outcome.now for outcome in sweep(watched)] == ["收件箱/待更正/周报.xlsx"]
    assert notes(watched).keys() == {"周报.xlsx.原因.txt"}


def test_the_note_of_a_file_thrown_away_goes_too(watched: Vault) -> None:
    put(watched.inbox, **{WRONG: b"x"})
    sweep(watched)
    (watched.holding_area / WRONG).unlink()
    sweep(watched)
    assert names_in(watched.holding_area) == set()


def test_two_files_of_one_wrong_name_are_both_held(watched: Vault) -> None:
    put(watched.inbox, **{f"甲/{WRONG}": b"1", f"乙/{WRONG}": b"2"})
    assert [outcome.what for outcome in sweep(watched)] == ["held", "held"]
    held = {path.read_bytes() for path in watched.holding_area.glob("*.xlsx")}
    assert held == {b"1", b"2"}
    assert len(notes(watched)) == 2


def test_a_version_that_is_there_already_is_held_with_the_next_number(
    watched: Vault, write: Write
) -> None:
    vaults.add(watched, write(WEEKLY, b"first"), actor="a")
    put(watched.inbox, **{WEEKLY: b"second"})
    [outcome] = sweep(watched)
    assert (outcome.what, outcome.suggestion) == ("held", WEEKLY.replace("V1.0", "V2.0"))
    assert (watched.holding_area / WEEKLY).read_bytes() == b"second"


def test_the_longest_name_a_disk_takes_is_held_with_a_note(watched: Vault) -> None:
    longest = "长" * 83 + "ab.txt"
    assert len(longest.encode()) == 255
    put(watched.inbox, **{longest: b"1"})
    put(watched.inbox, **{f"又/{longest}": b"2"})
    assert [outcome.what for outcome in sweep(watched)] == ["held", "held"]
    assert len(notes(watched)) == 2
    assert sweep(watched) == []


def test_links_and_pipes_are_told_once_and_left(watched: Vault) -> None:
    (watched.inbox / WEEKLY).symlink_to("/etc/passwd")
    (watched.inbox / "文件夹").symlink_to("/etc")
    os.mkfifo(watched.inbox / OTHER)
    watcher = Watcher(watched, "a")
    assert [outcome.what for outcome in watcher.sweep()] == ["failed"] * 3
    assert list(watcher.sweep()) == []
    assert {WEEKLY, "文件夹", OTHER} <= names_in(watched.inbox)


def test_a_name_in_no_known_encoding_is_held(watched: Vault) -> None:
    raw = os.fsencode(watched.inbox) + b"/" + "总结.xlsx".encode("gb18030")
    Path(os.fsdecode(raw)).write_bytes(b"x")
    assert [outcome.what for outcome in sweep(watched)] == ["held"]
    [held] = watched.holding_area.glob("*.xlsx")
    assert held.read_bytes() == b"x"
    assert held.name.isprintable()
    assert sweep(watched) == []


# ---- changes in place


def test_a_change_in_place_is_kept_in_git_and_flagged(watched: Vault, write: Write) -> None:
    version = vaults.add(watched, write(WEEKLY, b"as checked in"), actor="a")
    (watched.root / PLACE / WEEKLY).write_bytes(b"as edited")
    path = f"{PLACE}/{WEEKLY}"
    assert sweep(watched) == [Outcome("kept", path, path)]
    git = ["git", f"--git-dir={watched.own / 'archives/运营部.git'}"]
    show = [*git, "show", f"main:{path.removeprefix('运营部/')}"]
    assert subprocess.run(show, check=True, capture_output=True).stdout == b"as edited"
    findings = [f for f in audit(watched, tally=Tally()) if f.rule == "changed-on-disk"]
    assert [(f.path, f.suggestion) for f in findings] == [(path, WEEKLY.replace("V1.0", "V2.0"))]
    assert "git" in findings[0].message.zh
    assert watched.version(watched.find(WEEKLY)).commit == version.commit
    assert sweep(watched) == []  # kept once


def test_an_editor_that_saves_by_renaming_changes_in_place_too(
    watched: Vault, write: Write
) -> None:
    vaults.add(watched, write(WEEKLY, b"as checked in"), actor="a")
    with watching(watched) as done:
        draft = watched.root / PLACE / "~$draft.tmp"
        draft.write_bytes(b"as edited")
        draft.replace(watched.root / PLACE / WEEKLY)
        wait_for(lambda: done)
    assert [outcome.what for outcome in done] == ["kept"]


# ---- live


def test_a_file_is_waited_for_until_its_writer_is_done(watched: Vault, tmp_path: Path) -> None:
    target = watched.inbox / WEEKLY
    go_on = tmp_path / "go on"
    writer = """
        import os, sys, time
        with open(sys.argv[1], "wb") as file:
            file.write(b"first half, ")
            file.flush()
            while not os.path.exists(sys.argv[2]):
                time.sleep(0.02)
            file.write(b"second half")
    """
    with watching(watched) as done:
        command = [sys.executable, "-c", dedent(writer), str(target), str(go_on)]
        with subprocess.Popen(command) as process:
            wait_for(lambda: target.exists() and target.stat().st_size)
            time.sleep(5 * watched.settings.inbox.settle_seconds)
            assert target.exists()
            assert done == []
            go_on.touch()
            assert process.wait(PATIENCE) == 0
        wait_for(lambda: done)
    assert tree(watched) == {f"{PLACE}/{WEEKLY}": b"first half, second half"}


def test_wrong_names_from_before_the_watch_stay_and_later_ones_are_held(watched: Vault) -> None:
    put(watched.root / "运营部", **{"老文件.docx": b"old"})
    with watching(watched) as done:
        put(watched.root / "运营部", **{"新文件.docx": b"new"})
        wait_for(lambda: done)
    assert [(outcome.what, outcome.path) for outcome in done] == [("held", "运营部/新文件.docx")]
    assert (watched.root / "运营部/老文件.docx").read_bytes() == b"old"


def test_folders_and_archives_that_come_later_are_watched(watched: Vault) -> None:
    with watching(watched) as done:
        put(watched.root, **{f"市场部/新/{OTHER}": b"1"})
        put(watched.inbox, **{f"刚建/里面/{WEEKLY}": b"2"})
        wait_for(lambda: len(done) == 2)
        put(watched.root, **{f"市场部/新/{WEEKLY.replace('1011', '1025')}": b"3"})
        wait_for(lambda: len(done) == 3)
    assert {outcome.what for outcome in done} == {"filed"}


def test_an_inbox_thrown_away_is_made_again(watched: Vault) -> None:
    with watching(watched) as done:
        (watched.inbox / "~$probe").unlink()
        watched.holding_area.rmdir()
        watched.inbox.rmdir()
        wait_for(watched.inbox.is_dir)
        put(watched.inbox, **{WEEKLY: b"x", "~$probe": b""})
        wait_for(lambda: done)


def test_what_docvault_itself_puts_in_place_is_left_alone(watched: Vault, write: Write) -> None:
    still(watched, 0)
    with watching(watched) as done, Vault.open(watched.root) as other:
        for number in range(1, 9):
            name = WEEKLY.replace("V1.0", f"V{number}.0")
            vaults.add(other, write(name, str(number).encode()), actor="a")
        time.sleep(0.5)
    assert done == []
    assert len(tree(watched)) == 3


def test_a_file_that_vanishes_while_it_is_waited_for_is_no_trouble(watched: Vault) -> None:
    put(watched.inbox, **{WEEKLY: b"x"})
    watcher = Watcher(watched, "a")
    watcher.notice_all()
    (watched.inbox / WEEKLY).unlink()
    assert list(watcher.handle_settled()) == []


# ---- who is writing


def test_an_open_file_is_being_written_and_a_closed_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("wb"):
        assert being_written(path) in {True, not hasattr(os, "O_DIRECT")}
    assert not being_written(path)
    with path.open("rb"):
        assert not being_written(path)
    assert not being_written(tmp_path / "none")


def test_looking_at_a_file_that_others_open_ends_nobody(tmp_path: Path) -> None:
    # The kernel tells whoever looks by a signal, and the usual one would end the process.
    path = tmp_path / "file"
    path.touch()
    looker = f"""
        import time
        from pathlib import Path
        from docvault.store.watching import being_written
        print(flush=True)
        end = time.monotonic() + 1
        while time.monotonic() < end:
            being_written(Path({str(path)!r}))
    """
    command = [sys.executable, "-c", dedent(looker)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        while process.poll() is None:
            path.open("ab").close()
    assert process.returncode == 0


def test_a_department_added_meanwhile_is_taken_notice_of(watched: Vault) -> None:
    watcher = Watcher(watched, "inbox")
    codes = [*watched.convention.departments.codes, "安全部"]
    change_settings(watched, {("naming", "departments"): codes}, actor="a")
    still(watched, 0.15)
    path = "安全部/2023/10/周报/安全部-周报-20231011-V1.0-巡检.txt"
    put(watched.root, **{path: b"x"})
    assert [outcome.now for outcome in watcher.sweep()] == [path]
    assert watched.at_path(path)
