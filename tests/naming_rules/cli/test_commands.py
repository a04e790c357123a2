from __future__ import annotations

import os
import subprocess
import sys

import pytest

from naming_rules import errors
from naming_rules.cli.exit_status import STATUS
from naming_rules.errors import NamedError
from naming_rules.rules import all_rules
from tests.naming_rules.cli.conftest import RIGHT, WRONG


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.is_file())


# ---- fix


def test_fix_shows_its_plan_and_changes_nothing(program, folder):
    before = names(folder)
    ran = program("fix", folder)
    assert ran.status == 1
    assert f"{WRONG}\n  → {RIGHT}\n" in ran.out
    assert "1 file can be renamed. Nothing was changed; --apply does it." in ran.out
    assert names(folder) == before


def test_fix_applies_and_undoes(program, folder):
    before = names(folder)
    done = program("fix", folder, "--apply", "--json")
    assert done.status == 0
    assert done.json["applied"] is True
    assert done.json["renames"][0]["from"] == WRONG
    assert done.json["renames"][0]["to"] == RIGHT
    assert RIGHT in names(folder)
    assert program("check", folder).status == 0

    undone = program("fix", folder, "--undo", "--json")
    assert undone.status == 0
    assert undone.json["restored"] == [{"from": RIGHT, "to": WRONG}]
    assert names(folder) == before


def test_fix_leaves_to_a_person_what_it_cannot_know(program, folder):
    (folder / WRONG).rename(folder / "说明.docx")
    ran = program("fix", folder, "--apply", "--json")
    assert ran.status == 1
    assert ran.json["applied"] is False
    (one,) = ran.json["unresolved"]
    assert one["path"] == "说明.docx"
    assert one["placeholders"] == ["department", "type"]
    assert "说明.docx" in names(folder)


def test_undo_says_what_could_not_be_undone(program, folder):
    program("fix", folder, "--apply")
    (folder / WRONG).touch()
    ran = program("fix", folder, "--undo", lang="zh")
    assert ran.status == 1
    assert f"{WRONG}\n    原名称已被另一个文件占用\n" in ran.out
    assert "已撤销 0 个，1 个未能撤销。" in ran.out


def test_nothing_to_undo_is_status_3(program, folder):
    ran = program("fix", folder, "--undo", "--json")
    assert (ran.status, ran.error["code"]) == (3, "nothing-to-undo")


def test_a_clean_folder_needs_no_fix(program, folder):
    (folder / WRONG).unlink()
    ran = program("fix", folder, "--apply")
    assert (ran.status, ran.out) == (0, "No file can be renamed.\n")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(("share", "--apply", "--undo"), 2), ((), 2), (("gone",), 3), (("file",), 2)],
)
def test_fix_refuses_a_wrong_call(program, folder, arguments, status):
    (folder.parent / "file").touch()
    assert program("fix", *arguments).status == status


# ---- suggest


def test_suggest_prints_the_nearest_name_and_why(program):
    ran = program("suggest", "最终版(2)市场部活动方案1008.docx", "--folder", "法规/2023", lang="zh")
    assert ran.status == 0
    assert ran.out == ("最终版(2)市场部活动方案1008.docx\n  → 市场部-活动方案-20231008-V1.0.docx\n")
    ran = program("suggest", "计量法.docx", "--folder", "laws", lang="zh")
    assert "文件类型取自文件夹；部门按文件类型推定；{date}需要填写" in ran.out


def test_suggest_gives_scripts_one_object_a_name(program):
    ran = program("suggest", "--json", WRONG, "a.exe")
    assert ran.status == 1
    assert ran.json == [
        {"name": WRONG, "suggestion": RIGHT, "placeholders": [], "why": ""},
        {"name": "a.exe", "suggestion": None, "placeholders": [], "why": None},
    ]


def test_suggest_takes_names_that_begin_with_a_dash(program):
    ran = program("suggest", "--json", "--", "-运营部 周报 20231011.docx")
    assert ran.json[0]["suggestion"] == "运营部-周报-20231011-V1.0.docx"


# ---- explain


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_explain_lists_every_rule(program, lang):
    ran = program("explain", lang=lang)
    assert ran.status == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == [rule.code for rule in all_rules]
    chinese = any("\u4e00" <= character <= "\u9fff" for character in ran.out)
    assert chinese is (lang == "zh")


def test_explain_prints_the_page_of_a_rule(program):
    ran = program("explain", "whitespace")
    assert ran.out.startswith("whitespace (error)\n\nThe name holds white space.")
    assert "Bad:" in ran.out
    page = program("explain", "whitespace", "--json", lang="zh").json
    assert page["rule"] == "whitespace"
    assert page["summary"].startswith("名称中有空格")


def test_an_unknown_rule_is_status_3_and_told_the_known_ones(program):
    ran = program("explain", "nope", "--json")
    assert ran.status == 3
    assert "whitespace" in ran.error["known"]


# ---- the program


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", [(), ("check",), ("fix",), ("suggest",), ("explain",)])
def test_help_is_there_in_both_languages(program, command, lang):
    ran = program(*command, "--help", lang=lang)
    assert ran.status == 0
    assert any("\u4e00" <= character <= "\u9fff" for character in ran.out) is (lang == "zh")


def test_an_unknown_command_is_status_2(program):
    assert program("nope").status == 2


def test_the_version_is_told(program):
    assert program("--version").status == 0


def test_every_error_has_an_exit_status():
    own = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, NamedError) and kind is not NamedError
    }
    assert set(STATUS) == own
    assert len({kind.code for kind in own}) == len(own)


def test_a_check_loads_no_more_than_it_needs(program, folder):
    (folder / WRONG).unlink()
    program_text = (
        "import sys; from naming_rules.cli import run; run(['check', 'share', '--json']);"
        "heavy = {'rich', 'pydantic', 'docvault', 'naming_rules.thorough', 'tomlkit'};"
        "sys.exit(sorted(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program_text],
        cwd=folder.parent,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": __file__.partition("/tests/")[0]},
    )
    assert done.returncode == 0, done.stderr
