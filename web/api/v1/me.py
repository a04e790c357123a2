"""`GET /me`: whose token it is."""

from __future__ import annotations

from fastapi import APIRouter

from web.api.described import errors
from web.api.models import Me
from web.by_token import Caller

router = APIRouter(tags=["me"])


@router.get("/me", response_model=Me, responses=errors())
def me(caller: Caller) -> dict[str, object]:
    """Show the user whose token is used, with the rights that were granted."""
    user = caller.user
    assert user is not None  # noqa: S101 - a token is always somebody's
    return {
        "name": user.name,
        "display_name": user.display_name,
        "role": user.role.value,
        "department": user.department,
        "email": user.email,
        "grants": [
            {"department": grant.department, "right": grant.right} for grant in caller.actor.grants
        ],
    }
