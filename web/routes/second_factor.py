"""`/account/second-factor`: turning the second step on and off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request
from markupsafe import Markup
from starlette.responses import Response

from docvault.errors import CodeRefused, SignInRefused, TooManyAttempts
from docvault.users import passwords, second_factor
from naming_rules.language import Text
from web.errors import status_of
from web.pages import page, redirect
from web.routes.sign_in import address_of
from web.site import Site
from web.visit import Member, TheSite, Visit

router = APIRouter()
_OFF = Text("两步验证已关闭。", "The second step is off.")
_HERE = "/account/second-factor"


@dataclass(frozen=True, slots=True)
class SecondFactorPage:
    """The variables of second_factor.html: off, begun, just turned on, or on."""

    on: bool
    has_password: bool
    """Turning it off asks for the password; who has none asks the administrator."""
    picture: Markup | None = None
    """A QR code, as long as it is begun and not confirmed."""
    secret: str | None = None
    """The same to be typed, in groups of four."""
    codes: Sequence[str] = ()
    """The recovery codes, shown once."""
    fault: str | None = None


@router.get(_HERE)
def show(request: Request, site: TheSite, visit: Member) -> Response:
    """Show how it stands."""
    return _show(request, site, visit)


@router.post(f"{_HERE}/begin")
def begin(request: Request, site: TheSite, visit: Member) -> Response:
    """Make a secret for the app."""
    second_factor.begin(site.vault, visit.name)
    return redirect(request, _HERE)


@router.post(f"{_HERE}/confirm")
def confirm(
    request: Request, site: TheSite, visit: Member, code: Annotated[str, Form()] = ""
) -> Response:
    """Turn it on with the app's first code; show the recovery codes."""
    try:
        codes = second_factor.confirm(site.vault, visit.name, code)
    except (CodeRefused, TooManyAttempts) as error:
        return _show(request, site, visit, str(error), status=status_of(error))
    shown = SecondFactorPage(on=True, has_password=True, codes=codes)
    return page(request, visit, "second_factor.html", shown)


@router.post(f"{_HERE}/off")
def turn_off(
    request: Request, site: TheSite, visit: Member, password: Annotated[str, Form()] = ""
) -> Response:
    """Turn it off, after the password was asked for again."""
    try:
        passwords.check(site.vault, visit.name, password, address=address_of(request))
    except (SignInRefused, TooManyAttempts) as error:
        return _show(request, site, visit, str(error), status=status_of(error))
    second_factor.turn_off(site.vault, visit.name, actor=visit.name)
    return redirect(request, "/account", notice=_OFF)


def _show(
    request: Request, site: Site, visit: Visit, fault: str | None = None, *, status: int = 200
) -> Response:
    begun = second_factor.begun(site.vault, visit.name)
    shown = SecondFactorPage(
        on=second_factor.is_on(site.vault, visit.name),
        has_password=visit.name in passwords.owners(site.vault),
        picture=_picture(begun.uri) if begun else None,
        secret=_spaced(begun.secret) if begun else None,
        fault=fault,
    )
    return page(request, visit, "second_factor.html", shown, status=status)


def _picture(uri: str) -> Markup:
    """Return a QR code as an SVG element without styles, which the pages do not allow."""
    drawn = segno.make(uri, error="m", micro=False)
    return Markup(drawn.svg_inline(svgclass="qr", lineclass=None, omitsize=True, border=0))  # noqa: S704 - segno draws squares


def _spaced(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
