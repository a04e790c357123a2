"""Chinese first, complete in English: help, messages and errors."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest

from docvault.cli.main import COMMANDS
from naming_rules.terminal import columns, wrapped
from tests.cli.conftest import Call

# Words that are the same in Chinese: names of things, forms, options.
_NO_PROSE = re.compile(
    r"--?[\w-]+|[A-Z][A-Z0-9.…\[\]]+|\b(?:docvault|git|import|rebuild|revise|ledger|filing)\b"
    r"|\b[a-z]+(?:\|[a-z_]+)+\b|DocVault|DOCVAULT_\w+|Ctrl-C|SHA-256|NAME|V\d(?:\.\d)?"
)
_ENGLISH = re.compile(r"\b[a-z]{2,}\b")
_SAY_ALL = """
import json, sys
import click
from docvault.cli.main import program
def walk(command, path):
    context = click.Context(command, info_name=path, terminal_width=80)
    pages[path] = command.context_class(command, info_name=path, terminal_width=80).get_help()
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            walk(command.get_command(context, name), f"{path} {name}")
pages = {}
walk(program, "docvault")
json.dump(pages, sys.stdout)
"""


@pytest.fixture(scope="module")
def pages() -> dict[str, dict[str, str]]:
    """Every help page: language -> command -> text. A program chooses its language once."""
    found = {}
    for language in ("zh", "en"):
        environment = {**os.environ, "DOCVAULT_LANG": language}
        command = [sys.executable, "-c", _SAY_ALL]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
        found[language] = json.loads(done.stdout)
    return found


def test_every_command_has_a_page_in_both_languages(pages: dict[str, dict[str, str]]) -> None:
    assert pages["zh"].keys() == pages["en"].keys()
    assert {f"docvault {name}" for name in COMMANDS} <= pages["zh"].keys()
    assert "docvault register export" in pages["en"]


def test_a_chinese_page_has_no_english_prose(pages: dict[str, dict[str, str]]) -> None:
    named = {word for command in pages["zh"] for word in _ENGLISH.findall(command)}
    for command, page in pages["zh"].items():
        body = page.split("\n", 1)[1]  # the first line is the call itself
        terms = [re.split(r"\s{2,}", line.strip()) for line in body.splitlines()]
        prose = " ".join(cells[-1] for cells in terms if cells[-1])
        rest = _NO_PROSE.sub("", prose)
        words = [word for word in _ENGLISH.findall(rest) if word not in named]
        known = {
            "xlsx",
            "csv",
            "text",
            "json",
            "zh",
            "en",
            "export",
            "disable",
            "member",
            "docvault-demo",
            "relevance",
            "serve",
            "head",
            "administrator",
            "read",
            "check",
            "view",
            "download",
        }
        assert set(words) <= known, (command, words)


def test_an_english_page_has_chinese_only_for_the_names_of_things(
    pages: dict[str, dict[str, str]],
) -> None:
    allowed = {"文件登记台账", "文档归档登记表"}
    for command, page in pages["en"].items():
        found = set(re.findall("[\u4e00-\u9fff]+", page))
        assert found <= allowed, command


@pytest.mark.parametrize("language", ["zh", "en"])
def test_lines_fit_the_terminal(pages: dict[str, dict[str, str]], language: str) -> None:
    for command, page in pages[language].items():
        for line in page.splitlines():
            assert columns(line) <= 80, (command, line)
            assert not line.strip().startswith(tuple("，。；：、）”")), (command, line)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "docvault: 没有这个文件：没有.txt。"),
        ("en", "docvault: No such document: 没有.txt."),
    ],
)
def test_errors_speak_the_language_asked_for(
    process: Call, root: Path, language: Literal["zh", "en"], said: str
) -> None:
    done = process("--vault", root, "show", "没有.txt", env={"DOCVAULT_LANG": language})
    assert done.err.strip() == said


@pytest.mark.parametrize(
    ("line", "zh"),
    [
        (("add",), "缺少参数 FILE...。参见 docvault add --help"),
        (("frobnicate",), "没有命令 frobnicate。参见 docvault --help"),
        (("list", "--typ"), "没有选项 --typ；是不是 --type？"),
        (("get", "x"), "缺少选项 -o / --output"),
        (("init", "x", "--preset", "fr"), "--preset 的值无效；允许：zh、en"),
        (("show", "x", "y"), "多出的参数：y"),
        (("add", "--name"), "选项 --name 需要一个值"),
        (("list", "--json=1"), "选项 --json 不带值"),
        (("--json", "user"), "缺少命令"),
    ],
)
def test_wrong_calls_are_explained_in_chinese(
    docvault: Call, monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...], zh: str
) -> None:
    monkeypatch.setenv("DOCVAULT_LANG", "zh")
    done = docvault(*line)
    assert done.status == 2
    message = done.error["message"] if "--json" in line else done.err.removeprefix("docvault: ")
    assert message.startswith(zh)


def test_a_program_called_without_a_command_says_which_there_are(docvault: Call) -> None:
    done = docvault()
    assert (done.status, done.out) == (2, "")
    assert all(name in done.err for name in COMMANDS)


# ---- columns


def test_chinese_takes_two_columns_and_is_broken_between_characters() -> None:
    lines = wrapped("按文件夹和名称列出文件，每个文件一行（包括旧版）。 Then English words.", 20)
    assert all(columns(line) <= 20 for line in lines)
    assert "".join(lines).replace(" ", "") == (
        "按文件夹和名称列出文件，每个文件一行（包括旧版）。ThenEnglishwords."
    )
    assert not any(line.startswith(("，", "。", "）")) or line.endswith("（") for line in lines)


def test_a_word_longer_than_the_line_stays_whole() -> None:
    assert wrapped("a " + "b" * 30 + " c", 10) == ["a", "b" * 30, "c"]
