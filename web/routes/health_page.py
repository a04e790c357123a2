"""`/admin/health`: queues, index, disk, database, and the checks that take longer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from docvault.access import Right, require
from docvault.health import Health, check_trail, health, verify
from docvault.model.check import Check
from naming_rules.language import Text
from web.jobs import Job, Outcome
from web.pages import page, redirect
from web.visit import Member, TheSite

router = APIRouter(prefix="/admin/health")
_LITTLE = 0.1
_VERIFYING = Text("互相核对文件、git、台账和审计日志", "Checking files, git, register and trail")
_FOLLOWING = Text("核对审计日志的哈希链", "Following the chain of the audit trail")
_FINE = Text("已核对 {count} 项，没有问题。", "{count} checked, nothing is wrong.")
_WRONG = Text(
    "已核对 {count} 项，发现 {problems} 个问题。", "{count} checked, {problems} problems found."
)


@dataclass(frozen=True, slots=True)
class HealthPage:
    """The variables of admin_health.html; `full` tells that little of the disk is left."""

    health: Health
    full: bool


@router.get("")
def show(request: Request, site: TheSite, visit: Member) -> Response:
    """Show how the vault is."""
    require(visit.actor, Right.OVERSEE)
    found = health(site.vault)
    full = found.disk_free < _LITTLE * found.disk_size
    return page(request, visit, "admin_health.html", HealthPage(found, full))


@router.post("/verify")
def verify_now(
    request: Request, site: TheSite, visit: Member, deep: Annotated[bool, Form()] = False
) -> Response:
    """Check everything against everything; with `deep` every version ever checked in as well."""
    require(visit.actor, Right.OVERSEE)

    def work(job: Job) -> Outcome:
        return _outcome(verify(site.vault, actor=visit.name, deep=deep, done=job.report))

    return redirect(request, f"/jobs/{site.jobs.start(visit.name, _VERIFYING, work).id}")


@router.post("/trail")
def trail_now(request: Request, site: TheSite, visit: Member) -> Response:
    """Follow the chain of the audit trail."""
    require(visit.actor, Right.OVERSEE)

    def work(job: Job) -> Outcome:
        return _outcome(check_trail(site.vault, actor=visit.name, done=job.report))

    return redirect(request, f"/jobs/{site.jobs.start(visit.name, _FOLLOWING, work).id}")


def _outcome(check: Check) -> Outcome:
    said = _WRONG if check.problems else _FINE
    return Outcome("/admin/health", said.format(count=check.checked, problems=check.problems))
