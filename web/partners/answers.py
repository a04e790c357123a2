"""What partners are answered: one refusal for everything, of one length.

Whoever has the right link reads in it why it does not open; who has not reads always the same.
What goes wrong inside is for those who run the server: it stands in the log, and partners get its
number, no path and no name.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response as PlainResponse

from docvault.errors import (
    DocVaultError,
    LinkBroken,
    LinkRefused,
    ShareRefused,
    TriesExceeded,
)
from docvault.sharing.opening import REFUSED
from naming_rules.language import Text
from web.errors import ErrorPage, status_of
from web.pages import page
from web.site import Site
from web.visit import visit_of

_LENGTH = 1024
"""Bytes of a refusal in JSON: how long the words are shall tell nothing."""
_JSON = "application/json"
_REFUSED = "share-refused"
_UNAVAILABLE = "unavailable"
_TROUBLE = Text(
    "服务器暂时无法完成（编号 {incident}）。请稍后再试；如仍不行，请把编号告诉发给您链接的人。",
    "The server cannot do this right now ({incident}). Try again later; if it stays so, tell the"
    " number to whoever gave you the link.",
)

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PartnerRoute(APIRoute):
    """A route whose refusals all look alike."""

    def get_route_handler(self) -> Handler:
        """Return the handler, which answers what the route raises."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await inner(request)
            except ShareRefused as error:
                return refused(request, error)
            except DocVaultError as error:
                return _trouble(request, error)
            except RequestValidationError:
                return refused(request, LinkRefused(said=REFUSED))
            except HTTPException as error:
                if error.status_code != 404:  # noqa: PLR2004 - not found
                    raise
                return refused(request, LinkRefused(said=REFUSED))

        return handle


def answered(content: Mapping[str, Any], status: int = 200) -> Response:
    """Return what a program asked for."""
    return PlainResponse(json.dumps(content, ensure_ascii=False), status, media_type=_JSON)


def refused(request: Request, error: ShareRefused) -> Response:
    """Return the one refusal: for programs as JSON, for people as a page."""
    status = status_of(error)
    seen = isinstance(error, LinkRefused | LinkBroken | TriesExceeded)
    message = str(error) if seen else str(REFUSED)
    code = error.code if isinstance(error, TriesExceeded) else _REFUSED
    answer = _said(request, ErrorPage(status, code, message))
    if isinstance(error, TriesExceeded):
        answer.headers["retry-after"] = str(error.fields["seconds"])
    return answer


def view_cookie(site: Site) -> str:
    """Return the name of the cookie of an opening; by HTTPS one that plain HTTP cannot set."""
    return "__Secure-dv-share" if site.secure else "dv-share"


def let_view(site: Site, answer: Response, sid: str, secret: str) -> Response:
    """Let the browser go on with an opening, on this link's pages only."""
    answer.set_cookie(
        view_cookie(site),
        secret,
        path=f"/s/{sid}",
        httponly=True,
        samesite="strict",
        secure=site.secure,
    )
    return answer


def _trouble(request: Request, error: DocVaultError) -> Response:
    incident = secrets.token_hex(4)
    logging.getLogger("web").error("incident %s", incident, exc_info=error)
    told = str(_TROUBLE.format(incident=incident))
    return _said(request, ErrorPage(status_of(error), _UNAVAILABLE, told))


def _said(request: Request, shown: ErrorPage) -> Response:
    if not _is_program(request):
        return page(request, visit_of(request), "shared_error.html", shown, status=shown.status)
    said = {"error": {"code": shown.code, "message": shown.message}}
    body = json.dumps(said, ensure_ascii=False).encode().ljust(_LENGTH)
    return PlainResponse(body, shown.status, media_type=_JSON)


def _is_program(request: Request) -> bool:
    if request.headers.get("accept", "").startswith(_JSON):
        return True
    kind = request.headers.get("content-type", "")
    reads = request.headers.get("sec-fetch-dest") == "empty" or "authorization" in request.headers
    form = kind.startswith(("application/x-www-form-urlencoded", "multipart/"))
    return reads or (request.method == "POST" and not form)
