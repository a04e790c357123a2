"""Saving settings: at once where no name depends on them, else after a look at what they mean."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from docvault.access import Right, require
from docvault.configuring import change_settings, with_changes
from docvault.migration_preview import preview
from docvault.settings.writing import Changes
from docvault.settings_drafts import SettingsDraft, keep_draft
from naming_rules.language import Text
from web.jobs import Job, Outcome
from web.pages import redirect
from web.site import Site
from web.visit import Visit

SAVED = Text("已保存，立即生效。", "Saved; it holds from now on.")
_NOTHING = Text("没有改动。", "Nothing was changed.")
_LOOKING = Text("核对对现有文件的影响", "Looking at what it means for the documents")
_HARMLESS = Text(
    "已保存；现有 {count} 份文件都不受影响。",
    "Saved; none of the {count} documents is affected.",
)
_TO_DECIDE = Text(
    "还没有保存：请先看对现有文件的影响。",
    "Not saved yet: look at what it means for the documents first.",
)


def decide_change(
    request: Request, site: Site, visit: Visit, changes: Changes, *, started_from: str, back: str
) -> Response:
    """Save changes; where names or places would change, look first and let the person decide.

    `started_from` is the mark of the settings that the form showed, `back` the form's page. Raises
    ActorNotAllowed, SettingsInvalid, CodeInUse, SettingsChanged; then nothing is saved.
    """
    require(visit.actor, Right.ADMINISTER)
    if not changes:
        return redirect(request, back, notice=_NOTHING)
    settings = with_changes(site.vault, changes)
    if settings.naming == site.vault.settings.naming:
        change_settings(site.vault, changes, actor=visit.name, started_from=started_from)
        return redirect(request, back, notice=SAVED)

    def work(job: Job) -> Outcome:
        seen = preview(site.vault, settings, done=job.report)
        if seen.is_harmless:
            change_settings(site.vault, changes, actor=visit.name, started_from=started_from)
            return Outcome(back, _HARMLESS.format(count=seen.checked))
        draft = keep_draft(site.vault, SettingsDraft(changes, started_from, back, seen))
        return Outcome(f"/admin/drafts/{draft}", _TO_DECIDE)

    return redirect(request, f"/jobs/{site.jobs.start(visit.name, _LOOKING, work).id}")
