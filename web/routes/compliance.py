"""`/compliance`: how compliant the vault is, in figures of the last audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from docvault.access import Right, require
from docvault.compliance import run_audit
from docvault.compliance_export import rule_pages
from docvault.database import audit_runs
from docvault.model.audit_run import AuditCounts, AuditRun, PlaceCount, RuleCount, share_of
from naming_rules.finding import Severity
from naming_rules.language import Text
from web import charts
from web.charts import Point
from web.compliance_scope import scope_of
from web.jobs import Job, Outcome
from web.pages import page, redirect
from web.visit import Member, TheSite

router = APIRouter(prefix="/compliance")
_MONTHS = 12
_RUNS = 12
_NO_CHART = Markup()
_LABEL = Text("审计整个文件库", "Auditing the whole vault")
_DONE = Text(
    "审计完成：检查了 {checked} 个名称，{findings} 个问题。",
    "The audit is done: {checked} names checked, {findings} findings.",
)
_NOTE = Text("{label}：{share}，{files} 个文件", "{label}: {share} of {files} files")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a figure: what, its bar, its numbers, and where it leads."""

    label: str
    bar: Markup
    share: float | None
    files: int
    misnamed: int
    url: str | None


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule of the figure: what it says, its bar, how often it found something."""

    code: str
    summary: str
    severity: Severity
    bar: Markup
    findings: int
    fresh: int
    url: str


@dataclass(frozen=True, slots=True)
class CompliancePage:
    """The variables of compliance.html; `run` is None before the first audit.

    `department` is the one whose part is shown, None for the whole vault. `months` and `trend` are
    drawings, beside them the numbers they are made from.
    """

    run: AuditRun | None
    counts: AuditCounts
    department: str | None
    may_run: bool
    departments: Sequence[Row] = ()
    rules: Sequence[RuleRow] = ()
    months: Markup = _NO_CHART
    month_rows: Sequence[Row] = ()
    trend: Markup = _NO_CHART
    trend_rows: Sequence[tuple[AuditRun, AuditCounts]] = ()


@router.get("")
def show(request: Request, site: TheSite, visit: Member) -> Response:
    """Show the figures of the last audit; nothing is computed anew."""
    department = scope_of(visit)
    with site.vault.database.read() as connection:
        runs = audit_runs.newest(connection, _RUNS)
    may_run = department is None
    if not runs:
        empty = CompliancePage(None, AuditCounts(), department, may_run)
        return page(request, visit, "compliance.html", empty)
    counts = runs[0].counts.of(department)
    history = [(run, run.counts.of(department)) for run in reversed(runs)]
    months = counts.by_month()
    return page(
        request,
        visit,
        "compliance.html",
        CompliancePage(
            runs[0],
            counts,
            department,
            may_run,
            departments=[] if department else [_place(one) for one in counts.by_department()],
            rules=_rules(counts),
            months=_months(months),
            month_rows=[_place(one) for one in reversed(months)],
            trend=_trend(history) if len(history) > 1 else _NO_CHART,
            trend_rows=history[::-1],
        ),
    )


@router.post("/runs")
def run(request: Request, site: TheSite, visit: Member) -> Response:
    """Begin an audit of the whole vault; the job's page shows how far it is."""
    require(visit.actor, Right.OVERSEE)

    def work(job: Job) -> Outcome:
        def total(count: int) -> None:
            job.total = count

        made = run_audit(site.vault, actor=visit.name, total=total, done=job.report)
        said = _DONE.format(checked=made.checked, findings=made.counts.findings())
        return Outcome("/compliance", said)

    job = site.jobs.start(visit.name, _LABEL, work)
    return redirect(request, f"/jobs/{job.id}")


def _place(one: PlaceCount) -> Row:
    share = share_of(one.files, one.misnamed)
    query = {"department": one.department} if one.department else None
    url = f"/compliance/findings?{urlencode(query)}" if query and one.wrong else None
    label = one.department or one.month or ""
    return Row(label, charts.bar(share), share, one.files, one.misnamed, url)


def _rules(counts: AuditCounts) -> list[RuleRow]:
    rows = counts.by_rule()
    most = max((row.findings for row in rows), default=1)
    return [_rule(row, most) for row in rows]


def _rule(row: RuleCount, most: int) -> RuleRow:
    known = rule_pages().get(row.rule)
    kind = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.INFO: "info"}[row.severity]
    query = urlencode({"rule": row.rule, "severity": row.severity.value})
    return RuleRow(
        row.rule,
        str(known.summary).rstrip(".。") if known else row.rule,
        row.severity,
        charts.bar(row.findings / most, f"count {kind}"),
        row.findings,
        row.fresh,
        f"/compliance/findings?{query}",
    )


def _months(months: Sequence[PlaceCount]) -> Markup:
    known = [one for one in months if one.month][-_MONTHS:]
    title = Text("各月名称合规的文件", "Rightly named files by month")
    return charts.columns([_point(one.month or "", one) for one in known], str(title))


def _point(label: str, one: PlaceCount) -> Point:
    share = share_of(one.files, one.misnamed)
    year, _, month = label.partition("-")
    said = _NOTE.format(label=label, share=_percent(share), files=one.files)
    return Point(f"{month}\n{year}", share, str(said))


def _trend(history: Sequence[tuple[AuditRun, AuditCounts]]) -> Markup:
    title = Text("历次审计的合规率", "Share of rightly named files, audit by audit")
    points = []
    for run_, counts in history:
        at = run_.finished_at.astimezone()
        said = _NOTE.format(
            label=f"{at:%Y-%m-%d %H:%M}", share=_percent(counts.share), files=counts.files
        )
        points.append(Point(f"{at:%m-%d}\n{at:%H:%M}", counts.share, str(said)))
    return charts.line(points, str(title))


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
