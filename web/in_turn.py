"""Which line a request stands in: a visitor's, a program's, or that of guests at one address."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from web.by_token import Caller
from web.incoming import takes_pieces
from web.turns import AT_ONCE
from web.visit import Visit, site_of, visit_of

GUESTS_AT_ONCE = 12
"""Requests of all who are not signed in at one address: a whole office may be behind it."""


async def visitor_in_turn(
    request: Request, visit: Annotated[Visit, Depends(visit_of)]
) -> AsyncIterator[None]:
    """Let a visitor's request be worked on when it is its turn."""
    if visit.user:
        line, at_once = f"user {visit.name}", AT_ONCE
    else:
        line = f"address {request.client.host if request.client else ''}"
        at_once = GUESTS_AT_ONCE
    async with _turn(request, line, at_once):
        yield


async def program_in_turn(request: Request, caller: Caller) -> AsyncIterator[None]:
    """Let a program's request be worked on when it is its user's turn."""
    async with _turn(request, f"user {caller.name}", AT_ONCE):
        yield


def _turn(
    request: Request, line: str, at_once: int
) -> contextlib.AbstractAsyncContextManager[None]:
    # Bodies that come in piece by piece take long, hold no thread, and have a limit of their own.
    if takes_pieces(request.url.path) and request.method in {"POST", "PATCH"}:
        return contextlib.nullcontext()
    return site_of(request).turns.of(line, at_once=at_once)
