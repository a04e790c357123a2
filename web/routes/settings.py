"""`/admin/settings`: the settings of the vault, each with what is allowed when it is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from docvault.access import Right, require
from docvault.configuring import settings_text
from docvault.errors import CodeInUse, DocVaultError, SettingsChanged, SettingsInvalid
from web.deciding import decide_change
from web.pages import page
from web.sent import Sent
from web.settings_fields import Group, every_field, groups_of, settings_changes, shown_value
from web.site import Site
from web.visit import Member, TheSite, Visit

router = APIRouter(prefix="/admin/settings")


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The variables of admin_settings.html.

    `wrong` is the name of the field that `problem` is about, where it is one of the page's.
    """

    groups: Sequence[Group]
    values: Mapping[str, str]
    mark: str
    problem: str | None = None
    wrong: str | None = None


@router.get("")
def show(request: Request, site: TheSite, visit: Member) -> Response:
    """Show the settings."""
    require(visit.actor, Right.ADMINISTER)
    settings = site.vault.settings
    values = {field.name: shown_value(settings, field) for field in every_field(settings)}
    return _page(request, site, visit, values)


@router.post("")
def save(request: Request, site: TheSite, visit: Member, sent: Sent) -> Response:
    """Save what was changed."""
    require(visit.actor, Right.ADMINISTER)
    changes = settings_changes(site.vault.settings, sent)
    try:
        return decide_change(
            request, site, visit, changes, started_from=sent.one("mark"), back="/admin/settings"
        )
    except (SettingsInvalid, CodeInUse, SettingsChanged) as error:
        fields = every_field(site.vault.settings)
        values = {field.name: sent.one(field.name) for field in fields}
        return _page(request, site, visit, values, error)


def _page(
    request: Request,
    site: Site,
    visit: Visit,
    values: Mapping[str, str],
    error: DocVaultError | None = None,
) -> Response:
    key = str(error.fields.get("key", "")).partition("[")[0] if error else ""
    shown = SettingsPage(
        groups_of(site.vault.settings),
        values,
        settings_text(site.vault).mark,
        str(error) if error else None,
        key if key in values else None,
    )
    return page(request, visit, "admin_settings.html", shown, status=422 if error else 200)
