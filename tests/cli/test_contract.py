"""What scripts rely on: the commands, their JSON keys and their exit statuses (design.md §6)."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from docvault.cli.main import COMMANDS
from docvault.extract.programs import missing_programs
from tests.cli.conftest import NOTICE, PLACE, WEEKLY, Call, files

Write = Callable[..., Path]
CHECKED_IN = {"document", "name", "version", "path", "sha256", "commit"}
VERSION = {"version", "sha256", "commit", "actor", "at", "note", "state"}
FINDING = {"rule", "path", "message", "severity", "suggestion"}


def v(number: int, name: str = NOTICE) -> str:
    return name.replace("V1.0", f"V{number}.0")


def good(call: Call, *line: object, status: int = 0) -> Any:
    done = call(*line, "--json")
    assert (done.status, done.err) == (status, "")
    return done.json


def test_the_commands_of_the_contract_are_there() -> None:
    assert {"init", "add", "revise", "list", "show", "history", "get", "restore", "diff"} <= set(
        COMMANDS
    )
    assert {"import", "watch", "audit", "register", "verify", "rebuild", "user"} <= set(COMMANDS)


def test_init_says_where_the_vault_is(docvault: Call, tmp_path: Path) -> None:
    value = good(docvault, "init", tmp_path / "新")
    assert value == {"vault": str(tmp_path / "新")}
    assert (tmp_path / "新/收件箱/待更正").is_dir()
    assert (tmp_path / "新/docvault.toml").is_file()
    english = good(docvault, "init", "english", "--preset", "en")
    assert (Path(english["vault"]) / "Inbox/To-correct").is_dir()


def test_add_tells_of_each_file(docvault: Call, root: Path, write: Write) -> None:
    first, second = write(NOTICE, b"1"), write(WEEKLY, b"2")
    value = good(docvault, "add", first, second, "-m", "首次")
    assert [one.keys() for one in value] == [CHECKED_IN, CHECKED_IN]
    assert value[1]["path"] == f"{PLACE}/{WEEKLY}"
    assert value[0]["sha256"] == hashlib.sha256(b"1").hexdigest()
    assert files(root)[f"{PLACE}/{WEEKLY}"] == b"2"
    [version] = good(docvault, "history", NOTICE)
    assert version["note"] == "首次"


def test_add_under_another_name(docvault: Call, write: Write) -> None:
    [one] = good(docvault, "add", write("随便.txt"), "--name", NOTICE)
    assert one["name"] == NOTICE


def test_revise_and_restore_tell_what_add_tells(docvault: Call, write: Write) -> None:
    [added] = good(docvault, "add", write(NOTICE, b"1"))
    revised = good(docvault, "revise", NOTICE, write("x.txt", b"2"))
    minor = good(docvault, "revise", added["document"], write("x.txt", b"3"), "--minor")
    restored = good(docvault, "restore", NOTICE, "--version", "V1.0")
    assert all(one.keys() == CHECKED_IN for one in (revised, minor, restored))
    assert [one["version"] for one in (revised, minor, restored)] == ["V2.0", "V2.1", "V3.0"]
    assert {one["document"] for one in (added, revised, minor, restored)} == {added["document"]}
    assert restored["sha256"] == added["sha256"]


def test_list_and_show(docvault: Call, write: Write) -> None:
    assert good(docvault, "list") == []
    docvault("add", write(NOTICE), write(WEEKLY))
    listed = good(docvault, "list")
    assert [one["name"] for one in listed] == [NOTICE, WEEKLY]
    assert [one["name"] for one in good(docvault, "list", "--type", "周报")] == [WEEKLY]
    assert good(docvault, "list", "--department", "市场部") == []
    shown = good(docvault, "show", f"{PLACE}/{WEEKLY}")
    assert shown.items() >= listed[1].items()
    assert shown.keys() > {"sha256", "commit", "size", "level", "document", "version"}


def test_history_tells_where_each_version_is(docvault: Call, write: Write) -> None:
    for number in range(1, 5):
        docvault("add", write(v(number), str(number).encode()), "--actor", f"actor {number}")
    history = good(docvault, "history", NOTICE)
    assert all(version.keys() >= VERSION for version in history)
    assert [(one["version"], one["state"], one["actor"]) for one in history] == [
        ("V4.0", "current", "actor 4"),
        ("V3.0", "superseded", "actor 3"),
        ("V2.0", "superseded", "actor 2"),
        ("V1.0", "in_git", "actor 1"),
    ]


def test_get_gives_the_bytes(docvault: Call, write: Write, tmp_path: Path) -> None:
    docvault("add", write(v(1), b"one"))
    docvault("add", write(v(2), b"two"))
    value = good(docvault, "get", NOTICE, "--version", "V1.0", "-o", tmp_path / "out")
    assert (value["version"], value["sha256"]) == ("V1.0", hashlib.sha256(b"one").hexdigest())
    assert (tmp_path / "out").read_bytes() == b"one"
    good(docvault, "get", NOTICE, "-o", tmp_path)
    assert (tmp_path / v(2)).read_bytes() == b"two"


def test_diff_compares_text(docvault: Call, write: Write) -> None:
    docvault("add", write(v(1), "值班：张三\n电话：1\n".encode()))
    docvault("add", write(v(2), "值班：李四\n电话：1\n".encode()))
    value = good(docvault, "diff", NOTICE, "V1.0", "V2.0")
    assert {"-值班：张三", "+值班：李四", " 电话：1"} <= set(value["lines"])
    assert value["reason"] is None
    assert good(docvault, "diff", NOTICE, "V1.0", "V1.0")["lines"] == []
    docvault("add", write("运营部-资料-20231007-V1.0-照片.png", b"\x89PNG"))
    none = good(docvault, "diff", "运营部-资料-20231007-V1.0-照片.png", "V1.0", "V1.0")
    assert none["lines"] == []
    assert none["reason"]


def test_diff_names_the_program_that_is_missing(
    docvault: Call, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = shutil.which("git")
    assert git is not None
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").symlink_to(git)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    if not missing_programs():
        pytest.skip("the programs lie where their installers put them")
    name = "运营部-资料-20231007-V1.0-照片.png"
    docvault("add", write(name, b"\x89PNG"))
    assert "Tesseract" in good(docvault, "diff", name, "V1.0", "V1.0")["reason"]


def test_import_counts_what_went_in_and_what_did_not(
    docvault: Call, root: Path, write: Write
) -> None:
    outside = write(NOTICE, b"1").parent
    write("Q4会议资料_20231011.pptx")
    planned = good(docvault, "import", outside, "--dry-run", status=1)
    assert (planned["imported"], planned["skipped"], len(planned["plan"])) == (0, 2, 2)
    assert not (root / "运营部").exists()
    value = good(docvault, "import", outside, status=1)
    assert value.keys() == {"imported", "skipped", "findings"}
    assert (value["imported"], value["skipped"]) == (1, 1)
    assert all(finding.keys() >= FINDING for finding in value["findings"])
    done = good(docvault, "import", outside, "--department", "运营部", "--move")
    assert (done["imported"], done["skipped"], done["findings"]) == (1, 1, [])
    assert list(outside.iterdir()) == []


def test_audit_tells_findings_and_how_many_were_checked(
    docvault: Call, root: Path, write: Write
) -> None:
    assert good(docvault, "audit") == {"findings": [], "checked": 0}
    docvault("add", write(NOTICE))
    (root / "运营部/2023/10/内部通知" / NOTICE).write_bytes(b"edited")
    value = good(docvault, "audit", status=1)
    assert value["checked"] == 1
    [finding] = value["findings"]
    assert finding.keys() >= FINDING
    assert (finding["rule"], finding["severity"]) == ("changed-on-disk", "error")
    assert good(docvault, "audit", root / "运营部", status=1) == value


def test_audit_mends_and_takes_back(docvault: Call, root: Path) -> None:
    loose = root / "运营部" / "运营部 周报 2023.10.11 v1 工作总结.xlsx"
    loose.parent.mkdir()
    loose.write_bytes(b"x")
    before = files(root)
    planned = good(docvault, "audit", "--fix", status=1)
    assert [rename["to"] for rename in planned["renames"]] == [f"{PLACE}/{WEEKLY}"]
    assert files(root) == before
    assert good(docvault, "audit", "--fix", "--apply")["applied"] is True
    assert f"{PLACE}/{WEEKLY}" in files(root)
    assert len(good(docvault, "audit", "--undo")["restored"]) == 1
    assert files(root) == before


def test_audit_writes_every_form(docvault: Call, root: Path, tmp_path: Path) -> None:
    (root / "运营部").mkdir()
    (root / "运营部/ab.txt").touch()
    for form in ("text", "json", "csv", "sarif", "junit", "html"):
        done = docvault("audit", "--format", form, "-o", tmp_path / form)
        assert (done.status, done.out) == (1, "")
        assert "ab.txt" in (tmp_path / form).read_text("utf-8-sig")
    json.loads((tmp_path / "sarif").read_text())


def test_verify_tells_problems(docvault: Call, root: Path, write: Write) -> None:
    docvault("add", write(NOTICE))
    for line, checked in ((("verify",), 1), (("verify", "--deep"), 2)):
        value = good(docvault, *line)
        assert (value["checked"], value["problems"]) == (checked, [])
    (root / "运营部/2023/10/内部通知" / NOTICE).unlink()
    value = good(docvault, "verify", status=1)
    [problem] = value["problems"]
    assert problem.keys() >= {"kind", "document", "version", "detail"}
    assert (problem["kind"], problem["version"]) == ("file-missing", "V1.0")
    assert good(docvault, "rebuild") == {"commits": 1, "put_back": 1, "indexed": 1}
    assert good(docvault, "verify")["problems"] == []


def test_register_export_writes_both_registers(
    docvault: Call, write: Write, tmp_path: Path
) -> None:
    docvault("add", write(NOTICE))
    value = good(docvault, "register", "export", "--kind", "ledger", "-o", tmp_path / "a.xlsx")
    assert value["rows"] == 1
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["文件登记台账"]
    folder = good(
        docvault, "register", "export", "--kind", "filing", "--format", "csv", "-o", tmp_path
    )
    assert Path(folder["path"]).name == "文档归档登记表.csv"
    assert NOTICE.split("-")[-1].removesuffix(".txt") in Path(folder["path"]).read_text("utf-8")


def test_watch_tells_one_thing_a_line(docvault: Call, root: Path) -> None:
    (root / "收件箱" / NOTICE).write_bytes(b"1")
    (root / "收件箱/随便.txt").write_bytes(b"2")
    settings = root / "docvault.toml"
    settings.write_text(settings.read_text().replace("settle_seconds = 2.0", "settle_seconds = 0"))
    done = docvault("watch", "--once", "--json")
    outcomes = {one["what"]: one for one in map(json.loads, done.out.splitlines())}
    assert outcomes.keys() == {"filed", "held"}
    assert outcomes["held"]["now"] == "收件箱/待更正/随便.txt"
    assert docvault("watch", "--once").out == ""


def test_users(docvault: Call) -> None:
    assert good(docvault, "user", "list") == []
    line = ("--role", "head", "--department", "运营部", "--display-name", "张 三")
    added = good(docvault, "user", "add", "zhangsan", *line)
    assert (added["name"], added["role"], added["department"]) == ("zhangsan", "head", "运营部")
    assert good(docvault, "user", "list") == [added]
    disabled = good(docvault, "user", "disable", "zhangsan")
    assert disabled["disabled_at"]


def test_demo_makes_a_vault_with_which_nothing_is_wrong(docvault: Call, tmp_path: Path) -> None:
    value = good(docvault, "demo", tmp_path / "demo")
    checked = good(docvault, "--vault", value["vault"], "verify", "--deep")
    assert checked["problems"] == []
    assert checked["checked"] > 50
