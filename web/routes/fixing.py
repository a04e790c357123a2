"""`/compliance/fix`: names put right in one go: a plan to look at, carried out, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from docvault.access import Right, require
from docvault.auditing import place_in
from docvault.fix_plans import KeptPlan, forget_plan, keep_plan, kept_plan
from docvault.fixing import apply_fix, plan_fix, undo_fix
from naming_rules.language import Text
from naming_rules.rename_plan import Rename, Unresolved
from naming_rules.renaming import Undone, journals_of
from web.jobs import Job, Outcome
from web.pages import page, redirect
from web.visit import Member, TheSite

router = APIRouter(prefix="/compliance/fix")
_ROWS = 200
_MOST = 10**7
_PLANNING = Text("查找可以改正的名称", "Looking for names to put right")
_APPLYING = Text("改名", "Renaming")
_UNDOING = Text("撤销改名", "Taking the renames back")
_PLANNED = Text(
    "可改名 {renames} 个文件，{left} 个需要人来决定。现在还没有改动。",
    "{renames} files can be renamed, {left} need a decision. Nothing was changed yet.",
)
_APPLIED = Text(
    "已改名 {count} 个文件；可以在这里撤销。", "{count} files were renamed; it can be undone here."
)
_UNDONE = Text(
    "已撤销 {count} 个改名，{left} 个未撤销。",
    "{count} renames were taken back, {left} were not.",
)
_LEFT = Text("{path}：{reason}。", "{path}: {reason}.")


@dataclass(frozen=True, slots=True)
class FixPage:
    """The variables of fix.html; `undoable` tells whether a run can be taken back."""

    undoable: bool
    under: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The variables of fix_plan.html: a part of the renames, and of what is left to a person.

    `next` is the address of the following part. Each of `unresolved` comes with the address of the
    form that builds a name.
    """

    id: str
    under: str | None
    renames: Sequence[Rename]
    unresolved: Sequence[tuple[Unresolved, str]]
    count: int
    left: int
    next: str | None


@router.get("")
def show(
    request: Request, site: TheSite, visit: Member, under: Annotated[str, Query()] = ""
) -> Response:
    """Offer to make a plan, and to take the last run back."""
    require(visit.actor, Right.OVERSEE)
    journals = journals_of(site.vault.root, site.vault.journals)
    there = site.vault.journals.is_dir()
    undoable = there and bool(journals.unfinished() or journals.latest())
    return page(request, visit, "fix.html", FixPage(undoable, under))


@router.post("")
def plan(
    request: Request, site: TheSite, visit: Member, under: Annotated[str, Form()] = ""
) -> Response:
    """Make a plan; nothing is changed. The job leads to it."""
    require(visit.actor, Right.OVERSEE)
    vault = site.vault
    folder = under.strip().strip("/")
    place = place_in(vault, vault.root / folder) if folder else None

    def work(job: Job) -> Outcome:
        made = plan_fix(vault, place)
        job.report()
        plan_id = keep_plan(vault, made, place)
        said = _PLANNED.format(renames=len(made.renames), left=len(made.unresolved))
        return Outcome(f"/compliance/fix/{plan_id}", said)

    return redirect(request, f"/jobs/{site.jobs.start(visit.name, _PLANNING, work).id}")


@router.post("/undo")
def undo(request: Request, site: TheSite, visit: Member) -> Response:
    """Take the last run back, as far as nobody has changed its files since."""
    require(visit.actor, Right.OVERSEE)

    def work(_: Job) -> Outcome:
        return Outcome("/compliance/fix", _told(undo_fix(site.vault, actor=visit.name)))

    return redirect(request, f"/jobs/{site.jobs.start(visit.name, _UNDOING, work).id}")


@router.get("/{plan_id}")
def look(
    request: Request,
    site: TheSite,
    visit: Member,
    plan_id: str,
    start: Annotated[int, Query(ge=0, le=_MOST)] = 0,
) -> Response:
    """Show a plan, part by part."""
    require(visit.actor, Right.OVERSEE)
    kept = kept_plan(site.vault, plan_id)
    return page(request, visit, "fix_plan.html", _page(kept, start))


@router.post("/{plan_id}/apply")
def carry_out(request: Request, site: TheSite, visit: Member, plan_id: str) -> Response:
    """Carry a plan out exactly as it was shown, all or nothing."""
    require(visit.actor, Right.OVERSEE)
    kept = kept_plan(site.vault, plan_id)

    def work(_: Job) -> Outcome:
        apply_fix(site.vault, kept.plan, actor=visit.name)
        forget_plan(site.vault, plan_id)
        return Outcome("/compliance/fix", _APPLIED.format(count=len(kept.plan.renames)))

    return redirect(request, f"/jobs/{site.jobs.start(visit.name, _APPLYING, work).id}")


def _page(kept: KeptPlan, start: int) -> PlanPage:
    renames, unresolved = kept.plan.renames, kept.plan.unresolved
    more = start + _ROWS < max(len(renames), len(unresolved))
    return PlanPage(
        kept.id,
        kept.under,
        renames[start : start + _ROWS],
        [(one, _form_of(one)) for one in unresolved[start : start + _ROWS]],
        len(renames),
        len(unresolved),
        f"?start={start + _ROWS}" if more else None,
    )


def _form_of(one: Unresolved) -> str:
    folder, _, name = one.source.rpartition("/")
    encoded = urlencode({"name": name, "folder": folder}, errors="surrogateescape")
    return f"/names/form?{encoded}"


def _told(undone: Undone) -> Text:
    said = _UNDONE.format(count=len(undone.restored), left=len(undone.left))
    for one in undone.left[:3]:
        why = _LEFT.format(path=one.source, reason=one.reason)
        said = Text(f"{said.zh}{why.zh}", f"{said.en} {why.en}")
    return said
