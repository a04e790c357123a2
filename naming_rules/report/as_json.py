"""JSON: one object, one finding per line, written as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TextIO

from naming_rules.finding import Finding
from naming_rules.language import Language
from naming_rules.report import About
from naming_rules.report.visible import dumps


def as_mapping(finding: Finding, language: Language) -> dict[str, object]:
    """Return a finding as scripts see it; `message` is in `language`, both are there besides."""
    return {
        "rule": finding.rule,
        "path": finding.path,
        "message": finding.message.in_(language),
        "severity": finding.severity.value,
        "suggestion": finding.suggestion,
        "placeholders": list(finding.placeholders),
        "part": finding.part,
        "message_zh": finding.message.zh,
        "message_en": finding.message.en,
    }


def write(
    findings: Iterable[Finding], out: TextIO, about: About, checked: Callable[[], int]
) -> None:
    """Write `{"findings": [...], "checked": n}`."""
    out.write('{"findings": [')
    separator = "\n"
    for finding in findings:
        out.write(separator + dumps(as_mapping(finding, about.language)))
        separator = ",\n"
    out.write(f'\n], "checked": {checked()}}}\n')
