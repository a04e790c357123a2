"""What is refused or finds the disk full changes nothing: no file, no git object, no row."""

from __future__ import annotations

import contextlib
import hashlib
import resource
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import NOTICE, PROGRAM, WEEKLY, Call

Write = Callable[..., Path]
FULL = 4096


def rows(root: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    with contextlib.closing(sqlite3.connect(root / ".docvault/vault.db")) as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master")]
        held = {}
        for table in tables:
            with contextlib.suppress(sqlite3.OperationalError):  # an index is no table
                held[table] = sorted(database.execute(f'select * from "{table}"'), key=repr)
    assert any(held.values())
    return held


def listing(root: Path) -> dict[str, str]:
    """Return every file of the vault, its own too, but the database and locks: path -> hash."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith("vault.db") and path.suffix != ".lock"
    }


@contextlib.contextmanager
def nothing_changes(root: Path) -> Iterator[None]:
    """Hold that every file and every row is as it was."""
    before = listing(root), rows(root)
    yield
    after = listing(root), rows(root)
    assert after[0] == before[0]
    assert after[1] == before[1]


@pytest.fixture
def filled(docvault: Call, root: Path, write: Write) -> Path:
    """A vault with two versions of a document."""
    for number in (1, 2):
        file = write(NOTICE.replace("V1.0", f"V{number}.0"), str(number).encode())
        assert docvault("add", file).status == 0
    return root


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (("add", "outside/x", "--name", "会议.docx"), 4),
        (("add", "outside/x", "--name", NOTICE), 6),
        (("add", "outside/x", "--name", "长" * 100 + ".txt"), 4),
        (("add", "outside", "--name", WEEKLY), 4),
        (("add", "link", "--name", WEEKLY), 4),
        (("add", "none", "--name", WEEKLY), 3),
        (("revise", "none", "outside/x"), 3),
        (("revise", NOTICE, "link"), 4),
        (("restore", NOTICE, "--version", "V9.0"), 3),
        (("import", "none"), 3),
        (("import", "outside", "--dry-run"), 1),
        (("user", "add", "a\u202eb"), 4),
        (("user", "disable", "none"), 3),
        (("audit", "--fix"), 0),
        (("audit", "--undo"), 6),
        (("verify", "--deep"), 0),
        (("list", "--unknown"), 2),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_not_a_file_an_object_or_a_row(
    docvault: Call, filled: Path, write: Write, line: tuple[str, ...], status: int
) -> None:
    write("x", b"3")
    (filled.parent / "link").symlink_to("/etc/passwd")
    with nothing_changes(filled):
        assert docvault(*line).status == status


@pytest.mark.parametrize(
    "line",
    [
        ("revise", NOTICE, "outside/big"),
        ("restore", NOTICE, "--version", "V3.0"),
        ("get", NOTICE, "-o", "out"),
        ("audit", "--format", "html", "-o", "out"),
        ("register", "export", "-o", "out"),
        ("init", "other"),
    ],
    ids=" ".join,
)
def test_a_full_disk_is_one_line_and_status_9(
    docvault: Call, process: Call, filled: Path, write: Write, line: tuple[str, ...]
) -> None:
    big = write("big", b"x" * 100_000)
    for _ in range(2):
        assert docvault("revise", NOTICE, big).status == 0

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, FULL))

    with nothing_changes(filled):
        done = process("--vault", filled, *line, "--json", preexec_fn=small)
    assert (done.status, done.error["code"]) == (9, "disk-full"), done.err
    assert not (filled.parent / "out").exists()
    assert not list(filled.parent.glob(".*.part"))
    assert docvault(*line).status in {0, 1}  # 1: the audit has something to say


def test_ctrl_c_in_an_import_leaves_whole_documents_and_the_rest_for_later(
    docvault: Call, root: Path, write: Write
) -> None:
    number = 0
    for month in range(1, 7):
        for day in range(1, 29):
            number += 1
            write(WEEKLY.replace("20231011", f"2022{month:02}{day:02}"), str(number).encode())
    command = [PROGRAM, "--vault", root, "import", "outside", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 30
        while not (root / "运营部").exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, b""), err
    assert len(err.splitlines()) == 1
    assert b"interrupted" in err
    assert docvault("verify", "--deep").status == 0
    kept = len(docvault("list", "--json").json)  # any number: it depends on when the signal came
    rest = docvault("import", "outside", "--json").json
    assert (rest["imported"], rest["skipped"]) == (number - kept, kept)
    assert len(docvault("list", "--json").json) == number
