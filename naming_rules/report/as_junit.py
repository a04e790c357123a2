"""JUnit XML: findings as failed test cases, which every CI server can show.

An info is no failure. The counts stand in the first line, before the cases; so the cases wait
in a temporary file (in memory while it is small).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from naming_rules.finding import Finding, Severity
from naming_rules.report import About
from naming_rules.report.counts import Counts
from naming_rules.report.visible import visible

_IN_MEMORY = 1 << 20


def write(
    findings: Iterable[Finding], out: TextIO, about: About, checked: Callable[[], int]
) -> None:
    """Write one suite; a case for each finding, or one passed case when there is none."""
    counts = Counts()
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8") as cases:
        for finding in counts.count(findings):
            cases.write(_case(finding, about))
        if not counts.total:
            cases.write(f"    <testcase classname={_attribute(about.subject)} name='names'/>\n")
        cases.seek(0)
        out.write(_head(counts, about, checked()))
        shutil.copyfileobj(cases, out)
    out.write("  </testsuite>\n</testsuites>\n")


def _head(counts: Counts, about: About, checked: int) -> str:
    failures = counts.total - counts.severities[Severity.INFO]
    numbers = f'tests="{max(counts.total, 1)}" failures="{failures}"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites name={_attribute(about.tool)} {numbers}>\n"
        f'  <testsuite name={_attribute(about.subject)} {numbers} errors="0" skipped="0"'
        f' timestamp="{about.at.replace(tzinfo=None).isoformat(timespec="seconds")}">\n'
        "    <properties>\n"
        f'      <property name="checked" value="{checked}"/>\n'
        "    </properties>\n"
    )


def _case(finding: Finding, about: About) -> str:
    folder, _, name = finding.path.rpartition("/")
    message = finding.message.in_(about.language)
    hint = f"\n→ {finding.suggestion}" if finding.suggestion else ""
    body = "\n".join(visible(line) for line in f"{finding.path}\n{message}{hint}".split("\n"))
    if finding.severity is Severity.INFO:
        result = f"<system-out>{escape(body)}</system-out>"
    else:
        attributes = f"message={_attribute(message)} type={_attribute(finding.severity.value)}"
        result = f"<failure {attributes}>{escape(body)}</failure>"
    names = f"classname={_attribute(folder or '.')} name={_attribute(f'{name}: {finding.rule}')}"
    return f"    <testcase {names}>{result}</testcase>\n"


def _attribute(text: str) -> str:
    return quoteattr(visible(text))
