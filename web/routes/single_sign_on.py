"""`/sign-in/single`: coming in through the company's identity provider."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from docvault.errors import SingleSignOnFailed
from docvault.users import identities
from naming_rules.language import Text
from web import signed
from web.next_page import next_page
from web.oidc import Provider
from web.pages import redirect
from web.routes.sign_in import known
from web.site import Site
from web.visit import Guest, TheSite

router = APIRouter()
_BACK = "/sign-in/single/back"
_ATTEMPT = "single"
_ATTEMPT_SECONDS = 600
_OTHER_BROWSER = Text(
    "登录不是从这个浏览器开始的，或等待太久；请再试一次",
    "it did not begin in this browser, or took too long; try once more",
)
_CANCELLED = Text("身份提供方没有确认登录", "the identity provider did not confirm it")


@router.get("/sign-in/single")
def go(request: Request, site: TheSite, next: str = "/") -> Response:  # noqa: A002
    """Send the browser to the provider."""
    try:
        attempt = _provider(request, site).begin()
    except SingleSignOnFailed as error:
        return redirect(request, "/sign-in", notice=error.message, bad=True)
    answer = RedirectResponse(attempt.url, 303)
    note = {
        "state": attempt.state,
        "nonce": attempt.nonce,
        "verifier": attempt.verifier,
        "next": next_page(next),
    }
    signed.keep(site, answer, _ATTEMPT, note, seconds=_ATTEMPT_SECONDS)
    return answer


@router.get(_BACK)
def back(
    request: Request, site: TheSite, visit: Guest, code: str = "", state: str = ""
) -> Response:
    """Take the browser that comes back from the provider."""
    try:
        user, next_url = _whom(request, site, code, state)
        answer = known(request, site, visit, user, "oidc", next_url)
    except SingleSignOnFailed as error:
        answer = redirect(request, "/sign-in", notice=error.message, bad=True)
    signed.forget(site, answer, _ATTEMPT)
    return answer


def _whom(request: Request, site: Site, code: str, state: str) -> tuple[str, str]:
    """Return who it is, and where they wanted to go. Raises SingleSignOnFailed."""
    attempt = signed.kept(request, site, _ATTEMPT)
    if attempt is None or not hmac.compare_digest(attempt["state"].encode(), state.encode()):
        raise SingleSignOnFailed(reason=_OTHER_BROWSER)
    if not code:
        raise SingleSignOnFailed(reason=_CANCELLED)
    claims = _provider(request, site).finish(
        code, nonce=attempt["nonce"], verifier=attempt["verifier"]
    )
    create = site.vault.settings.sign_in.oidc.create_users
    return identities.user_of(site.vault, claims, create=create).name, attempt["next"]


def _provider(request: Request, site: Site) -> Provider:
    settings = site.vault.settings
    oidc = settings.sign_in.oidc
    if not (oidc.issuer and oidc.client_id):
        raise HTTPException(404)
    base = settings.web.url or str(request.base_url).rstrip("/")
    return Provider(oidc, f"{base}{_BACK}")
