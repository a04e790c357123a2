"""The program as a process among others: pipes, signals, terminals."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import NOTICE, PROGRAM, WEEKLY, Call, files

Write = Callable[..., Path]
PATIENCE = 30


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_add_history_and_get_as_one_would_type_them(
    process: Call, root: Path, write: Write, tmp_path: Path
) -> None:
    options = ("--vault", root, "--actor", "张三")
    assert NOTICE in process(*options, "add", write(NOTICE, b"1"), "-m", "首次").out
    assert process(*options, "revise", NOTICE, write("x.txt", b"2")).status == 0
    head, second, first = process(*options, "history", NOTICE).out.splitlines()
    assert head.split()[0] == "Version"
    assert second.split()[:2] == ["V2.0", "current"]
    assert first.split()[:2] == ["V1.0", "superseded"]
    assert first.endswith("首次")
    assert process(*options, "get", NOTICE, "--version", "V1.0", "-o", "out").status == 0
    assert (tmp_path / "out").read_bytes() == b"1"


@pytest.mark.parametrize("line", [("list",), ("list", "--json"), ("--help",), ("audit",)])
def test_a_reader_that_goes_away_is_no_error(
    docvault: Call, root: Path, write: Write, line: tuple[str, ...]
) -> None:
    for day in range(1, 29):
        docvault("add", write(WEEKLY.replace("20231011", f"202310{day:02}"), b"x"))
    reading, writing = os.pipe()
    os.close(reading)
    command = [PROGRAM, "--vault", root, *line]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_watching_ends_when_it_is_asked_to(root: Path, number: signal.Signals) -> None:
    command = [PROGRAM, "--vault", root, "--json", "watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr
        assert process.stdout
        assert b"Watching" in process.stderr.readline()
        (root / "收件箱" / NOTICE).write_bytes(b"x")
        assert json.loads(process.stdout.readline())["what"] == "filed"
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0
        assert process.stderr.read() == b""


def test_ctrl_c_leaves_a_whole_vault(root: Path, write: Write, docvault: Call) -> None:
    assert docvault("add", write(NOTICE, b"x")).status == 0
    # A file that somebody is still writing makes `watch --once` wait.
    with (root / "收件箱" / WEEKLY).open("wb") as file:
        file.write(b"half")
        file.flush()
        command = [PROGRAM, "--vault", root, "watch", "--once"]
        with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
            time.sleep(1.5)
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 130
            assert process.stderr
            said = process.stderr.read().decode()
    assert said.split() == ["docvault:", "Interrupted."]
    assert docvault("verify", "--deep").status == 0


def test_progress_is_shown_on_a_terminal_and_the_result_stays_clean(
    root: Path, write: Write
) -> None:
    for day in range(1, 6):
        write(WEEKLY.replace("20231011", f"202310{day:02}"), b"x")
    ours, theirs = pty.openpty()
    command = [PROGRAM, "--vault", root, "--json", "import", "outside"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        assert process.stdout
        out = process.stdout.read()
    os.close(ours)
    assert process.returncode == 0
    assert b"Importing" in shown
    assert json.loads(out)["imported"] == 5


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""


def test_without_a_terminal_nothing_but_the_result_is_printed(
    process: Call, root: Path, write: Write
) -> None:
    write(NOTICE)
    done = process("--vault", root, "import", "outside")
    assert (done.status, done.err) == (0, "")
    assert "\x1b" not in done.out


def test_a_hostile_name_cannot_speak_to_the_terminal(
    process: Call, root: Path, tmp_path: Path
) -> None:
    hostile = tmp_path / "a\n\x1b[31mdocvault: done\u202e.txt"
    hostile.touch()
    for line in (("add", hostile), ("import", tmp_path / "none" / hostile.name)):
        done = process("--vault", root, *line)
        assert done.status in {3, 4}
        assert len(done.err.splitlines()) == 1
        assert not {"\x1b", "\u202e"} & set(done.err)
    (root / "运营部").mkdir()
    hostile.rename(root / "运营部" / hostile.name)
    for command in ("audit", "import"):
        done = process("--vault", root, command, root)
        assert not {"\x1b", "\u202e"} & set(done.out)


def test_a_note_cannot_either(process: Call, root: Path, write: Write) -> None:
    process("--vault", root, "add", write(NOTICE), "-m", "一\n二\x1b[2J")
    out = process("--vault", root, "history", NOTICE).out
    assert "\x1b" not in out
    assert len(out.splitlines()) == 2
    assert process("--vault", root, "history", NOTICE, "--json").json[0]["note"] == "一\n二\x1b[2J"


def test_bytes_that_are_no_text_on_the_line_are_no_fault(
    docvault: Call, process: Call, root: Path, write: Write
) -> None:
    broken = os.fsdecode(b"\xd7\xdc\xbd\xe1")
    file = write(NOTICE)
    for line in (
        ("add", broken),
        ("show", broken),
        ("add", file, "--name", broken),
        ("add", file, "--actor", broken),
        ("list", "--department", broken),
    ):
        done = docvault(*line, "--json")
        assert done.status in {2, 3, 4}, (line, done.err)
        assert done.error["code"] != "internal-error"
    assert process("--vault", root, "show", broken, "--json").error["code"] == "bad-argument"
    assert process("--vault", root, "add", file, "-m", broken).status == 0
    assert process("--vault", root, "verify").status == 0


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "none such"])
def test_any_locale_is_good_enough(process: Call, root: Path, write: Write, locale: str) -> None:
    environment = {"LC_ALL": locale, "DOCVAULT_LANG": "zh"}
    command = ("--vault", root, "add", write(NOTICE), "--json")
    done = process(*command, env=environment)
    assert done.status == 0
    assert done.json[0]["name"] == NOTICE
    assert process("--vault", root, "show", NOTICE, env=environment).status == 0


def test_a_terminal_that_knows_no_chinese_is_no_reason_to_fail(
    process: Call, root: Path, write: Write
) -> None:
    environment = {"PYTHONIOENCODING": "ascii"}
    assert process("--vault", root, "add", write(NOTICE), env=environment).status == 0
    assert process("--vault", root, "list", env=environment).status == 0
    assert process("--vault", root, "list", "--json", env=environment).json[0]["name"] == NOTICE


def test_what_lies_in_a_new_vaults_folder_already_stays(process: Call, tmp_path: Path) -> None:
    old = tmp_path / "share"
    (old / "运营部").mkdir(parents=True)
    (old / "运营部/老文件.docx").write_bytes(b"old")
    assert process("init", old).status == 0
    assert files(old)["运营部/老文件.docx"] == b"old"
