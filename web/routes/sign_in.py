"""`/sign-in`, `/sign-out`, `/language`: coming in, going, and in which language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from docvault.errors import CodeRefused, NotAllowed, SignInRefused, TooManyAttempts
from docvault.users import invitations, passwords, preferences, second_factor, sessions
from docvault.users.preferences import Preferences
from naming_rules.language import Text
from web import signed
from web.chosen import remember
from web.next_page import next_page
from web.pages import page, redirect, sign_in, sign_out
from web.site import Site
from web.visit import Guest, TheSite, Visit

router = APIRouter()
_PENDING = "second"
_PENDING_SECONDS = 300
_SEE_YOU = Text("已退出登录。", "You are signed out.")
_AGAIN = Text("等待太久，请重新登录。", "That took too long; please sign in once more.")


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The variables of sign_in.html."""

    next: str
    name: str = ""
    fault: str | None = None
    single_sign_on: str | None = None
    """What the button says that leads to the company's identity provider."""
    nobody_yet: bool = False
    """Whether there is no administrator."""


@dataclass(frozen=True, slots=True)
class CodePage:
    """The variables of sign_in_code.html."""

    next: str
    fault: str | None = None


@router.get("/sign-in")
def ask(request: Request, site: TheSite, visit: Guest, next: str = "/") -> Response:  # noqa: A002
    """Ask who it is."""
    if visit.user:
        return redirect(request, next_page(next))
    return _ask(request, site, visit, next_page(next))


@router.post("/sign-in")
def come_in(
    request: Request,
    site: TheSite,
    visit: Guest,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Check name and password; with a second factor, ask for its code next."""
    try:
        user = passwords.check(site.vault, name.strip(), password, address=address_of(request))
    except (SignInRefused, TooManyAttempts) as error:
        return _ask(request, site, visit, next_page(next), name=name, error=error)
    return known(request, site, visit, user.name, "password", next_page(next))


@router.get("/sign-in/code")
def ask_code(request: Request, site: TheSite, visit: Guest) -> Response:
    """Ask for the code of the second factor."""
    pending = signed.kept(request, site, _PENDING)
    if pending is None:
        return redirect(request, "/sign-in")
    return page(request, visit, "sign_in_code.html", CodePage(pending["next"]))


@router.post("/sign-in/code")
def check_code(
    request: Request, site: TheSite, visit: Guest, code: Annotated[str, Form()] = ""
) -> Response:
    """Check the code."""
    pending = signed.kept(request, site, _PENDING)
    if pending is None:
        return redirect(request, "/sign-in", notice=_AGAIN, bad=True)
    try:
        second_factor.check(site.vault, pending["user"], code)
    except (CodeRefused, TooManyAttempts) as error:
        shown = CodePage(pending["next"], str(error))
        return page(request, visit, "sign_in_code.html", shown, status=_status(error))
    method = "oidc" if pending["method"] == "oidc" else "password+totp"
    answer = enter(request, site, visit, pending["user"], method, pending["next"])
    signed.forget(site, answer, _PENDING)
    return answer


@router.post("/sign-out")
def leave(request: Request, site: TheSite, visit: Guest) -> Response:
    """End the session."""
    if visit.secret:
        sessions.end(site.vault, visit.secret)
    answer = redirect(request, "/sign-in", notice=_SEE_YOU)
    sign_out(request, answer)
    return answer


@router.post("/language")
def speak(
    request: Request,
    site: TheSite,
    visit: Guest,
    language: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Speak another language from now on."""
    wanted = language if language in preferences.LANGUAGES else None
    theme: str | None = visit.theme or None
    if visit.user:
        theme = preferences.of(site.vault, visit.name).theme
        preferences.save(site.vault, visit.name, Preferences(wanted, theme))
    answer = redirect(request, _back(next))
    remember(request, answer, Preferences(wanted, theme))
    return answer


def known(
    request: Request, site: Site, visit: Visit, user: str, method: str, next_url: str
) -> Response:
    """Let somebody in who is known by `method`; with a second factor, ask for its code next."""
    if not second_factor.is_on(site.vault, user):
        return enter(request, site, visit, user, method, next_url)
    answer = redirect(request, "/sign-in/code")
    note = {"user": user, "method": method, "next": next_url}
    signed.keep(site, answer, _PENDING, note, seconds=_PENDING_SECONDS)
    return answer


def enter(
    request: Request, site: Site, visit: Visit, user: str, method: str, next_url: str
) -> Response:
    """Begin a session of somebody who is known now, in place of the one there may be."""
    if visit.secret:
        sessions.end(site.vault, visit.secret)
    agent = request.headers.get("user-agent", "")
    secret = sessions.begin(
        site.vault, user, method=method, address=address_of(request), agent=agent
    )
    answer = redirect(request, next_url)
    sign_in(request, answer, secret)
    chosen = preferences.of(site.vault, user)
    remember(request, answer, Preferences(chosen.language or visit.language, chosen.theme))
    return answer


def address_of(request: Request) -> str:
    """Return where a request comes from, as a proxy tells where there is one (`web.serve`)."""
    return request.client.host if request.client else ""


def _back(wanted: str) -> str:
    """Return the page the language was changed on; the doors are pages too."""
    return wanted if wanted == "/sign-in" else next_page(wanted)


def _ask(
    request: Request,
    site: Site,
    visit: Visit,
    next_url: str,
    *,
    name: str = "",
    error: NotAllowed | None = None,
) -> Response:
    oidc = site.vault.settings.sign_in.oidc
    label = oidc.label or str(Text("单点登录", "Single sign-on"))
    shown = SignInPage(
        next_url,
        name,
        str(error) if error else None,
        label if oidc.issuer else None,
        invitations.needs_first_run(site.vault),
    )
    status = _status(error) if error else 200
    answer = page(request, visit, "sign_in.html", shown, status=status)
    if isinstance(error, TooManyAttempts):
        answer.headers["retry-after"] = str(error.fields["seconds"])
    return answer


def _status(error: NotAllowed) -> int:
    return 429 if isinstance(error, TooManyAttempts) else 401
