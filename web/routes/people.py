"""`/admin/people`: who there is, what they are, what they may. For administrators only."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from docvault.access import GRANTABLE, RIGHT_NAMES, Right, require
from docvault.errors import BadArgument, DocVaultError, StoreError
from docvault.model.grant import Grant
from docvault.model.invitation import Invitation
from docvault.model.token import Token
from docvault.model.user import Role, User
from docvault.sharing.telling import count_live
from docvault.users import (
    granting,
    invitations,
    passwords,
    registering,
    second_factor,
    sessions,
    tokens,
)
from naming_rules.codes import folded
from naming_rules.language import Text
from web.errors import status_of
from web.pages import page, redirect
from web.person_url import person_url
from web.role_names import ROLE_NAMES
from web.site import Site
from web.visit import Member, TheSite, Visit, signed_in

_SAVED = Text("已保存。", "Saved.")
_DISABLED = Text("{name} 已停用，登录和令牌都已失效。", "{name} is disabled and signed out.")
_DISABLED_WITH_LINKS = Text(
    "{name} 已停用，登录和令牌都已失效；其 {count} 个分享链接仍然有效，可在下面撤销。",
    "{name} is disabled and signed out. Share links of theirs that still open: {count};"
    " they can be revoked below.",
)
_ENABLED = Text("{name} 已启用。", "{name} is enabled again.")
_ENDED = Text("已结束 {count} 个登录。", "{count} sessions were ended.")
_FACTOR_OFF = Text("{name} 的两步验证已关闭。", "The second step of {name} is off.")
_GRANTED = Text("已授权。", "The right was granted.")
_TAKEN = Text("已收回授权。", "The right was taken back.")
_REVOKED = Text("令牌已作废。", "The token was revoked.")
_DEFAULT_DEPARTMENT = ""


def _administers(visit: Annotated[Visit, Depends(signed_in)]) -> None:
    require(visit.actor, Right.ADMINISTER)


router = APIRouter(dependencies=[Depends(_administers)])


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A user in the list."""

    user: User
    role: Text
    url: str
    invited: bool
    """Has a link and no password yet."""
    can_sign_in: bool
    second_factor: bool
    seen_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it was sent, to be mended."""

    name: str = ""
    display_name: str = ""
    role: str = Role.MEMBER.value
    department: str = _DEFAULT_DEPARTMENT
    email: str = ""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """The variables of people.html."""

    rows: Sequence[PersonRow]
    total: int
    query: str
    roles: Sequence[tuple[str, Text]]
    departments: Sequence[str]
    draft: Draft = Draft()
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A right in a department that is not the person's own."""

    grant: Grant
    right: Text


@dataclass(frozen=True, slots=True)
class PersonPage:
    """The variables of person.html."""

    user: User
    role: Text
    roles: Sequence[tuple[str, Text]]
    departments: Sequence[str]
    draft: Draft
    grants: Sequence[GrantRow]
    rights: Sequence[tuple[str, Text]]
    sessions: int
    seen_at: datetime.datetime | None
    tokens: Sequence[Token]
    links: int
    """Share links of theirs that live."""
    has_password: bool
    second_factor: bool
    invitation: Invitation | None
    """A link that can still be used."""
    link: str | None = None
    """The address of the link that was just made: shown now and never again."""
    fault: str | None = None


@router.get("/admin/people")
def people(request: Request, site: TheSite, visit: Member, q: str = "") -> Response:
    """List the people."""
    return page(request, visit, "people.html", _people(site, q))


@router.post("/admin/people/add")
def add(
    request: Request,
    site: TheSite,
    visit: Member,
    name: Annotated[str, Form()] = "",
    display_name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    department: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
) -> Response:
    """Register somebody, and make the link for the first password."""
    draft = Draft(name.strip(), display_name.strip(), role, department, email.strip())
    try:
        registering.add(
            site.vault,
            draft.name,
            actor=visit.name,
            display_name=draft.display_name or None,
            role=_role(draft.role),
            department=draft.department or None,
            email=draft.email or None,
        )
    except StoreError:
        raise
    except DocVaultError as error:
        shown = replace(_people(site, ""), draft=draft, fault=str(error))
        return page(request, visit, "people.html", shown, status=status_of(error))
    return _with_link(request, site, visit, draft.name)


@router.get("/admin/people/person")
def person(request: Request, site: TheSite, visit: Member, name: str = "") -> Response:
    """Show one person."""
    return page(request, visit, "person.html", _person(site, name))


@router.post("/admin/people/change")
def change(
    request: Request,
    site: TheSite,
    visit: Member,
    name: Annotated[str, Form()] = "",
    display_name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    department: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
) -> Response:
    """Change what somebody is called and is."""
    draft = Draft(name, display_name.strip(), role, department, email.strip())
    try:
        registering.change(
            site.vault,
            name,
            actor=visit.name,
            display_name=draft.display_name or name,
            role=_role(role),
            department=department or None,
            email=draft.email or None,
        )
    except StoreError:
        raise
    except DocVaultError as error:
        shown = replace(_person(site, name), draft=draft, fault=str(error))
        return page(request, visit, "person.html", shown, status=status_of(error))
    return redirect(request, person_url(name), notice=_SAVED)


@router.post("/admin/people/invite")
def invite(
    request: Request, site: TheSite, visit: Member, name: Annotated[str, Form()] = ""
) -> Response:
    """Make a link with which somebody sets a password, and show it once."""
    return _with_link(request, site, visit, name)


@router.post("/admin/people/disable")
def disable(
    request: Request, site: TheSite, visit: Member, name: Annotated[str, Form()] = ""
) -> Response:
    """Let somebody in no more."""
    try:
        registering.disable(site.vault, name, actor=visit.name)
    except StoreError:
        raise
    except DocVaultError as error:
        return redirect(request, person_url(name), notice=error.message, bad=True)
    links = count_live(site.vault, name)
    said = _DISABLED_WITH_LINKS.format(name=name, count=links) if links else _DISABLED
    return redirect(request, person_url(name), notice=said.format(name=name))


@router.post("/admin/people/enable")
def enable(
    request: Request, site: TheSite, visit: Member, name: Annotated[str, Form()] = ""
) -> Response:
    """Let somebody in again."""
    registering.enable(site.vault, name, actor=visit.name)
    return redirect(request, person_url(name), notice=_ENABLED.format(name=name))


@router.post("/admin/people/end-sessions")
def end_sessions(
    request: Request, site: TheSite, visit: Member, name: Annotated[str, Form()] = ""
) -> Response:
    """Sign somebody out everywhere."""
    registering.by_name(site.vault, name)
    count = sessions.end_all(site.vault, name, actor=visit.name)
    # Whoever ended their own is at the door now, where the notice is shown as well.
    return redirect(request, person_url(name), notice=_ENDED.format(count=count))


@router.post("/admin/people/second-factor-off")
def second_factor_off(
    request: Request, site: TheSite, visit: Member, name: Annotated[str, Form()] = ""
) -> Response:
    """Turn somebody's second factor off: the phone is lost."""
    second_factor.turn_off(site.vault, name, actor=visit.name)
    return redirect(request, person_url(name), notice=_FACTOR_OFF.format(name=name))


@router.post("/admin/people/grant")
def grant(
    request: Request,
    site: TheSite,
    visit: Member,
    name: Annotated[str, Form()] = "",
    department: Annotated[str, Form()] = "",
    right: Annotated[str, Form()] = "",
) -> Response:
    """Give a right in another department."""
    granting.grant(site.vault, name, department, _right(right), actor=visit.name)
    return redirect(request, person_url(name), notice=_GRANTED)


@router.post("/admin/people/take-back")
def take_back(
    request: Request,
    site: TheSite,
    visit: Member,
    name: Annotated[str, Form()] = "",
    department: Annotated[str, Form()] = "",
    right: Annotated[str, Form()] = "",
) -> Response:
    """Take a right back."""
    granting.revoke(site.vault, name, department, _right(right), actor=visit.name)
    return redirect(request, person_url(name), notice=_TAKEN)


@router.post("/admin/people/revoke-token")
def revoke_token(
    request: Request,
    site: TheSite,
    visit: Member,
    name: Annotated[str, Form()] = "",
    token: Annotated[str, Form()] = "",
) -> Response:
    """Let one of somebody's tokens open nothing any more."""
    tokens.revoke(site.vault, name, token, actor=visit.name)
    return redirect(request, person_url(name), notice=_REVOKED)


def _with_link(request: Request, site: Site, visit: Visit, name: str) -> Response:
    _, secret = invitations.invite(site.vault, name, actor=visit.name)
    base = site.vault.settings.web.url or str(request.base_url).rstrip("/")
    shown = replace(_person(site, name), link=f"{base}/welcome/{secret}")
    return page(request, visit, "person.html", shown)


def _people(site: Site, query: str) -> PeoplePage:
    vault = site.vault
    everyone = registering.every(vault)
    wanted = folded(query)
    links, with_password = invitations.pending(vault), passwords.owners(vault)
    careful, seen = second_factor.owners(vault), sessions.last_seen(vault)
    rows = [
        PersonRow(
            user,
            ROLE_NAMES[user.role],
            person_url(user.name),
            user.name in links and user.name not in with_password,
            user.name in with_password,
            user.name in careful,
            seen.get(user.name),
        )
        for user in everyone
        if wanted in folded(f"{user.name}\n{user.display_name}\n{user.department or ''}")
    ]
    return PeoplePage(
        rows=sorted(rows, key=lambda row: (row.user.disabled, row.user.name)),
        total=len(everyone),
        query=query,
        roles=_roles(),
        departments=_departments(site),
    )


def _person(site: Site, name: str) -> PersonPage:
    vault = site.vault
    user = registering.by_name(vault, name)
    running = sessions.of(vault, name)
    given = [grant for grant in granting.every(vault) if grant.user == name]
    return PersonPage(
        user=user,
        role=ROLE_NAMES[user.role],
        roles=_roles(),
        departments=_departments(site),
        draft=Draft(
            name, user.display_name, user.role.value, user.department or "", user.email or ""
        ),
        grants=[GrantRow(grant, RIGHT_NAMES[Right(grant.right)]) for grant in given],
        rights=[(right.value, RIGHT_NAMES[right]) for right in GRANTABLE],
        sessions=len(running),
        seen_at=running[0].seen_at if running else None,
        tokens=tokens.of(vault, name),
        links=count_live(vault, name),
        has_password=name in passwords.owners(vault),
        second_factor=second_factor.is_on(vault, name),
        invitation=invitations.pending(vault).get(name),
    )


def _roles() -> Sequence[tuple[str, Text]]:
    return [(role.value, ROLE_NAMES[role]) for role in Role]


def _departments(site: Site) -> Sequence[str]:
    return tuple(site.vault.convention.departments.codes)


def _role(given: str) -> Role:
    try:
        return Role(given)
    except ValueError as exc:
        allowed = ", ".join(Role)
        raise BadArgument(argument="role", value=given, allowed=allowed) from exc


def _right(given: str) -> Right:
    try:
        return Right(given)
    except ValueError as exc:
        allowed = ", ".join(GRANTABLE)
        raise BadArgument(argument="right", value=given, allowed=allowed) from exc
