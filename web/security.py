"""Before any route: the host it is asked as, where a form came from, how much and how slowly.

Headers are as strict as the pages allow: nothing from outside, no frame, no script but our files.
The site has several entrances, told apart by how an address begins; each has headers of its own,
and at some no cookie counts.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from naming_rules.language import Language, current_language, speaking
from web.incoming import takes_pieces
from web.partners.broken import take_secrets
from web.site import Site

MOST_OF_A_FORM = 1 << 20
"""Bytes of a body that is read at once; those read piece by piece have limits of their own."""
_IDLE_SECONDS = 60.0
_PIECEWISE = ("multipart/form-data", "application/octet-stream", "application/x-git-")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}
PARTNERS = {
    **HEADERS,
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "cache-control": "no-store, private",
    "x-robots-tag": "noindex, nofollow, noarchive",
}


@dataclass(frozen=True, slots=True)
class Entrance:
    """A part of the site by how its addresses begin, and what holds for all its answers."""

    prefix: str
    headers: Mapping[str, str]
    cookies: bool = True
    """Whether the site's cookies are read and set; where not, no other site's form can do harm."""
    errors: str = "error.html"


ENTRANCES = (
    Entrance("/api/", HEADERS, cookies=False),
    Entrance("/archives/", HEADERS, cookies=False),
    Entrance("/s/", PARTNERS, cookies=False, errors="shared_error.html"),
    Entrance("/r/", PARTNERS, cookies=False, errors="shared_error.html"),
    Entrance("", HEADERS),
)


def entrance_to(path: str) -> Entrance:
    """Return the part of the site that an address is in: the first that fits."""
    return next(each for each in ENTRANCES if path.startswith(each.prefix))


class Doors:
    """The one middleware: a request that does not pass never reaches a route."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then let it in, in the language of whoever asks."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        take_secrets(scope)
        headers = Headers(scope=scope)
        entrance = entrance_to(scope["path"])
        scope.setdefault("state", {})["new_visit"] = secrets.token_urlsafe(24)
        scope["state"]["entrance"] = entrance
        body = _Body(receive, headers, scope["path"])
        with speaking(language_of(Request(scope))):
            scope["state"]["refusal"] = self._refusal(scope["method"], entrance, headers)
            await self.app(scope, body.receive, _with_headers(send, self.site, entrance))

    def _refusal(self, method: str, entrance: Entrance, headers: Headers) -> int | None:
        if self.site.hosts and _host(headers) not in self.site.hosts:
            return 421
        if method in _SAFE or not entrance.cookies:
            return None
        return None if _from_here(headers) else 403


def let_in(request: Request) -> None:
    """Raise HTTPException for a request that did not pass the doors; every router asks this.

    What was changed in the settings meanwhile holds from here on.
    """
    if refusal := request.state.refusal:
        raise HTTPException(refusal)
    request.app.state.site.vault.refresh_settings()


def language_of(request: Request) -> Language:
    """Return the language of whoever asks: chosen, else the first of ours the browser names."""
    chosen = request.query_params.get("lang")
    if not chosen and entrance_to(request.url.path).cookies:
        chosen = request.cookies.get("docvault-language")
    if chosen in {"zh", "en"}:
        return "zh" if chosen == "zh" else "en"
    for part in request.headers.get("accept-language", "").split(","):
        tag = part.partition(";")[0].strip().lower()
        if tag.startswith(("zh", "en")):
            return "zh" if tag.startswith("zh") else "en"
    return current_language()


def _host(headers: Headers) -> str:
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _from_here(headers: Headers) -> bool:
    """Tell whether a page of this site sent it (Fetch Metadata; Origin where that is missing)."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


class _Body:
    """A request's body, counted as it comes; who sends nothing for a minute is let go."""

    def __init__(self, receive: Receive, headers: Headers, path: str) -> None:
        self._receive = receive
        kind = headers.get("content-type", "").lower()
        piecewise = kind.startswith(_PIECEWISE) and takes_pieces(path)
        self._most = None if piecewise else MOST_OF_A_FORM
        self._count = 0
        self._whole = False

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        try:
            message: MutableMapping[str, Any] = await asyncio.wait_for(
                self._receive(), _IDLE_SECONDS
            )
        except TimeoutError as exc:
            raise HTTPException(408) from exc
        self._count += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._most is not None and self._count > self._most:
            raise HTTPException(413)
        return message


def _with_headers(send: Send, site: Site, entrance: Entrance) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in entrance.headers.items():
                headers.setdefault(name, value)
            if site.secure:
                headers.setdefault("strict-transport-security", "max-age=31536000")
        await send(message)

    return sending
