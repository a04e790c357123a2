"""Links that a mail gateway broke: `…/s/{sid}%23{token}` (or `/r/…`), the secret in the address.

A browser sends no fragment; what is written `%23` it does send. So the secret is taken out of the
request before anything sees it that might write an address down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.types import Scope

_PLACES = ("/s/", "/r/")
_SID = r"[A-Za-z0-9_-]{22}"
_HASH = r"(?:#|%23|%2523)"
_IN_PATH = re.compile(rf"/[rs]/({_SID})/?{_HASH}(.*)", re.DOTALL)
_IN_QUERY = re.compile(rf"(?:^|[&=]|{_HASH})([A-Za-z0-9_-]{{47}}1)(?![A-Za-z0-9_-])")
_AT = re.compile(rf"/[rs]/({_SID})/?")
_SECRET = re.compile(r"[A-Za-z0-9_-]{40,}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{0,64}")


@dataclass(frozen=True, slots=True, repr=False)
class Broken:
    """The two halves of a link that was broken."""

    sid: str
    token: str


def take_secrets(scope: Scope) -> None:
    """Take what might be the secret of a link out of a request, and put it aside for the route."""
    path = scope["path"]
    if not path.startswith(_PLACES):
        return
    query = scope.get("query_string", b"").decode("latin-1")
    if found := _IN_PATH.fullmatch(path):
        _put_aside(scope, found[1], found[2])
    elif (at := _AT.fullmatch(path)) and (found := _IN_QUERY.search(query)):
        _put_aside(scope, at[1], found[1])
    elif _SECRET.search(path) or "#" in path:
        _write(scope, _SECRET.sub("-", path.partition("#")[0]))
    if _SECRET.search(query):
        scope["query_string"] = b""


def _put_aside(scope: Scope, sid: str, token: str) -> None:
    begun = _TOKEN.match(token)
    scope.setdefault("state", {})["broken_link"] = Broken(sid, begun[0] if begun else "")
    _write(scope, f"{scope['path'][:3]}{sid}")


def _write(scope: Scope, path: str) -> None:
    scope["path"] = path
    scope["raw_path"] = path.encode("utf-8", "surrogateescape")
