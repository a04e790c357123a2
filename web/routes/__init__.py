"""The pages, one file for each resource; each has a `router`.

A module in PAGES demands that somebody is signed in, one in PUBLIC is open to all, and one in
TOKEN_ONLY looks after itself: no cookie counts there. In PARTNERS there are those who have nothing
but a share link; what stands first there is looked at first.
"""

from __future__ import annotations

from types import ModuleType

from web.routes import (
    account,
    admin,
    api,
    browse,
    compare,
    compliance,
    documents,
    findings,
    fixing,
    git_access,
    health_page,
    healthz,
    home,
    inbox,
    jobs,
    metrics,
    names,
    naming_admin,
    people,
    preview,
    requested,
    requests,
    revise,
    schemes,
    search,
    second_factor,
    settings,
    shared,
    shared_files,
    shared_pages,
    shares,
    sign_in,
    single_sign_on,
    trail,
    upload,
    uploads,
    welcome,
)

PAGES: tuple[ModuleType, ...] = (
    account,
    admin,
    browse,
    compare,
    compliance,
    documents,
    findings,
    fixing,
    health_page,
    home,
    inbox,
    jobs,
    names,
    naming_admin,
    people,
    preview,
    requests,
    revise,
    schemes,
    search,
    second_factor,
    settings,
    shares,
    trail,
    upload,
    uploads,
)
PUBLIC: tuple[ModuleType, ...] = (api, healthz, sign_in, single_sign_on, welcome)
TOKEN_ONLY: tuple[ModuleType, ...] = (git_access, metrics)
PARTNERS: tuple[ModuleType, ...] = (shared, shared_pages, shared_files, requested)
