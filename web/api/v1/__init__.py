"""`/api/v1`: what programs may count on; shapes and errors stay, new keys may come."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute

from web.api.strict import known_only
from web.api.v1 import audit, documents, me, names, search, shares, versions


def _name(route: APIRoute) -> str:
    return f"{route.tags[0]}-{route.name}"


router = APIRouter(
    prefix="/api/v1",
    generate_unique_id_function=_name,
    dependencies=[Depends(known_only)],
)
for _room in (documents, versions, shares, search, names, audit, me):
    router.include_router(_room.router)
