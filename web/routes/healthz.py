"""`/healthz`: whether this process can serve: the database answers and the disk takes a file.

Open to all, so it says which check failed and nothing more. Asked often, it looks once a second.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from docvault.database import audit_trail
from docvault.errors import DocVaultError
from docvault.store.files import scratch_path, store_errors
from docvault.vault import Vault
from web.visit import TheSite

router = APIRouter()
_HOLDS_SECONDS = 1.0


@dataclass(slots=True)
class Looked:
    """What the last look found; `at` is of a clock that only goes forward."""

    failing: dict[str, str] = field(default_factory=dict)
    at: float | None = None
    guard: threading.Lock = field(default_factory=threading.Lock)


@router.get("/healthz")
def healthz(request: Request, site: TheSite) -> JSONResponse:
    """Answer 200 while all is well, else 503 with the checks that failed and their error codes."""
    failing = _failing(site.vault, _looked(request))
    if failing:
        return JSONResponse({"status": "failing", "failing": failing}, 503)
    return JSONResponse({"status": "ok"})


def _looked(request: Request) -> Looked:
    state = request.app.state
    if not hasattr(state, "looked"):
        state.looked = Looked()
    looked: Looked = state.looked
    return looked


def _failing(vault: Vault, looked: Looked) -> dict[str, str]:
    with looked.guard:
        now = time.monotonic()
        if looked.at is None or now - looked.at >= _HOLDS_SECONDS:
            looked.failing = {
                name: code
                for name, check in (("database", _database), ("disk", _disk))
                if (code := check(vault))
            }
            looked.at = now
        return looked.failing


def _database(vault: Vault) -> str | None:
    try:
        with vault.database.read() as connection:
            audit_trail.head(connection)
    except DocVaultError as error:
        return error.code
    return None


def _disk(vault: Vault) -> str | None:
    path = scratch_path(vault.staging)
    try:
        with store_errors(path):
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            try:
                os.write(fd, b"well")
            finally:
                os.close(fd)
                path.unlink()
    except DocVaultError as error:
        return error.code
    return None
