"""What an audit found as a file: a page to mail, a workbook to filter, SARIF or csv for programs.

A cell never becomes a formula: in xlsx every cell is written as text, in csv what a spreadsheet
would take for a formula gets an apostrophe in front (OWASP, "CSV Injection").
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import xlsxwriter

from docvault import auditing
from docvault.database import audit_findings
from docvault.database.audit_findings import Found, Wanted, department_of
from docvault.errors import BadArgument
from docvault.model.audit_run import AuditRun
from docvault.store.files import store_errors
from naming_rules.finding import Finding
from naming_rules.language import Text, current_language
from naming_rules.report import About, RulePage, writer
from naming_rules.report.counts import SEVERITY_WORDS
from naming_rules.report.visible import visible
from naming_rules.rules import all_rules

if TYPE_CHECKING:
    from docvault.vault import Vault

Form = Literal["html", "xlsx", "sarif", "csv"]
FORMS: tuple[Form, ...] = ("html", "xlsx", "sarif", "csv")
_MOST_ROWS = 1_048_575
_COLUMNS = (
    (Text("文件", "File"), 70),
    (Text("轻重", "Severity"), 10),
    (Text("规则", "Rule"), 24),
    (Text("问题", "Problem"), 60),
    (Text("建议名称", "Suggested name"), 60),
    (Text("新发现", "New"), 8),
)
_SHEET = Text("合规问题", "Findings")
_YES = Text("是", "yes")


@cache
def rule_pages() -> dict[str, RulePage]:
    """Return what there is to say about each rule, of the linter and of the audit, by its code."""
    of_names = (
        RulePage(rule.code, rule.page.summary, rule.severity, rule.page.details)
        for rule in all_rules
    )
    return {page.code: page for page in (*of_names, *auditing.rule_pages())}


def export(
    vault: Vault,
    run: AuditRun,
    wanted: Wanted,
    form: Form,
    target: Path,
    *,
    shown: Callable[[Found], bool] = lambda _: True,
) -> None:
    """Write the findings of a run that are wanted and `shown`, in the language that is spoken.

    Raises BadArgument for more rows than a workbook holds, DiskFull, StoreUnwritable.
    """
    with store_errors(target), vault.database.read() as connection:
        found = filter(shown, audit_findings.every(connection, run.id, wanted))
        if form == "xlsx":
            _write_xlsx(found, target)
        else:
            _write_report(vault, run, (one.finding for one in found), form, target)


def _write_report(
    vault: Vault, run: AuditRun, findings: Iterable[Finding], form: Form, target: Path
) -> None:
    about = About(
        subject=vault.settings.vault.name,
        language=current_language(),
        at=run.finished_at.astimezone(),
        tool="docvault",
        version=version("docvault"),
        rules=tuple(rule_pages().values()),
        group_of=lambda finding: department_of(finding.path),
    )
    with target.open("w", encoding="utf-8", newline="") as out:
        writer(form)(findings, out, about, lambda: run.checked)


def _write_xlsx(found: Iterator[Found], target: Path) -> None:
    # Rows go to a file as they come; it is to lie where there is room.
    options = {"constant_memory": True, "tmpdir": str(target.parent)}
    with contextlib.closing(xlsxwriter.Workbook(target, options)) as book:
        sheet = book.add_worksheet(str(_SHEET))
        heading = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
        for column, (title, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, str(title), heading)
        count = 0
        for count, one in enumerate(found, 1):
            if count > _MOST_ROWS:
                raise BadArgument(argument="form", value="xlsx", allowed="csv")
            for column, cell in enumerate(_cells(one)):
                sheet.write_string(count, column, visible(cell))
        sheet.autofilter(0, 0, count, len(_COLUMNS) - 1)
        sheet.freeze_panes(1, 0)


def _cells(found: Found) -> tuple[str, ...]:
    one = found.finding
    return (
        one.path,
        str(SEVERITY_WORDS[one.severity]),
        one.rule,
        str(one.message),
        one.suggestion or "",
        str(_YES) if found.fresh else "",
    )
