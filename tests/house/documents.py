"""The pages that are made from the code. `./run documents` writes them; a test compares them."""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from inspect import cleandoc
from typing import Any

from docvault import auditing, errors
from docvault.cli.exit_status import STATUS
from docvault.errors import DocVaultError
from naming_rules.cli.exit_status import STATUS as LINTER_STATUS
from naming_rules.errors import NamedError
from naming_rules.rules import all_rules
from tests.house.source import ROOT

_MADE = "<!-- Made from the code by `./run documents`; not edited by hand. -->"
PROGRAMS = (
    ("docvault", "docvault.cli.main", "program"),
    ("docvault-open", "docvault.cli.open_link", "open_link"),
    ("naming-rules", "naming_rules.cli", "program"),
)


def page(path: str) -> str:
    """Return the text of a generated page."""
    return "\n".join((_MADE, "", *MAKERS[path]())) + "\n"


def commands_page() -> Iterator[str]:
    yield "# Commands 命令"
    yield ""
    yield "Every command takes `--vault`, `--actor` and `--json`, anywhere on the line."
    yield "每个命令都接受 `--vault`、`--actor` 和 `--json`，位置不限。"
    for each in PROGRAMS:
        yield from program(*each)


def program(name: str, module: str, attribute: str) -> Iterator[str]:
    """Yield a program's commands, each in both languages, its options in a table."""
    english, chinese = (described(module, attribute, language) for language in ("en", "zh"))
    for path, en, zh in walk((name,), english, chinese):
        if en["commands"]:
            continue  # a group says nothing that its commands do not
        yield from ("", f"## {' '.join(path)}", "")
        yield f"    {' '.join((*path, *en['usage']))}"
        yield from ("", en["help"], zh["help"])
        rows = list(zip(en["options"], zh["options"], strict=True))[:-1]  # the last is --help
        if rows:
            yield from ("", "| option | English | 中文 |", "|---|---|---|")
        for (spelling, mine), (_, theirs) in rows:
            yield f"| `{cell(spelling)}` | {cell(mine)} | {cell(theirs)} |"


@functools.cache
def described(module: str, attribute: str, language: str) -> dict[str, Any]:
    """Return a click program's own description in a language."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.house.described", module, attribute],
        cwd=ROOT,
        env={**os.environ, "DOCVAULT_LANG": language},
        stdout=subprocess.PIPE,
        check=True,
    )
    description: dict[str, Any] = json.loads(done.stdout)
    return description


def walk(
    path: tuple[str, ...], en: dict[str, Any], zh: dict[str, Any]
) -> Iterator[tuple[tuple[str, ...], dict[str, Any], dict[str, Any]]]:
    """Yield a program and all commands below it, in both languages."""
    yield path, en, zh
    for name, command in en["commands"].items():
        yield from walk((*path, name), command, zh["commands"][name])


def errors_page() -> Iterator[str]:
    yield "# Errors 错误"
    yield ""
    yield 'With `--json` an error is `{"error": {"code", "message", …}}` on standard error.'
    yield "A code never changes its meaning. The exit status is that of the family."
    yield "使用 `--json` 时，错误以上述形式输出到标准错误。代码的含义永不改变。退出状态由类别决定。"
    for family, status in STATUS.items():
        yield from ("", f"## {status} — {family.__name__}", "")
        yield (family.__doc__ or "").splitlines()[0]
        yield from codes({kind: status for kind in leaves(family) if "code" in vars(kind)})
    yield from ("", "## Of naming-rules alone", "")
    yield "Their exit statuses follow the same order. 退出状态按同样的次序。"
    yield from codes(LINTER_STATUS)


def codes(statuses: Mapping[type[NamedError], int]) -> Iterator[str]:
    """Yield a table of errors; nothing where there are none."""
    if statuses:
        yield from ("", "| code | status | English | 中文 |", "|---|---|---|---|")
    for kind, status in statuses.items():
        yield f"| `{kind.code}` | {status} | {cell(kind.text.en)} | {cell(kind.text.zh)} |"


def rules_page() -> Iterator[str]:
    yield "# Rules 规则"
    yield ""
    yield "A code never changes its meaning and is never given to another rule."
    yield "规则代码的含义永不改变，也不会改作他用。`naming-rules explain CODE`"
    for rule in all_rules:
        yield ""
        yield f"## {rule.code} ({rule.severity})"
        yield ""
        yield re.split("\n\n(?:不可以|可以)：\n", rule.page.details.zh)[0]
        yield ""
        yield rule.page.details.en
    yield ""
    yield "## In a vault 文件库中"
    yield ""
    yield cleandoc(auditing.__doc__ or "")


def leaves(kind: type[DocVaultError]) -> Iterator[type[DocVaultError]]:
    """Yield the classes below one, in the order in which they are written."""
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield child
            yield from leaves(child)


def cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


MAKERS: dict[str, Callable[[], Iterator[str]]] = {
    "docvault/COMMANDS.md": commands_page,
    "docvault/ERRORS.md": errors_page,
    "docvault/RULES.md": rules_page,
}

if __name__ == "__main__":
    for path in MAKERS:
        (ROOT / path).write_text(page(path), encoding="utf-8")
        print(path)
