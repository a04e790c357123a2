"""`/api/v1`: what programs may count on; design and errors stay, new keys may come."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/api/v1")
