"""CSV for spreadsheets: UTF-8 with a byte order mark (Excel reads it as UTF-8 only then).

The columns have the names of the JSON keys, so that a script reading them is the same in every
language. No cell can start a formula: a spreadsheet would run `=HYPERLINK(…)` from a file name
(OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from typing import TextIO

from naming_rules.finding import Finding
from naming_rules.report import About
from naming_rules.report.visible import visible

COLUMNS = ("path", "severity", "rule", "message", "suggestion", "placeholders", "part")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(
    findings: Iterable[Finding],
    out: TextIO,
    about: About,
    checked: Callable[[], int],
) -> None:
    """Write one line for each finding under a line of column names."""
    out.write("\ufeff")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for finding in findings:
        message = finding.message.in_(about.language)
        cells = (finding.path, finding.severity.value, finding.rule, message)
        hints = (finding.suggestion or "", " ".join(finding.placeholders), finding.part or "")
        table.writerow([safe_cell(cell) for cell in cells + hints])


def safe_cell(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and never calculates it."""
    return visible(f"'{text}" if text.startswith(_STARTS_FORMULA) else text)
