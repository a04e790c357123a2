"""The pages, one file for each resource; each has a `router`.

A module in PAGES demands that somebody is signed in, one in PUBLIC is open to all, and one in
TOKEN_ONLY looks after itself: no cookie counts there.
"""

from __future__ import annotations

from types import ModuleType

from web.routes import (
    account,
    api,
    browse,
    compare,
    compliance,
    findings,
    fixing,
    git_access,
    healthz,
    home,
    inbox,
    jobs,
    metrics,
    names,
    people,
    preview,
    revise,
    search,
    second_factor,
    sign_in,
    upload,
    uploads,
    welcome,
)

PAGES: tuple[ModuleType, ...] = (
    account,
    browse,
    compare,
    compliance,
    findings,
    fixing,
    home,
    inbox,
    jobs,
    names,
    people,
    preview,
    revise,
    search,
    second_factor,
    upload,
    uploads,
)
PUBLIC: tuple[ModuleType, ...] = (api, healthz, sign_in, welcome)
TOKEN_ONLY: tuple[ModuleType, ...] = (git_access, metrics)
