"""A parameter that an operation does not know is an error: misspelled, it would do nothing."""

from __future__ import annotations

from fastapi import Request
from fastapi.routing import APIRoute

from docvault.errors import BadArgument
from naming_rules.language import Text
from web.asked import shown

_EVERYWHERE = frozenset({"lang"})
_NONE = Text("无参数", "no parameter")


def known_only(request: Request) -> None:
    """Raise BadArgument for a query parameter that the operation does not have."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    known = {field.alias for field in route.dependant.query_params}
    for name, value in request.query_params.items():
        if name not in known | _EVERYWHERE:
            allowed = ", ".join(sorted(known)) or _NONE
            raise BadArgument(argument=name[:80], value=shown(name, value), allowed=allowed)
