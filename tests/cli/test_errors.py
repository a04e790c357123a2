"""Bad input: one clear line, the exit status that says what kind, and nothing changed."""

from __future__ import annotations

import os
import resource
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import NOTICE, WEEKLY, Call, unchanged

Write = Callable[..., Path]
SECOND = NOTICE.replace("V1.0", "V2.0")


@pytest.fixture
def filled(docvault: Call, write: Write, root: Path) -> Path:
    """A vault with one document in two versions."""
    for number in (1, 2):
        file = write(NOTICE.replace("V1.0", f"V{number}.0"), str(number).encode())
        assert docvault("add", file).status == 0
    return root


def refused(call: Call, root: Path, *line: object) -> tuple[int, str]:
    """Run it both ways; hold that each tells one line and changes nothing; return what it was."""
    with unchanged(root):
        told = call(*line, "--json")
        said = call(*line)
    assert said.status == told.status
    assert said.out == ""
    assert len(said.err.splitlines()) == 1, said.err
    assert said.err.startswith("docvault: ")
    assert told.error["message"] in said.err or told.error["message"].splitlines()[1:]
    return told.status, told.error["code"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("运营部 周报 2023.10.11 v1 工作总结.xlsx", (4, "name-refused")),
        ("会议.docx", (4, "name-refused")),
        ("x" * 300 + ".txt", (4, "name-refused")),
        ("长" * 100 + ".txt", (4, "name-refused")),
        (NOTICE.replace("20231007", "20231307"), (4, "name-refused")),
        ("../" + NOTICE, (4, "name-refused")),
        ("", (4, "name-refused")),
        ("a\nb\x1b[31m.txt", (4, "name-refused")),
        (NOTICE, (6, "version-conflict")),
        (SECOND, (6, "version-conflict")),
        (NOTICE.replace(".txt", ".TXT").replace("V1.0", "V3.0"), (6, "name-taken")),
    ],
)
def test_names_and_versions_that_cannot_be(
    docvault: Call, filled: Path, write: Write, name: str, expected: tuple[int, str]
) -> None:
    assert refused(docvault, filled, "add", write("file", b"3"), "--name", name) == expected


def test_a_wrong_name_comes_with_a_suggestion_and_its_findings(
    docvault: Call, root: Path, write: Write
) -> None:
    file = write("运营部 周报 2023.10.11 v1 工作总结.xlsx")
    error = docvault("add", file, "--json").error
    assert error["suggestion"] == WEEKLY
    assert error["findings"][0].keys() >= {"rule", "path", "message", "severity", "suggestion"}
    assert WEEKLY in docvault("add", file).err
    assert root.exists()


def test_a_version_conflict_names_the_current_and_the_next(
    docvault: Call, filled: Path, write: Write
) -> None:
    assert filled.exists()
    error = docvault("add", write(NOTICE, b"late"), "--json").error
    assert (error["current"], error["next"]) == ("V2.0", "V3.0")


def test_what_is_no_regular_file(docvault: Call, root: Path, tmp_path: Path) -> None:
    strange = [tmp_path / str(number) / NOTICE for number in range(5)]
    for path in strange:
        path.parent.mkdir()
    folder, link, loop, fifo, listening = strange
    folder.mkdir()
    link.symlink_to("/etc/passwd")
    loop.symlink_to(loop)
    os.mkfifo(fifo)
    os.chdir(listening.parent)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(NOTICE)
        for path in strange:
            assert refused(docvault, root, "add", path) == (4, "not-a-file")
    assert refused(docvault, root, "add", "/dev/null", "--name", NOTICE) == (4, "not-a-file")


def test_a_file_that_cannot_be_read(docvault: Call, root: Path, write: Write) -> None:
    closed = write(NOTICE)
    closed.chmod(0)
    if os.getuid():
        assert refused(docvault, root, "add", closed) == (4, "unreadable-file")
    # Reading it fails for root as well: nothing is mapped at the beginning.
    line = ("add", "/proc/self/mem", "--name", NOTICE)
    assert refused(docvault, root, *line) == (4, "unreadable-file")


def test_an_empty_file_is_no_error(docvault: Call, write: Write) -> None:
    assert docvault("add", write(NOTICE, b"")).status == 0


def test_a_file_over_the_limit(docvault: Call, root: Path, write: Write) -> None:
    settings = root / "docvault.toml"
    settings.write_text(
        settings.read_text().replace("max_file_size = 2_147_483_648", "max_file_size = 1000")
    )
    assert refused(docvault, root, "add", write(NOTICE, b"x" * 1001)) == (4, "file-too-large")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("add", "没有.txt"), (3, "file-not-found")),
        (("add", "vault"), (4, "not-a-file")),
        (("add", NOTICE), (3, "file-not-found")),
        (("show", "没有"), (3, "document-not-found")),
        (("show", ""), (3, "document-not-found")),
        (("history", "a" * 5000), (3, "document-not-found")),
        (("get", NOTICE, "-o", "没有/x"), (3, "file-not-found")),
        (("get", NOTICE, "--version", "V9.0", "-o", "x"), (3, "version-not-found")),
        (("restore", NOTICE, "--version", "V9"), (3, "version-not-found")),
        (("diff", NOTICE, "V1.0", "V7.0"), (3, "version-not-found")),
        (("revise", "没有", "vault/docvault.toml"), (3, "document-not-found")),
        (("revise", NOTICE, "没有"), (3, "file-not-found")),
        (("import", "没有"), (3, "file-not-found")),
        (("import", "vault/docvault.toml"), (2, "bad-argument")),
        (("import", "vault/收件箱"), (2, "bad-argument")),
        (("import", ".", "--department", "没有"), (2, "bad-argument")),
        (("list", "--type", "没有"), (2, "bad-argument")),
        (("audit", "没有"), (3, "file-not-found")),
        (("audit", "vault/收件箱"), (2, "bad-argument")),
        (("audit", "--apply"), (2, "bad-argument")),
        (("audit", "--undo"), (6, "fix-refused")),
        (("audit", "-o", "没有/x"), (3, "file-not-found")),
        (("register", "export", "-o", "没有/x"), (3, "file-not-found")),
        (("user", "disable", "没有"), (3, "user-not-found")),
        (("user", "add", "a\u202eb"), (4, "user-name-refused")),
        (("user", "add", "a", "--department", "没有"), (2, "bad-argument")),
        (("init", "vault"), (2, "vault-exists")),
        (("--vault", "没有", "list"), (3, "vault-not-found")),
        (("add",), (2, "usage")),
        (("add", "--unknown"), (2, "usage")),
        (("frobnicate",), (2, "usage")),
        (("show", NOTICE, "zu", "viel"), (2, "usage")),
        (("register", "export", "--kind", "x", "-o", "y"), (2, "usage")),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value[0], str) else str(value[0]),
)
def test_calls_that_cannot_be_answered(
    docvault: Call, filled: Path, line: tuple[str, ...], expected: tuple[int, str]
) -> None:
    assert refused(docvault, filled, *line) == expected


def test_an_old_version_of_a_filing_document_has_no_minor_number(
    docvault: Call, root: Path, write: Write
) -> None:
    name = "ZD-HR-20231001-员工考勤制度-V1.docx"
    docvault("add", write(name))
    assert refused(docvault, root, "revise", name, write("x"), "--minor") == (2, "bad-argument")


def test_one_bad_file_keeps_the_others_from_nothing(
    docvault: Call, root: Path, write: Write
) -> None:
    assert root.exists()
    done = docvault("add", write("坏.txt"), write(NOTICE), "没有.txt", "--json")
    assert done.status == 4
    assert [one["name"] for one in done.json] == [NOTICE]
    assert len(done.err.splitlines()) == 2


# ---- people


def test_a_disabled_user_may_do_nothing(docvault: Call, root: Path, write: Write) -> None:
    docvault("user", "add", "张三", "--department", "运营部")
    assert docvault("add", write(NOTICE), "--actor", "张三").status == 0
    docvault("user", "disable", "张三")
    for line in (("add", write(SECOND)), ("show", NOTICE), ("list",), ("verify",), ("audit",)):
        assert refused(docvault, root, *line, "--actor", "张三") == (5, "not-allowed")


def test_the_rights_of_a_role_hold_for_each_command(
    docvault: Call, root: Path, write: Write
) -> None:
    docvault("user", "add", "李四", "--department", "市场部")
    docvault("add", write(NOTICE))
    for line in (
        ("add", write(SECOND)),
        ("show", NOTICE),
        ("history", NOTICE),
        ("get", NOTICE, "-o", "x"),
        ("diff", NOTICE, "V1.0", "V1.0"),
        ("import", "outside"),
        ("audit",),
        ("audit", "--fix", "--apply"),
        ("verify",),
        ("rebuild",),
        ("register", "export", "-o", "x"),
        ("user", "list"),
        ("user", "add", "王五"),
    ):
        assert refused(docvault, root, *line, "--actor", "李四") == (5, "not-allowed"), line
    assert docvault("list", "--actor", "李四", "--json").json == []


def test_a_name_that_is_no_user_is_refused_where_the_settings_say_so(
    docvault: Call, root: Path, write: Write
) -> None:
    settings = root / "docvault.toml"
    text = settings.read_text()
    settings.write_text(text.replace("unregistered_actors = true", "unregistered_actors = false"))
    assert refused(docvault, root, "add", write(NOTICE)) == (5, "not-allowed")


# ---- settings


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[inbox]\nfolder = 3\n", "settings-invalid"),
        ("[unknown]\n", "settings-invalid"),
        ("[naming]\nkeep = 'x'\n", "settings-invalid"),
        ("not toml at all", "settings-unreadable"),
        ("a = " + "[" * 100_000, "settings-unreadable"),
        ("# " + "x" * 20_000_000, "settings-unreadable"),
    ],
    ids=["wrong-type", "unknown-table", "wrong-naming", "no-toml", "nested", "20-MB"],
)
def test_settings_that_cannot_be(docvault: Call, root: Path, text: str, code: str) -> None:
    (root / "docvault.toml").write_text(text)
    assert refused(docvault, root, "list") == (2, code)


def test_settings_that_are_no_file(docvault: Call, root: Path) -> None:
    (root / "docvault.toml").unlink()
    (root / "docvault.toml").mkdir()
    assert refused(docvault, root, "list") == (3, "vault-not-found")


# ---- the store


def test_a_database_that_is_gone_is_told_with_the_way_out(docvault: Call, root: Path) -> None:
    for file in root.glob(".docvault/vault.db*"):
        file.unlink()
    status, code = refused(docvault, root, "list")
    assert (status, code) == (9, "database-missing")
    assert docvault("rebuild").status == 0
    assert docvault("list").status == 0


@pytest.mark.parametrize("limit", [0, 20_000])
def test_a_full_disk_is_told_and_leaves_nothing(
    process: Call, root: Path, write: Write, limit: int
) -> None:
    file = write(NOTICE, b"x" * 1_000_000)

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    for line in (("add", file), ("add", file, "--json")):
        with unchanged(root):
            done = process("--vault", root, *line, preexec_fn=small)
        assert (done.status, done.out) == (9, ""), done.err
        assert len(done.err.splitlines()) == 1
    assert process("--vault", root, "add", file).status == 0
    assert process("--vault", root, "verify", "--deep").status == 0
