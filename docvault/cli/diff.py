"""`docvault diff DOC V1 V2`: the text difference of two versions."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator

import click

from docvault.cli.session import Session
from docvault.cli.texts import DOCUMENT
from docvault.comparing import unified
from docvault.extract.kinds import kind_of
from docvault.extract.programs import program_for
from docvault.extract.unread import Unread
from docvault.model.document import Document
from docvault.texts import text_of
from docvault.vault import Vault
from naming_rules.language import say
from naming_rules.report.visible import visible

_SPACES = re.compile("([\t\u00a0\u3000])")
"""Between cells, and before paragraphs: they do no harm, and a text full of escapes is not read."""
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@click.command(
    help=say(
        zh=f"比较两个版本的文字，如 V1.0 与 V2.0。{DOCUMENT}",
        en=f"Compare the text of two versions, as V1.0 and V2.0. {DOCUMENT}",
    )
)
@click.argument("document", metavar="DOC")
@click.argument("old", metavar="V1")
@click.argument("new", metavar="V2")
@click.pass_obj
def diff(session: Session, document: str, old: str, new: str) -> None:
    """Print a unified difference of the two versions' text, or why there is none."""
    vault = session.vault()
    found = session.document(vault, document)
    before, after = (_text(vault, found, number) for number in (old, new))
    lines: list[str] = []
    reason = next((text for text in (before, after) if isinstance(text, str)), None)
    if not isinstance(before, str) and not isinstance(after, str):
        lines = unified(before, after, old, new)
        reason = None if lines else say(zh="两个版本的文字相同。", en="Their text is the same.")
    session.emit(
        {"document": found.id, "from": old, "to": new, "lines": lines, "reason": reason},
        *([reason] if reason else _coloured(lines)),
    )


def _text(vault: Vault, document: Document, number: str) -> list[str] | str:
    """Return the lines of a version, or one line that says why there are none."""
    version = vault.version(document, number)
    text = text_of(vault, document, version)
    if isinstance(text, Unread):
        return f"{number}: {text.message}"
    if text is None:
        return _why_none(version.name)
    return list(text.lines)


def _why_none(name: str) -> str:
    program = program_for(kind_of(name))
    if program is None or program.place() is not None:
        return say(
            zh="这种文件没有可比较的文字。", en="Files of this kind have no text to compare."
        )
    return say(
        zh=f"本机未安装 {program.title}，无法读取{program.reads.zh}。",
        en=f"{program.title}, which reads {program.reads.en}, is not installed here.",
    )


def _coloured(lines: list[str]) -> Iterator[str]:
    plain = os.environ.get("NO_COLOR") or not sys.stdout.isatty()
    for line in lines:
        shown = "".join(p if _SPACES.match(p) else visible(p) for p in _SPACES.split(line))
        yield shown if plain else click.style(shown, fg=_COLOURS.get(line[:1]))
