"""The language and the light somebody chose, kept by the browser as well: errors speak it too."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from docvault.users.preferences import Preferences
from web.pages import set_cookie
from web.visit import site_of

_YEAR = 365 * 24 * 3600


def remember(request: Request, answer: Response, chosen: Preferences) -> None:
    """Let the browser keep what was chosen, and forget what was not."""
    site = site_of(request)
    for name, value in (
        ("docvault-language", chosen.language),
        ("docvault-theme", chosen.theme),
    ):
        if value:
            set_cookie(site, answer, name, value, seconds=_YEAR)
        elif name in request.cookies:
            answer.delete_cookie(name)
