"""`/compliance/findings`: what the last audit found, line by line."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, BinaryIO, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from starlette.exceptions import HTTPException
from starlette.responses import Response

from docvault.compliance_export import Form, export, rule_pages
from docvault.database import audit_findings, audit_runs, documents, versions
from docvault.database.audit_findings import Found, Wanted
from docvault.model.audit_run import AuditCounts, AuditRun, RuleCount
from docvault.model.document import Document
from naming_rules.finding import Severity
from naming_rules.report import RulePage
from web.closing import ClosingResponse
from web.compliance_scope import may_see, scope_of
from web.disposition import disposition
from web.pages import page
from web.places import url_of
from web.site import Site
from web.visit import Member, TheSite, Visit, may_read

router = APIRouter(prefix="/compliance")
_ROWS = 100
_PIECE = 64 << 10
_MOST = 2**31 - 1
_MEDIA = {
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sarif": "application/sarif+json",
    "csv": "text/csv; charset=utf-8",
}
# No database takes a NUL.
_Short = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
_Path = Annotated[str, Query(max_length=4096, pattern=r"^[^\x00]*$")]
_Severity = Literal["", "error", "warning", "info"]
_Number = Annotated[int, InPath(ge=0, le=_MOST)]
_After = Annotated[int, Query(ge=0, le=_MOST)]


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """The variables of findings.html.

    `total` is None where counting would tell of what is not shown. `next` is the address of the
    following page, `query` what the exports are asked for with, `rules` and `departments` what can
    be chosen.
    """

    run: AuditRun
    wanted: Wanted
    found: Sequence[Found]
    total: int | None
    next: str | None
    first: str | None
    query: str
    rules: Sequence[tuple[str, str]]
    departments: Sequence[str]
    scope: str | None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class FindingPage:
    """The variables of finding.html; `document` where the visitor may read it.

    `loose`: no document owns the file, so it can be given a name. `paragraphs` are the rule's page:
    each a text, or a list of example names.
    """

    found: Found
    others: Sequence[Found]
    summary: str
    paragraphs: Sequence[str | Sequence[str]]
    document: Document | None
    loose: bool
    folder_url: str
    naming_url: str


@dataclass(frozen=True, slots=True)
class RuleShown:
    """The variables of rule.html."""

    code: str
    severity: Severity
    summary: str
    paragraphs: Sequence[str | Sequence[str]]


@router.get("/findings")
def show(
    request: Request,
    site: TheSite,
    visit: Member,
    rule: _Short = "",
    department: _Short = "",
    severity: _Severity = "",
    folder: _Path = "",
    fresh: bool = False,
    after: _After = 0,
) -> Response:
    """Show a page of findings, filtered; each page costs what the first costs."""
    wanted = _wanted(scope_of(visit), rule, department, severity, folder, fresh=fresh)
    latest = _latest(site)
    with site.vault.database.read() as connection:
        found = audit_findings.page(connection, latest.id, wanted, after=after, limit=_ROWS + 1)
        total = audit_findings.count(connection, latest.id, wanted)
    return page(
        request, visit, "findings.html", _page(site, visit, latest, wanted, found, total, after)
    )


@router.get("/gone")
def gone(request: Request, site: TheSite, visit: Member, after: _After = 0) -> Response:
    """Show what the audit before the last one found and the last one did not."""
    scope = scope_of(visit)
    latest, before = _latest(site), None
    with site.vault.database.read() as connection:
        runs = audit_runs.newest(connection, 2)
        before = runs[1] if len(runs) > 1 and runs[1].kept else None
        found = (
            audit_findings.gone(
                connection, latest.id, before.id, department=scope, after=after, limit=_ROWS + 1
            )
            if before
            else []
        )
    wanted = Wanted(department=scope)
    counts = latest.counts.of(scope)
    total = sum((counts.gone or {}).values())
    shown = _page(site, visit, latest, wanted, found, total, after)
    following = f"?{urlencode({'after': found[_ROWS - 1].seq})}" if len(found) > _ROWS else None
    return page(request, visit, "findings.html", replace(shown, gone=True, next=following))


@router.get("/findings/{run}/{seq}")
def one(request: Request, site: TheSite, visit: Member, run: _Number, seq: _Number) -> Response:
    """Show one finding, what the rule says, and what can be done about it."""
    scope = scope_of(visit)
    with site.vault.database.read() as connection:
        found = audit_findings.one(connection, run, seq)
        if found is None or (scope and found.department != scope):
            raise HTTPException(404)
        path = found.finding.path
        beside = audit_findings.page(connection, run, Wanted(folder=path), limit=20)
        owner = versions.at_path(connection, path)
        document = documents.by_id(connection, owner[0].document) if owner else None
    if not may_see(site, visit, found):
        raise HTTPException(404)
    folder, _, name = path.rpartition("/")
    known = rule_pages().get(found.finding.rule)
    return page(
        request,
        visit,
        "finding.html",
        FindingPage(
            found,
            [other for other in beside if other.seq != seq and other.finding.path == path],
            str(known.summary) if known else found.finding.rule,
            paragraphs_of(known) if known else (),
            document if document and may_read(site, visit, document) else None,
            document is None and (site.vault.root / path).is_file(),
            url_of(folder),
            f"/names/form?{urlencode({'name': name, 'folder': folder})}",
        ),
    )


@router.get("/rules/{code}")
def rule_page(request: Request, visit: Member, code: str) -> Response:
    """Show a rule's page."""
    known = rule_pages().get(code)
    if known is None:
        raise HTTPException(404)
    shown = RuleShown(code, known.severity, str(known.summary), paragraphs_of(known))
    return page(request, visit, "rule.html", shown)


@router.get("/export")
def exported(
    site: TheSite,
    visit: Member,
    form: Form,
    rule: _Short = "",
    department: _Short = "",
    severity: _Severity = "",
    folder: _Path = "",
    fresh: bool = False,
) -> Response:
    """Send the findings as a file."""
    wanted = _wanted(scope_of(visit), rule, department, severity, folder, fresh=fresh)
    latest = _latest(site)
    with tempfile.TemporaryDirectory(dir=site.vault.staging) as scratch:
        target = Path(scratch) / f"findings.{form}"
        export(
            site.vault, latest, wanted, form, target, shown=lambda one: may_see(site, visit, one)
        )
        opened = target.open("rb")
    name = f"compliance-{latest.finished_at.astimezone():%Y%m%d}.{form}"
    headers = {"content-disposition": disposition(name), "content-type": _MEDIA[form]}
    return ClosingResponse(_pieces(opened), opened.close, headers=headers)


def _pieces(opened: BinaryIO) -> Iterator[bytes]:
    while piece := opened.read(_PIECE):
        yield piece


def paragraphs_of(rule: RulePage) -> list[str | list[str]]:
    """Return a rule's page without its summary: texts, and lists of examples."""
    found: list[str | list[str]] = []
    for block in str(rule.details).split("\n\n"):
        lines = block.split("\n")
        if all(line.startswith("    ") for line in lines):
            found.append([line.strip() for line in lines])
        elif block != str(rule.summary):
            found.append(block)
    return found


def _latest(site: Site) -> AuditRun:
    with site.vault.database.read() as connection:
        runs = audit_runs.newest(connection)
    if not runs:
        raise HTTPException(404)
    return runs[0]


def _wanted(
    scope: str | None,
    rule: str,
    department: str,
    severity: str,
    folder: str,
    *,
    fresh: bool,
) -> Wanted:
    return Wanted(
        rule or None,
        scope or department or None,
        Severity(severity) if severity else None,
        folder.strip("/") or None,
        fresh,
    )


def _page(
    site: Site,
    visit: Visit,
    run: AuditRun,
    wanted: Wanted,
    found: Sequence[Found],
    total: int,
    after: int,
) -> FindingsPage:
    scope = scope_of(visit)
    counts = run.counts.of(scope)
    query = _query(wanted, scope)
    more = len(found) > _ROWS
    departments = {one.department for one in counts.rules if one.department}
    return FindingsPage(
        run,
        wanted,
        [one for one in found[:_ROWS] if may_see(site, visit, one)],
        total if scope is None else None,
        f"?{urlencode({**query, 'after': found[_ROWS - 1].seq})}" if more else None,
        f"?{urlencode(query)}" if after else None,
        urlencode(query),
        [(one.rule, _summary(one.rule)) for one in _once(counts)],
        sorted(departments),
        scope,
    )


def _once(counts: AuditCounts) -> list[RuleCount]:
    """Return one line for each rule, whatever its severities."""
    return list({one.rule: one for one in counts.by_rule()}.values())


def _summary(rule: str) -> str:
    known = rule_pages().get(rule)
    return str(known.summary).rstrip(".。") if known else rule


def _query(wanted: Wanted, scope: str | None) -> dict[str, str]:
    """Return the filter as an address has it."""
    values = {
        "rule": wanted.rule,
        "department": None if scope else wanted.department,
        "severity": wanted.severity,
        "folder": wanted.folder,
        "fresh": "true" if wanted.fresh else None,
    }
    return {name: str(value) for name, value in values.items() if value}
