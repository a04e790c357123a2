"""The interface as OpenAPI describes it: what the routes say, and what holds for all of them."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from web.api.titles import TITLES

VERSION = "1"
_ABOUT = """\
Documents, versions, share links and search for programs. JSON keys are those of `docvault --json`;
new keys may come, those that are there stay. Messages are in the language of `Accept-Language` (zh
or en), codes never change.

* **Who asks**: `Authorization: Bearer dv_…`. Make a token on the page of your account or with
  `docvault user token`. Cookies count for nothing here. A token may what its user may.
* **Errors** are `{"error": {"code", "message", …}}`. What somebody may not see is *not found*.
* **Long lists** come in pages: give the `cursor` of one page to get the next; null is the last.
* **Twice is once**: a POST with an `Idempotency-Key` may be sent again for a day and is done once.
* **Nobody overwrites**: send `If-Match` with the version a change was made from.
* **A link is told once**: the answer that makes a share link holds it, and no other answer does.
"""
_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "dv_…",
        "description": "An API token.",
    }
}
_TAGS = [
    {"name": "documents", "description": "What is in the vault, and what comes into it."},
    {"name": "versions", "description": "The history of a document, and its bytes."},
    {"name": "shares", "description": "Links for partners outside."},
    {"name": "search", "description": "Full text, in the query language of the search page."},
    {"name": "names", "description": "Whether names are right, before anything is sent."},
    {"name": "audit", "description": "What is wrong in the vault."},
    {"name": "me", "description": "Whose token it is."},
]


def description(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the application's interface; made once."""
    known: dict[str, Any] | None = getattr(app.state, "description", None)
    if known is None:
        known = app.state.description = _made(app)
    return known


def _made(app: FastAPI) -> dict[str, Any]:
    made = app.openapi()
    made["info"] = {"title": "DocVault", "version": VERSION, "description": _ABOUT}
    made["components"]["securitySchemes"] = _SCHEMES
    made["security"] = [{"token": []}]
    made["tags"] = _TAGS
    for operation in operations(made).values():
        title, about = TITLES[operation["operationId"]]
        operation |= {"summary": title.en, "description": about.en}
        # What FastAPI says of parameters that are wrong; here that is 400 (web/errors.py).
        if _is_frameworks(operation["responses"].get("422")):
            del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ValidationError"):
        made["components"]["schemas"].pop(name, None)
    return made


def operations(made: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the operations of an OpenAPI document by path and method."""
    return {
        (path, method): operation
        for path, methods in made["paths"].items()
        for method, operation in methods.items()
    }


def _is_frameworks(answer: dict[str, Any] | None) -> bool:
    return "HTTPValidationError" in str(answer)
