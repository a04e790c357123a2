"""Short notes that the browser keeps for us and cannot change: signed, for one purpose and time."""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.responses import Response

from web.pages import set_cookie
from web.site import Site


def keep(
    site: Site, answer: Response, purpose: str, note: Mapping[str, Any], *, seconds: int
) -> None:
    """Let the browser keep a note; everybody who has the browser can read it."""
    said = json.dumps({**note, "until": int(time.time()) + seconds}).encode()
    text = base64.urlsafe_b64encode(said).decode("ascii")
    value = f"{text}.{site.sign(purpose, text)}"
    set_cookie(site, answer, name_of(site, purpose), value, seconds=seconds)


def kept(request: Request, site: Site, purpose: str) -> dict[str, Any] | None:
    """Return the note that the browser kept; None when there is none, or not of ours, or old."""
    value = request.cookies.get(name_of(site, purpose), "")
    text, _, signature = value.partition(".")
    if not text or not site.is_signed(purpose, text, signature):
        return None
    try:
        note: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text))
    except (ValueError, binascii.Error):
        return None
    return note if note["until"] > time.time() else None


def forget(site: Site, answer: Response, purpose: str) -> None:
    """Let the browser forget a note."""
    answer.delete_cookie(name_of(site, purpose), secure=site.secure, httponly=True, samesite="lax")


def name_of(site: Site, purpose: str) -> str:
    """Return the cookie's name; by HTTPS one that no other host or path can set (RFC 6265bis)."""
    return f"__Host-docvault-{purpose}" if site.secure else f"docvault-{purpose}"
