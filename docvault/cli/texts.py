"""Words and shapes that several commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from docvault.model.version import Version
from naming_rules.finding import Finding
from naming_rules.language import say
from naming_rules.report.visible import visible

# Whether it exists, and is a file, is told by the vault, with its own error.
FILE = click.Path(path_type=Path)
DOCUMENT = say(
    zh="DOC 是文件的编号、名称（哪一版的都行）或路径。",
    en="DOC is the document's id, its name (of any version) or its path.",
)


def checked_in(version: Version) -> str:
    """Return the line for people that says what was checked in."""
    return say(
        zh=f"已签入 {version.path}（{version.number}，提交 {version.commit[:10]}）",
        en=f"Checked in {version.path} ({version.number}, commit {version.commit[:10]})",
    )


def finding_line(finding: Finding) -> str:
    """Return one line for people that says what a rule found."""
    suggestion = f" → {finding.suggestion}" if finding.suggestion else ""
    return visible(f"{finding.path}: {finding.rule}: {finding.message}{suggestion}")


def moment(at: datetime) -> str:
    """Return a time as the clock on the wall shows it."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def one_line(text: str) -> str:
    """Return a note on one line, nothing in it that a terminal would obey."""
    return visible(" / ".join(line for line in text.splitlines() if line))


def counted(number: int, noun: str) -> str:
    """Return a number with its English noun, in the plural where it is one."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
