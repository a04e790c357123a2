"""Who asks by a token instead of a cookie: the doors for programs and for git."""

from __future__ import annotations

import base64
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from docvault.users import sessions, tokens
from naming_rules.language import current_language
from web.site import Site
from web.visit import Visit, site_of

BEARER = 'Bearer realm="DocVault"'
BASIC = 'Basic realm="DocVault", charset="UTF-8"'


def caller(request: Request) -> Visit:
    """Return who asks with `Authorization: Bearer <token>`. Raises HTTPException 401."""
    kind, secret = _credentials(request)
    return _visit(site_of(request), secret if kind == "bearer" else None, BEARER)


def git_client(request: Request) -> Visit:
    """Return who asks as git does: the token is the password (RFC 7617), the user name any."""
    kind, secret = _credentials(request)
    if kind == "basic":
        secret = _password(secret)
    return _visit(site_of(request), secret if kind in {"basic", "bearer"} else None, BASIC)


Caller = Annotated[Visit, Depends(caller)]
GitClient = Annotated[Visit, Depends(git_client)]


def _credentials(request: Request) -> tuple[str, str | None]:
    kind, _, rest = request.headers.get("authorization", "").partition(" ")
    return kind.lower(), rest.strip() or None


def _password(credentials: str | None) -> str | None:
    try:
        text = base64.b64decode(credentials or "", validate=True).decode("utf-8")
    except ValueError:
        return None
    return text.partition(":")[2] or None


def _visit(site: Site, secret: str | None, challenge: str) -> Visit:
    found = tokens.find(site.vault, secret) if secret else None
    if found is None:
        error = ', error="invalid_token"' if secret and challenge is BEARER else ""
        raise HTTPException(401, headers={"WWW-Authenticate": challenge + error})
    actor = sessions.actor_of(site.vault, found[0])
    return Visit(actor, current_language(), csrf="")
