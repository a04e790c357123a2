"""`/welcome/{token}`: one-time links. Setting a vault up, a first password, a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from docvault import configuring
from docvault.errors import DocVaultError, InvitationOver, StoreError
from docvault.model.invitation import Purpose
from docvault.users import invitations, preferences
from docvault.users.password_rules import SHORTEST
from docvault.users.preferences import Preferences
from naming_rules.codes import folded
from naming_rules.language import Text
from web.pages import page
from web.routes.sign_in import known
from web.site import Site
from web.visit import Guest, TheSite, Visit

router = APIRouter()
_NOT_TWICE = Text("两次输入的密码不一样。", "The two passwords are not the same.")
_NO_DEPARTMENT = Text("至少要有一个部门。", "There must be at least one department.")


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """The variables of welcome.html: a first password, or a new one."""

    user: str
    display_name: str
    newcomer: bool
    shortest: int = SHORTEST
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class FirstRunPage:
    """The variables of first_run.html."""

    departments: Sequence[str]
    """Those there are to choose from."""
    ticked: Sequence[str]
    more: str = ""
    """Departments of their own, one a line."""
    company: str = ""
    name: str = ""
    display_name: str = ""
    language: str = "zh"
    shortest: int = SHORTEST
    fault: str | None = None


@router.get("/welcome/{token}")
def welcome(request: Request, site: TheSite, visit: Guest, token: str) -> Response:
    """Show what the link is for."""
    invitation = invitations.look(site.vault, token)
    if invitation.purpose is Purpose.FIRST_RUN:
        settings = site.vault.settings
        codes = tuple(settings.naming.departments.codes)
        shown = FirstRunPage(codes, codes, company=settings.vault.name, language=visit.language)
        return page(request, visit, "first_run.html", shown)
    return _ask_password(request, site, visit, token)


@router.post("/welcome/{token}")
def accept(
    request: Request,
    site: TheSite,
    visit: Guest,
    token: str,
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Set the password, and let its owner in."""
    try:
        if password != again:
            return _ask_password(request, site, visit, token, str(_NOT_TWICE))
        user = invitations.accept(site.vault, token, password)
    except (InvitationOver, StoreError):
        raise
    except DocVaultError as error:
        return _ask_password(request, site, visit, token, str(error))
    return _let_in(request, site, visit, user.name)


@router.post("/welcome/{token}/set-up")
def set_up(
    request: Request,
    site: TheSite,
    visit: Guest,
    token: str,
    name: Annotated[str, Form()] = "",
    display_name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "zh",
    company: Annotated[str, Form()] = "",
    department: Annotated[tuple[str, ...], Form()] = (),
    more: Annotated[str, Form()] = "",
) -> Response:
    """Register the first administrator, and write the company's name and departments down."""
    if invitations.look(site.vault, token).purpose is not Purpose.FIRST_RUN:
        raise InvitationOver
    known = tuple(site.vault.settings.naming.departments.codes)
    ticked = tuple(code for code in known if code in department)
    form = FirstRunPage(known, ticked, more, company, name.strip(), display_name.strip(), language)
    try:
        if fault := _fault_of(password, again, form):
            return _ask_first(request, visit, form, fault)
        changes = _changes(site, form)
        configuring.with_changes(site.vault, changes)
        user = invitations.accept_first(
            site.vault, token, form.name, password, display_name=form.display_name or None
        )
    except (InvitationOver, StoreError):
        raise
    except DocVaultError as error:
        return _ask_first(request, visit, form, str(error))
    configuring.change_settings(site.vault, changes, actor=user.name)
    if language in preferences.LANGUAGES:
        preferences.save(site.vault, user.name, Preferences(language))
    return _let_in(request, site, visit, user.name)


def _fault_of(password: str, again: str, form: FirstRunPage) -> str | None:
    if password != again:
        return str(_NOT_TWICE)
    return None if _departments(form) else str(_NO_DEPARTMENT)


def _departments(form: FirstRunPage) -> list[str]:
    """Return the departments ticked and those written, each once in any spelling."""
    lines = [line.strip() for line in form.more.replace("、", "\n").splitlines()]
    wanted = [*form.ticked, *(line for line in lines if line)]
    once: dict[str, str] = {}
    for code in wanted:
        once.setdefault(folded(code), code)
    return list(once.values())


def _changes(site: Site, form: FirstRunPage) -> Mapping[tuple[str, ...], Any]:
    """Return what the settings are to become; what is as it was stays untouched."""
    settings = site.vault.settings
    changes: dict[tuple[str, ...], Any] = {}
    if form.company.strip() and form.company.strip() != settings.vault.name:
        changes["vault", "name"] = form.company.strip()
    if form.language in preferences.LANGUAGES and form.language != settings.vault.language:
        changes["vault", "language"] = form.language
    wanted = _departments(form)
    if wanted != list(settings.naming.departments.codes):
        aliases = {entry.code: entry.aliases for entry in settings.naming.departments}
        changes["naming", "departments"] = [
            {"code": code, "aliases": list(aliases.get(code, ()))} for code in wanted
        ]
    return changes


def _ask_first(request: Request, visit: Visit, form: FirstRunPage, fault: str) -> Response:
    shown = FirstRunPage(
        form.departments,
        form.ticked,
        form.more,
        form.company,
        form.name,
        form.display_name,
        form.language,
        fault=fault,
    )
    return page(request, visit, "first_run.html", shown, status=422)


def _ask_password(
    request: Request, site: Site, visit: Visit, token: str, fault: str | None = None
) -> Response:
    invitation, user = invitations.of_user(site.vault, token)
    newcomer = invitation.purpose is Purpose.JOIN
    shown = PasswordPage(user.name, user.display_name, newcomer, fault=fault)
    return page(request, visit, "welcome.html", shown, status=422 if fault else 200)


def _let_in(request: Request, site: Site, visit: Visit, user: str) -> Response:
    return known(request, site, visit, user, "invitation", "/")
