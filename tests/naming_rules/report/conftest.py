"""Findings for every report: ordinary ones and hostile ones."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from naming_rules.finding import Finding, Severity
from naming_rules.language import Language, Text
from naming_rules.report import About, RulePage, writer

SUGGESTED = "{department}-会议资料-20231011-V1.0-Q4会议资料.pptx"
RULES = (
    RulePage("whitespace", Text("有空格", "Whitespace"), Severity.ERROR, Text("页", "The page")),
    RulePage("version-gap", Text("版本缺号", "Version gap"), Severity.INFO, Text("页", "Page")),
)
ORDINARY = (
    Finding(
        "wrong-separator",
        "运营部/Q4会议资料_20231011.pptx",
        Text("分隔符“_”不对", "'_' is no separator"),
        Severity.ERROR,
        SUGGESTED,
        ("department",),
        "type",
    ),
    Finding("whitespace", "b 1.docx", Text("有空格", "It has spaces"), Severity.WARNING),
    Finding("version-gap", "c.docx", Text("缺 V2.0", "V2.0 is missing"), Severity.INFO),
)
HOSTILE_NAMES = (
    '<script>alert("x")<!--.docx',
    "=HYPERLINK('mailto:evil','x').csv",
    "a\x1b[31m\nred\x00\x07.pdf",
    "\u202egpj.exe",
    "undecodable\udcff.pdf",
    "lone\ud800.pdf",
    "]]>&amp;\ufffe\uffff.xml",
    "$body ${title} %s {0}.txt",
    "100% #1?x=1&y=2 'quoted'.txt",
)
HOSTILE = tuple(
    Finding("whitespace", f"folder/{n}", Text(f"错：{n}", f"bad: {n}"), Severity.ERROR, n, (), n)
    for n in HOSTILE_NAMES
)

Report = Callable[..., str]


@pytest.fixture
def report() -> Report:
    def made(
        format_: str, findings: Sequence[Finding], *, language: Language = "en", checked: int = 9
    ) -> str:
        about = About(
            subject="/srv/文件",
            language=language,
            at=datetime(2023, 11, 1, 9, 30, tzinfo=UTC),
            version="1.2",
            rules=RULES,
            group_of=lambda f: f.path.partition("/")[0] if "/" in f.path else None,
        )
        out = io.StringIO(newline="")
        writer(format_)(iter(findings), out, about, lambda: checked)
        out.getvalue().encode("utf-8")  # whatever was in a name, every report can be stored
        return out.getvalue()

    return made
