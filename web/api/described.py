"""Answers that are errors, as OpenAPI describes them; each operation names those it can give."""

from __future__ import annotations

from typing import Any

from web.api.models import ErrorAnswer

_MEANING = {
    400: "A parameter or a query has no meaning.",
    401: "No valid token was given.",
    403: "The user of the token may not do this.",
    404: "It is not there, or not for this user to know of.",
    408: "Nothing came for a minute.",
    409: "Somebody else was first, or the name is taken, or the same request is under way.",
    412: "`If-Match` names a version that is not the current one.",
    413: "The body is too large.",
    415: "The body is of the wrong kind.",
    416: "The range begins behind the end.",
    421: "The server does not go by this host name.",
    422: "The name or the file cannot be taken, or the idempotency key was used otherwise.",
    429: "Too many requests.",
    503: "The store, or somebody at work in it, cannot be waited for.",
    507: "The disk is full; nothing was changed.",
}
# Of any request; what the server itself fails in is described as well.
_ALWAYS = (400, 401, 421, 429, 503)


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of these errors and of those that any request can end in."""
    return {
        status: {"model": ErrorAnswer, "description": _MEANING[status]}
        for status in sorted({*_ALWAYS, *statuses})
    }
