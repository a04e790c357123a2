"""The pages, one file for each resource; each has a `router`.

A module in PAGES demands that somebody is signed in, one in PUBLIC is open to all, and one in
TOKEN_ONLY looks after itself: no cookie counts there.
"""

from __future__ import annotations

from types import ModuleType

from web.routes import (
    api,
    browse,
    compare,
    compliance,
    findings,
    fixing,
    git_access,
    healthz,
    inbox,
    jobs,
    metrics,
    names,
    preview,
    revise,
    search,
    sign_in,
    upload,
    uploads,
    welcome,
)

PAGES: tuple[ModuleType, ...] = (
    browse,
    compare,
    compliance,
    findings,
    fixing,
    inbox,
    jobs,
    names,
    preview,
    revise,
    search,
    upload,
    uploads,
)
PUBLIC: tuple[ModuleType, ...] = (api, healthz, sign_in, welcome)
TOKEN_ONLY: tuple[ModuleType, ...] = (git_access, metrics)
