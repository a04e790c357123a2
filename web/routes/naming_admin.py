"""`/admin/codes`, `/admin/levels`, `/admin/schemes`: what names and places are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from docvault.access import Right, require
from docvault.configuring import change_settings, settings_text
from docvault.database import usage
from docvault.database.usage import Field
from docvault.errors import CodeInUse, SettingsChanged, SettingsInvalid
from docvault.migration_preview import Preview
from docvault.settings_drafts import forget_draft, kept_draft
from web.code_forms import (
    CodeRow,
    Kind,
    LevelRow,
    code_changes,
    code_rows,
    level_changes,
    level_rows,
    sent_levels,
    sent_rows,
)
from web.deciding import SAVED, decide_change
from web.pages import page, redirect
from web.sent import Sent
from web.site import Site
from web.visit import Member, TheSite, Visit

router = APIRouter(prefix="/admin")
_MORE_ROWS = 3
_FIELDS: dict[Kind, Field] = {
    "departments": "department",
    "types": "type",
    "categories": "category",
}
_WRONG = (SettingsInvalid, CodeInUse, SettingsChanged)


@dataclass(frozen=True, slots=True)
class CodesPage:
    """The variables of admin_codes.html; the last rows are empty, for new codes.

    `mark` says which settings the form was made from; `problem` why the last try was not saved.
    """

    kind: Kind
    rows: Sequence[CodeRow]
    owners: Sequence[str]
    mark: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class LevelsPage:
    """The variables of admin_levels.html."""

    rows: Sequence[LevelRow]
    default: str
    mark: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The variables of admin_draft.html: what a change would come to for the documents."""

    id: str
    back: str
    preview: Preview


@router.get("/codes/{kind}")
def codes(request: Request, site: TheSite, visit: Member, kind: Kind) -> Response:
    """Show a code list to change it."""
    require(visit.actor, Right.ADMINISTER)
    rows = code_rows(site.vault.settings, kind, _used(site, _FIELDS[kind]))
    return _codes_page(request, site, visit, kind, rows)


@router.post("/codes/{kind}")
def save_codes(request: Request, site: TheSite, visit: Member, kind: Kind, sent: Sent) -> Response:
    """Save a code list."""
    require(visit.actor, Right.ADMINISTER)
    used = _used(site, _FIELDS[kind])
    rows = sent_rows(sent, used)
    changes = code_changes(kind, rows, code_rows(site.vault.settings, kind, used))
    try:
        return decide_change(
            request,
            site,
            visit,
            changes,
            started_from=sent.one("mark"),
            back=f"/admin/codes/{kind}",
        )
    except _WRONG as error:
        return _codes_page(request, site, visit, kind, rows, problem=str(error))


@router.get("/levels")
def levels(request: Request, site: TheSite, visit: Member) -> Response:
    """Show the levels of confidentiality to change them."""
    require(visit.actor, Right.ADMINISTER)
    settings = site.vault.settings
    rows = level_rows(settings, _used(site, "level"))
    return _levels_page(request, site, visit, rows, settings.levels.default)


@router.post("/levels")
def save_levels(request: Request, site: TheSite, visit: Member, sent: Sent) -> Response:
    """Save the levels."""
    require(visit.actor, Right.ADMINISTER)
    rows = sent_levels(sent, _used(site, "level"))
    default = sent.one("default")
    changes = level_changes(rows, default, site.vault.settings)
    try:
        return decide_change(
            request, site, visit, changes, started_from=sent.one("mark"), back="/admin/levels"
        )
    except _WRONG as error:
        return _levels_page(request, site, visit, rows, default, problem=str(error))


@router.get("/drafts/{draft_id}")
def draft(request: Request, site: TheSite, visit: Member, draft_id: str) -> Response:
    """Show what a change that is not saved yet would come to."""
    require(visit.actor, Right.ADMINISTER)
    kept = kept_draft(site.vault, draft_id)
    shown = DraftPage(draft_id, kept.back, kept.preview)
    return page(request, visit, "admin_draft.html", shown)


@router.post("/drafts/{draft_id}/{what}")
def decide_draft(
    request: Request,
    site: TheSite,
    visit: Member,
    draft_id: str,
    what: Literal["save", "drop"],
) -> Response:
    """Save a change all the same, or drop it."""
    require(visit.actor, Right.ADMINISTER)
    kept = kept_draft(site.vault, draft_id)
    if what == "save":
        change_settings(site.vault, kept.changes, actor=visit.name, started_from=kept.started_from)
    forget_draft(site.vault, draft_id)
    return redirect(request, kept.back, notice=SAVED if what == "save" else None)


def _codes_page(
    request: Request,
    site: Site,
    visit: Visit,
    kind: Kind,
    rows: Sequence[CodeRow],
    problem: str | None = None,
) -> Response:
    if kind not in _FIELDS:
        raise HTTPException(404)
    shown = CodesPage(
        kind,
        [*rows, *[CodeRow()] * _MORE_ROWS],
        site.vault.convention.departments.codes,
        settings_text(site.vault).mark,
        problem,
    )
    return page(request, visit, "admin_codes.html", shown, status=422 if problem else 200)


def _levels_page(
    request: Request,
    site: Site,
    visit: Visit,
    rows: Sequence[LevelRow],
    default: str,
    problem: str | None = None,
) -> Response:
    mark = settings_text(site.vault).mark
    shown = LevelsPage([*rows, LevelRow()], default, mark, problem)
    return page(request, visit, "admin_levels.html", shown, status=422 if problem else 200)


def _used(site: Site, field: Field) -> dict[str, int]:
    with site.vault.database.read() as connection:
        return usage.counts(connection, field)
