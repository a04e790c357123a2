"""Every route of the site, and what it says to whom."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
from starlette.routing import Mount
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from docvault.users import sessions, tokens
from tests.web.conftest import WEEKLY
from web.app import create_app
from web.site import Site
from web.visit import session_cookie

NOBODY = ""
SAFE = {"GET", "HEAD", "OPTIONS"}
_FILLED = {
    "path": "运营部/2023/10/周报",
    "number": "V1.0",
    "version": "V1.0",
    "name": "运营部",
    "kind": "departments",
    "code": "whitespace",
    "scheme_id": "operations",
    "token": "no-such-link",
    "what": "drop",
}
_ANY = {"x": "y"}
ASKED: dict[str, dict[str, str]] = {
    "GET /admin/trail/export": {"form": "csv"},
    "GET /compliance/export": {"form": "csv"},
    "POST /documents/{document_id}/restore": {"version": "V1.0"},
    "GET /documents/{document_id}/revise/name": {"step": "minor", "file": "a.xlsx"},
    "GET /archives/{name}.git/info/refs": {"service": "git-upload-pack"},
}
"""What a route must be sent for its door to be reached at all."""


def routes(site: Site) -> list[str]:
    """Return every route as `METHOD /path`, from the application itself."""
    found = {
        f"{method} {path}"
        for methods, path in _walk(create_app(site).routes, "")
        for method in methods
    }
    return sorted(found, key=lambda each: each.split()[::-1])


def _walk(found: Any, prefix: str) -> Iterator[tuple[set[str], str]]:
    for route in found:
        if isinstance(route, Mount):
            yield {"GET"}, f"{prefix}{route.path}/{{file}}"
        elif getattr(route, "methods", None):
            yield route.methods, f"{prefix}{route.path}"
        else:  # FastAPI keeps routers that were included as they are
            context = route.include_context
            yield from _walk(route.original_router.routes, f"{prefix}{context.prefix}")


class Asker:
    """Asks as somebody, each time with a session or token of its own: some routes end them."""

    def __init__(self, site: Site, name: str, application: ASGIApp) -> None:
        self.site, self.name = site, name
        self.document = site.vault.find(WEEKLY).id
        self.client = TestClient(application, follow_redirects=False, raise_server_exceptions=False)

    def ask(
        self,
        route: str,
        *,
        cookie_only: bool = False,
        form_token: str | None = None,
        origin: str | None = None,
    ) -> httpx.Response:
        """Send a request that is well made but for its content, and for what a test bends."""
        method, path = route.split(" ", 1)
        by_token = path.startswith(("/api/v1/", "/archives/", "/metrics")) and not cookie_only
        headers = {"accept": "application/json", "accept-language": "en"}
        self.client.cookies.clear()
        if by_token and self.name:
            _, secret = tokens.create(self.site.vault, self.name, "test", actor="setup")
            headers["authorization"] = f"Bearer {secret}"
        else:
            headers["x-csrf-token"] = form_token or self._come_in()
        if origin:
            headers["origin"] = origin
        sent = {"params": ASKED.get(route)} if method in SAFE else {"data": ASKED.get(route, _ANY)}
        return self.client.request(method, self._filled(path), headers=headers, **sent)

    def _come_in(self) -> str:
        """Take a session, and return the token that this visitor's forms carry."""
        self.client.cookies.set("docvault-visit", "somebody")
        anonymous = self.site.sign("csrf", "somebody")
        if not self.name:
            return anonymous
        secret = sessions.begin(
            self.site.vault, self.name, method="password", address="::1", agent="test"
        )
        self.client.cookies.set(session_cookie(self.site), secret)
        known = sessions.find(self.site.vault, secret)
        return self.site.sign("csrf", secret) if known else anonymous

    def _filled(self, path: str) -> str:
        def fill(found: re.Match[str]) -> str:
            name = found[1].partition(":")[0]
            return self.document if name == "document_id" else _FILLED.get(name, "0")

        return re.sub(r"\{([^}]+)\}", fill, path)


def verdict(answer: httpx.Response) -> str:
    """Return `in`, `sign in`, `forbidden` or `hidden`: how the door answered, not the room."""
    code = _code(answer)
    if code in {"not-signed-in", "http-401"} or (
        answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?")
    ):
        return "sign in"
    if code in {"not-allowed", "form-refused", "http-403"}:
        return "forbidden"
    if answer.status_code == 404 and (code == "document-not-found" or _is_place(answer)):
        return "hidden"
    assert answer.status_code < 500, answer.text
    return "in"


def _is_place(answer: httpx.Response) -> bool:
    """Tell whether it was asked for a place that hides as a whole: a folder, an archive, bytes."""
    path = answer.request.url.path
    return path.startswith(("/browse/", "/archives/")) or answer.request.method == "HEAD"


def _code(answer: httpx.Response) -> str:
    # Git is answered in plain text, and HEAD without any.
    if answer.request.url.path.startswith("/archives/") or answer.request.method == "HEAD":
        return f"http-{answer.status_code}"
    try:
        return str(json.loads(answer.text)["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return ""
