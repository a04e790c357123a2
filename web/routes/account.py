"""`/account`: one's own language and light, password, sessions and tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from docvault.errors import BadArgument, DocVaultError, StoreError
from docvault.model.session import Session
from docvault.model.token import Token
from docvault.users import passwords, preferences, second_factor, sessions, tokens
from docvault.users.password_rules import SHORTEST
from docvault.users.preferences import Preferences
from docvault.users.secret import hash_of
from naming_rules.language import Text
from web.browsers import browser_of
from web.chosen import remember
from web.errors import status_of
from web.pages import page, redirect
from web.role_names import ROLE_NAMES
from web.routes.sign_in import address_of
from web.site import Site
from web.visit import Member, TheSite, Visit

router = APIRouter()
_SAVED = Text("已保存。", "Saved.")
_CHANGED = Text(
    "密码已更改，其他地方的登录都已结束。",
    "The password was changed; you are signed out elsewhere.",
)
_ENDED = Text("登录已结束。", "That session was ended.")
_ALL_ENDED = Text("其他登录都已结束（{count} 个）。", "All other sessions were ended ({count}).")
_REVOKED = Text("令牌已作废。", "The token was revoked.")
_NOT_TWICE = Text("两次输入的新密码不一样。", "The two new passwords are not the same.")
METHODS = {
    "password": Text("密码", "password"),
    "password+totp": Text("密码和两步验证", "password and second step"),
    "oidc": Text("单点登录", "single sign-on"),
    "invitation": Text("一次性链接", "one-time link"),
}
"""How somebody came in, in words."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One of the visitor's sessions."""

    session: Session
    browser: str
    method: Text
    here: bool
    """Whether this page was asked for with it."""


@dataclass(frozen=True, slots=True)
class AccountPage:
    """The variables of account.html. What went wrong stands in the part it belongs to."""

    preferences: Preferences
    role: Text
    has_password: bool
    second_factor: bool
    sessions: Sequence[SessionRow]
    tokens: Sequence[Token]
    shortest: int = SHORTEST
    new_token: str | None = None
    """The secret of the token that was just made: shown now and never again."""
    password_fault: str | None = None
    token_fault: str | None = None


@router.get("/account")
def account(request: Request, site: TheSite, visit: Member) -> Response:
    """Show the visitor's own account."""
    return page(request, visit, "account.html", _account(site, visit))


@router.post("/account/preferences")
def prefer(
    request: Request,
    site: TheSite,
    visit: Member,
    language: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
) -> Response:
    """Keep language and theme; empty is what the browser says."""
    chosen = Preferences(language or None, theme or None)
    preferences.save(site.vault, visit.name, chosen)
    answer = redirect(request, "/account", notice=_SAVED)
    remember(request, answer, chosen)
    return answer


@router.post("/account/password")
def change_password(
    request: Request,
    site: TheSite,
    visit: Member,
    old: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Change the password; the other sessions end."""
    if visit.user is None or password != again:
        shown = replace(_account(site, visit), password_fault=str(_NOT_TWICE))
        return page(request, visit, "account.html", shown, status=422)
    here = hash_of(visit.secret or "")
    try:
        passwords.change(
            site.vault, visit.user, old, password, address=address_of(request), kept_session=here
        )
    except StoreError:
        raise
    except DocVaultError as error:
        shown = replace(_account(site, visit), password_fault=str(error))
        return page(request, visit, "account.html", shown, status=status_of(error))
    return redirect(request, "/account", notice=_CHANGED)


@router.post("/account/sessions/end")
def end_session(
    request: Request, site: TheSite, visit: Member, session: Annotated[str, Form()] = ""
) -> Response:
    """End one of the visitor's sessions."""
    sessions.end_one(site.vault, visit.name, session)
    return redirect(request, "/account", notice=_ENDED)


@router.post("/account/sessions/end-others")
def end_others(request: Request, site: TheSite, visit: Member) -> Response:
    """End all of the visitor's sessions but this one."""
    here = hash_of(visit.secret or "")
    count = sessions.end_all(site.vault, visit.name, actor=visit.name, kept=here)
    return redirect(request, "/account", notice=_ALL_ENDED.format(count=count))


@router.post("/account/tokens")
def make_token(
    request: Request,
    site: TheSite,
    visit: Member,
    label: Annotated[str, Form()] = "",
    days: Annotated[str, Form()] = "",
) -> Response:
    """Make a token for a program, and show it once."""
    # What is no number is 0 days, which are refused with what is allowed.
    until = (int(days) if days.isascii() and days.isdecimal() else 0) if days.strip() else None
    try:
        _, secret = tokens.create(
            site.vault, visit.name, label.strip(), actor=visit.name, days=until
        )
    except BadArgument as error:
        shown = replace(_account(site, visit), token_fault=str(error))
        return page(request, visit, "account.html", shown, status=422)
    shown = replace(_account(site, visit), new_token=secret)
    return page(request, visit, "account.html", shown)


@router.post("/account/tokens/revoke")
def revoke_token(
    request: Request, site: TheSite, visit: Member, token: Annotated[str, Form()] = ""
) -> Response:
    """Let one of the visitor's tokens open nothing any more."""
    tokens.revoke(site.vault, visit.name, token, actor=visit.name)
    return redirect(request, "/account", notice=_REVOKED)


def _account(site: Site, visit: Visit) -> AccountPage:
    here = hash_of(visit.secret or "")
    vault = site.vault
    rows = [
        SessionRow(
            session,
            browser_of(session.agent),
            METHODS.get(session.method, Text(session.method, session.method)),
            session.id == here,
        )
        for session in sessions.of(vault, visit.name)
    ]
    return AccountPage(
        preferences=preferences.of(vault, visit.name),
        role=ROLE_NAMES[visit.user.role] if visit.user else Text("", ""),
        has_password=visit.name in passwords.owners(vault),
        second_factor=second_factor.is_on(vault, visit.name),
        sessions=sorted(rows, key=lambda row: not row.here),
        tokens=tokens.of(vault, visit.name),
    )
