"""Reports: findings in, one of six formats out; streaming wherever the format allows it.

Every writer has the same signature, `write(findings, out, about, checked)`: `findings` is
consumed once, `checked` is asked for the number of names only after the last finding (a tree
that is still being walked cannot know it earlier). Nothing here looks at a disk.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, TextIO, cast

from naming_rules.finding import Finding, Severity
from naming_rules.language import Language, Text

FORMATS: Final = ("text", "json", "csv", "sarif", "junit", "html")


@dataclass(frozen=True, slots=True)
class RulePage:
    """What a report says about one rule; `details` is its page (Markdown)."""

    code: str
    summary: Text
    severity: Severity
    details: Text


@dataclass(frozen=True, slots=True)
class About:
    """What a report is about: who wrote it, what was checked, when, in which language.

    `group_of` names the group (the department) a finding is counted under; None is "none known".
    """

    subject: str
    language: Language
    at: datetime
    tool: str = "naming-rules"
    version: str = ""
    rules: tuple[RulePage, ...] = ()
    group_of: Callable[[Finding], str | None] = lambda _finding: None


class Writer(Protocol):
    """One format."""

    def __call__(
        self, findings: Iterable[Finding], out: TextIO, about: About, checked: Callable[[], int]
    ) -> None:
        """Write a whole report to `out`."""


def writer(format_: str) -> Writer:
    """Return the writer of a format; only that format's module is loaded.

    Raises ValueError for a format not in `FORMATS`.
    """
    if format_ not in FORMATS:
        raise ValueError(format_)
    return cast("Writer", importlib.import_module(f"naming_rules.report.as_{format_}").write)
