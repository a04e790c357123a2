"""`/admin`: where everything about the vault itself is found."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from docvault.access import Right, require
from docvault.database import audit_runs, users
from docvault.health import Health, health
from docvault.model.audit_run import AuditRun
from web.pages import page
from web.visit import Member, TheSite

router = APIRouter(prefix="/admin")


@dataclass(frozen=True, slots=True)
class AdminPage:
    """The variables of admin.html; `people` counts those who may act, `audit` is the last one."""

    health: Health
    people: int
    audit: AuditRun | None
    departments: int
    types: int
    categories: int
    schemes: int


@router.get("")
def show(request: Request, site: TheSite, visit: Member) -> Response:
    """Show the overview."""
    require(visit.actor, Right.OVERSEE)
    with site.vault.database.read() as connection:
        people = sum(not user.disabled for user in users.every(connection))
        runs = audit_runs.newest(connection)
    naming = site.vault.convention
    shown = AdminPage(
        health(site.vault),
        people,
        runs[0] if runs else None,
        len(naming.departments),
        len(naming.types),
        len(naming.categories),
        len(naming.schemes),
    )
    return page(request, visit, "admin.html", shown)
