"""What partners ask, read without trust: whatever is not well made is a link that is none."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from docvault.errors import LinkBroken, LinkRefused, LinkWrong
from docvault.sharing.keys import KEY, SID, Link, from_text
from docvault.sharing.opening import REFUSED, Claim
from docvault.sharing.trail import Visitor
from web.visit import site_of

MOST_OF_A_CALL = 16 << 10
"""Bytes of a call of a program."""
_LONGEST_PASSWORD = 1024
_NOTHING = b""
_PASTED = re.compile(r"/[rs]/([A-Za-z0-9_-]{22})/?(?:#|%23)([A-Za-z0-9_-]+)")
_TOKEN = re.compile(r"#?([A-Za-z0-9_-]+)")

_T = TypeVar("_T")


def address_of(request: Request) -> str:
    """Return where a request comes from."""
    return request.client.host if request.client else ""


def visitor_of(request: Request) -> Visitor:
    """Return what the audit trail says of who asks."""
    agent = "".join(c for c in request.headers.get("user-agent", "") if c.isprintable())
    return Visitor(address_of(request), agent)


def sid_of(text: str) -> bytes:
    """Return the locator in an address; for what is none, one that nobody has."""
    try:
        return from_text(text, SID)
    except LinkWrong:
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:SID]


async def call_of(request: Request) -> dict[str, Any]:
    """Return what a program sent as JSON; nothing where it is not a small object."""
    try:
        said = json.loads((await request.body())[:MOST_OF_A_CALL])
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def claim_of(said: dict[str, Any], *, view: bool) -> Claim:
    """Return what a program claims to have; one that opens nothing where it is not well made."""
    password = said.get("password")
    if password is not None and not (
        isinstance(password, str) and len(password) <= _LONGEST_PASSWORD
    ):
        return Claim(_NOTHING)
    auth, link_key = binary(said, "auth"), binary(said, "link_key") if view else None
    return Claim(auth if link_key != _NOTHING else _NOTHING, password, link_key)


def binary(said: dict[str, Any], name: str) -> bytes:
    """Return a key of 32 bytes that was sent as base64url; nothing where it is none."""
    value = said.get(name)
    try:
        return from_text(value, KEY) if isinstance(value, str) else _NOTHING
    except LinkWrong:
        return _NOTHING


def pasted(text: str, sid: str) -> Link:
    """Return the link that somebody pasted, all of it or what stands behind the `#`.

    Raises LinkBroken: it was cut off, or is none.
    """
    text = "".join(text.split())
    if found := _PASTED.search(text):
        sid, token = found[1], found[2]
    elif found := _TOKEN.fullmatch(text):
        token = found[1]
    else:
        raise LinkBroken
    try:
        return Link.parse(sid, token)
    except LinkWrong as exc:
        raise LinkBroken from exc


async def claimed(request: Request, sid: str, claim: Callable[[], _T]) -> _T:
    """Return what a link is to who has it: counted by the address first, then by the link.

    Raises LinkRefused, TriesExceeded, StoreError.
    """
    limits = site_of(request).limits
    limits.attempt(address_of(request))
    found = await _counted(request, claim)
    limits.of_link(sid)
    return found


async def attempted(
    request: Request, sid: str, claim: Callable[[], object], attempt: Callable[[], _T]
) -> _T:
    """Return what comes of an attempt to open a link, made by who has it: `claim` raises if not.

    Raises LinkRefused, TriesExceeded, StoreError.
    """
    await claimed(request, sid, claim)
    return await _counted(request, attempt)


async def asked(request: Request, question: Callable[[], _T]) -> _T:
    """Return what a link is, by the same rules. Raises LinkRefused, TriesExceeded, StoreError."""
    site_of(request).limits.ask(address_of(request))
    return await _counted(request, question)


async def sent(request: Request, admission: Callable[[], _T]) -> _T:
    """Return what lets a file in, by the same rules. Raises LinkRefused, TriesExceeded."""
    site_of(request).limits.send(address_of(request))
    return await _counted(request, admission)


async def _counted(request: Request, attempt: Callable[[], _T]) -> _T:
    try:
        return await run_in_threadpool(attempt)
    except LinkRefused as refused:
        if refused.fields["said"] == REFUSED:
            site_of(request).limits.wrong(address_of(request))
        raise
