from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from tests.naming_rules.cli.conftest import RIGHT, WRONG


def git(repository, *arguments):
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=repository, check=True, capture_output=True)


def test_a_clean_folder_is_status_0(program, folder):
    (folder / WRONG).unlink()
    ran = program("check", folder)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "1 name checked, all compliant.\n"


def test_findings_are_status_1_with_paths_as_they_were_given(program, folder):
    for given, shown in (("share", f"share/{WRONG}"), (folder, f"{folder}/{WRONG}")):
        ran = program("check", given, "--json")
        assert ran.status == 1
        assert ran.json["checked"] == 2
        assert {finding["path"] for finding in ran.json["findings"]} == {shown}
        assert {finding["suggestion"] for finding in ran.json["findings"]} == {RIGHT}


def test_hints_alone_are_compliant(program, tmp_path):
    (tmp_path / "c.toml").write_text('[naming.rules]\nwhitespace = "info"\n', encoding="utf-8")
    name = RIGHT.replace("总结", "总 结").encode()
    strict = program("check", "--stdin", stdin=name)
    lenient = program("check", "--stdin", "--json", "--config", "c.toml", stdin=name)
    assert (strict.status, lenient.status) == (1, 0)
    assert [finding["severity"] for finding in lenient.json["findings"]] == ["info"]


def test_several_folders_and_files_are_one_report(program, folder, tmp_path):
    other = tmp_path / "other.docx"
    other.touch()
    ran = program("check", folder, other, "--json")
    assert ran.json["checked"] == 3
    assert str(other) in {finding["path"] for finding in ran.json["findings"]}


def test_a_suggested_place_is_a_path_as_given_too(program, folder):
    wrong = folder / "市场部" / RIGHT
    wrong.parent.mkdir()
    wrong.touch()
    findings = program("check", "share", "--json").json["findings"]
    (one,) = [finding for finding in findings if finding["rule"] == "wrong-folder"]
    assert one["suggestion"] == f"share/运营部/{RIGHT}"


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("text", str),
        ("json", json.loads),
        ("csv", lambda text: list(csv.reader(io.StringIO(text)))),
        ("sarif", json.loads),
        ("junit", ElementTree.fromstring),
        ("html", str),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_is_written_to_stdout_or_a_file(program, folder, tmp_path, form, read, lang):
    printed = program("check", folder, "--format", form, lang=lang)
    written = program("check", folder, "--format", form, "-o", tmp_path / "report", lang=lang)
    assert (printed.status, written.status, written.out) == (1, 1, "")
    assert read(printed.out) is not None  # an XML element without children is false
    assert read((tmp_path / "report").read_text(encoding="utf-8"))
    assert list(tmp_path.glob("*.tmp")) == []


def test_a_report_replaces_the_old_one_only_when_it_is_whole(program, tmp_path):
    (tmp_path / "report").write_text("old", encoding="utf-8")
    ran = program("check", tmp_path / "gone", "-o", tmp_path / "report")
    assert ran.status == 3
    assert (tmp_path / "report").read_text(encoding="utf-8") == "old"


def test_sarif_and_html_hold_the_pages_of_the_rules(program, folder):
    run = json.loads(program("check", folder, "--format", "sarif").out)["runs"][0]
    assert len(run["tool"]["driver"]["rules"]) > 30
    assert all("ruleIndex" in result for result in run["results"])


def test_html_counts_by_the_department_a_name_should_have(program, folder):
    assert "<span>运营部</span>" in program("check", folder, "--format", "html").out


# ---- names on standard input


def test_bare_names_are_read_one_a_line(program):
    ran = program("check", "--stdin", "--json", stdin=f"{WRONG}\r\n\n{RIGHT}".encode())
    assert ran.status == 1
    assert ran.json["checked"] == 2
    assert {finding["path"] for finding in ran.json["findings"]} == {WRONG}


def test_names_may_end_in_nul(program):
    ran = program("check", "--stdin", "-0", "--json", stdin=f"a\nb.docx\0{RIGHT}\0".encode())
    assert {finding["path"] for finding in ran.json["findings"]} == {"a\nb.docx"}


def test_names_that_are_no_unicode_come_back_byte_for_byte(program):
    ran = program("check", "--stdin", "--json", stdin=b"\xff\xfe.docx\n")
    (path,) = {finding["path"] for finding in ran.json["findings"]}
    assert path.encode("utf-8", "surrogateescape") == b"\xff\xfe.docx"


def test_no_names_are_compliant(program):
    assert program("check", "--stdin").status == 0


# ---- git


@pytest.fixture
def repository(tmp_path):
    path = tmp_path / "repository"
    (path / "市场部").mkdir(parents=True)
    (path / WRONG).touch()
    (path / "市场部" / RIGHT).touch()
    git(path, "init", "-q")
    git(path, "add", ".")
    git(path, "commit", "-q", "-m", "x")
    return path


def test_the_names_of_a_git_tree_are_checked_without_a_work_tree(program, repository):
    for path in repository.iterdir():
        if path.is_file():
            path.unlink()
    ran = program("check", repository, "--git-ref", "HEAD", "--json")
    assert ran.status == 1
    assert ran.json["checked"] == 2
    rules = {(finding["path"], finding["rule"]) for finding in ran.json["findings"]}
    assert (WRONG, "bad-version") in rules
    assert (f"市场部/{RIGHT}", "wrong-folder") in rules


@pytest.mark.parametrize("ref", ["nope", "--output=x", "HEAD:nope", ""])
def test_a_ref_that_is_not_there_is_status_3(program, repository, ref):
    ran = program("check", repository, f"--git-ref={ref}", "--json")
    assert ran.status == 3
    assert ran.error["code"] == "git-ref-not-found"
    assert list(repository.glob("x*")) == []


def test_a_folder_that_cannot_be_read_is_status_9_and_prints_nothing_else(program, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    if os.access(locked, os.R_OK):
        pytest.skip("this user may read everything")
    ran = program("check", locked, "--json")
    assert (ran.status, ran.error["code"]) == (9, "path-unreadable")


def test_a_folder_that_is_no_repository_is_status_3(program, folder):
    ran = program("check", folder, "--git-ref", "HEAD", GIT_CEILING_DIRECTORIES="/")
    assert ran.status == 3
    assert "repository" in ran.err


def test_the_callers_git_settings_are_not_used(program, repository, folder):
    ran = program("check", repository, "--git-ref", "HEAD", "--json", GIT_DIR=str(folder))
    assert ran.json["checked"] == 2


# ---- refusals


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--stdin", "."),
        ("--stdin", "--git-ref", "HEAD"),
        (".", "-0"),
        (".", "--format", "pdf"),
        (".", "--nope"),
    ],
)
def test_a_wrong_call_is_status_2(program, arguments):
    ran = program("check", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("naming-rules: ")
    assert program("check", *arguments, "--json").error["code"] == "usage"


def test_a_path_that_is_not_there_is_status_3(program, tmp_path):
    ran = program("check", "gone", "--json", lang="zh")
    assert (ran.status, ran.error["code"]) == (3, "path-not-found")
    assert ran.error["message"] == "找不到 gone。"
    assert program("check", ".", "--config", "gone.toml").status == 3


def test_settings_that_are_not_valid_are_status_2_and_named(program, tmp_path):
    (tmp_path / "c.toml").write_text("[naming]\nkeep = 0\n", encoding="utf-8")
    ran = program("check", ".", "--config", "c.toml", "--json")
    assert ran.status == 2
    assert ran.error["code"] == "convention-invalid"
    assert ran.error["key"] == "naming.keep"


def test_a_report_that_cannot_be_written_is_status_9(program, folder, tmp_path):
    ran = program("check", folder, "-o", tmp_path / "no" / "report", "--json")
    assert (ran.status, ran.error["code"]) == (9, "path-unreadable")


def test_a_reader_that_goes_away_is_no_error(program, folder):
    for number in range(1000):  # more lines than a pipe holds
        (folder / f"{number} {'x' * 40}").touch()
    command = (
        f"{sys.executable} -c 'from naming_rules.cli import main; main()' check share | head -1"
    )
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder.parent,
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(__file__).partition("/tests/")[0]},
    )
    assert (done.returncode, done.stderr) == (0, b"")
