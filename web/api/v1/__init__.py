"""`/api/v1`: what programs may count on; shapes and errors stay, new keys may come."""

from __future__ import annotations

from fastapi import APIRouter

from web.api.v1 import audit, documents, me, names, search, versions

router = APIRouter(prefix="/api/v1")
for _room in (documents, versions, search, names, audit, me):
    router.include_router(_room.router)
