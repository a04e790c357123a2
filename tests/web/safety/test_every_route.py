"""Every route, for everybody: a new route without a line here fails.

The table is written by hand on purpose: it says what each door should do, not what it does.
"""

from __future__ import annotations

import pytest

from tests.web.conftest import PEOPLE
from tests.web.safety.asking import NOBODY, SAFE, Asker, routes, verdict
from web.security import Doors
from web.site import Site

STAFF = ("lin", "other", "head", "vice", "manager", "registrar", "admin")
OUTSIDE = (NOBODY, "gone")


def rule(refused: str, *allowed: str) -> dict[str, str]:
    """Return what each visitor is told: nobody comes in from outside, of the staff only some."""
    return {
        **dict.fromkeys(OUTSIDE, "sign in"),
        **{name: "in" if name in allowed else refused for name in STAFF},
    }


PUBLIC = dict.fromkeys((*OUTSIDE, *STAFF), "in")
MEMBER = rule("", *STAFF)
DEPARTMENT = rule("hidden", "lin", "head", "registrar", "admin")
HEADS = rule("forbidden", "head", "registrar", "admin")
OVERSEE = rule("forbidden", "registrar", "admin")
ADMINISTER = rule("forbidden", "admin")
READ_ONLY = {**DEPARTMENT, **dict.fromkeys(("lin", "head", "registrar", "admin"), "forbidden")}

TABLE = {
    "public": PUBLIC,
    "member": MEMBER,
    "department": DEPARTMENT,
    "heads": HEADS,
    "oversee": OVERSEE,
    "administer": ADMINISTER,
    "read-only": READ_ONLY,
}
DOORS = """
member GET /
member GET /account
member POST /account/password
member POST /account/preferences
member GET /account/second-factor
member POST /account/second-factor/begin
member POST /account/second-factor/confirm
member POST /account/second-factor/off
member POST /account/sessions/end
member POST /account/sessions/end-others
member POST /account/tokens
member POST /account/tokens/revoke
oversee GET /admin
administer GET /admin/codes/{kind}
administer POST /admin/codes/{kind}
administer GET /admin/drafts/{draft_id}
administer POST /admin/drafts/{draft_id}/{what}
oversee GET /admin/health
oversee POST /admin/health/trail
oversee POST /admin/health/verify
administer GET /admin/levels
administer POST /admin/levels
administer GET /admin/people
administer POST /admin/people/add
administer POST /admin/people/change
administer POST /admin/people/disable
administer POST /admin/people/enable
administer POST /admin/people/end-sessions
administer POST /admin/people/grant
administer POST /admin/people/invite
administer GET /admin/people/person
administer POST /admin/people/revoke-token
administer POST /admin/people/second-factor-off
administer POST /admin/people/take-back
administer GET /admin/schemes
administer GET /admin/schemes/{scheme_id}
administer POST /admin/schemes/{scheme_id}
administer POST /admin/schemes/{scheme_id}/remove
administer POST /admin/schemes/{scheme_id}/test
administer GET /admin/settings
administer POST /admin/settings
oversee GET /admin/trail
oversee GET /admin/trail/export
public GET /api
oversee GET /api/v1/audit
member GET /api/v1/documents
member POST /api/v1/documents
department GET /api/v1/documents/{document_id}
department GET /api/v1/documents/{document_id}/versions
department POST /api/v1/documents/{document_id}/versions
department GET /api/v1/documents/{document_id}/versions/{number}
department GET /api/v1/documents/{document_id}/versions/{number}/content
member GET /api/v1/me
member POST /api/v1/names/check
public GET /api/v1/openapi.json
member GET /api/v1/search
member GET /api/v1/shares
member POST /api/v1/shares
member DELETE /api/v1/shares/{share_id}
member GET /api/v1/shares/{share_id}
member POST /api/v1/shares/{share_id}/extend
read-only POST /archives/{name}.git/git-receive-pack
department POST /archives/{name}.git/git-upload-pack
department GET /archives/{name}.git/info/refs
member GET /browse
department GET /browse/{path:path}
heads GET /compliance
heads GET /compliance/export
heads GET /compliance/findings
heads GET /compliance/findings/{run}/{seq}
oversee GET /compliance/fix
oversee POST /compliance/fix
oversee POST /compliance/fix/undo
oversee GET /compliance/fix/{plan_id}
oversee POST /compliance/fix/{plan_id}/apply
heads GET /compliance/gone
member GET /compliance/rules/{code}
oversee POST /compliance/runs
department GET /d/{document_id}
department GET /documents/{document_id}
department GET /documents/{document_id}/compare
department GET /documents/{document_id}/why
department POST /documents/{document_id}/restore
department GET /documents/{document_id}/revise
department POST /documents/{document_id}/revise
department GET /documents/{document_id}/revise/name
department GET /documents/{document_id}/versions/{number}/content
department HEAD /documents/{document_id}/versions/{number}/content
department GET /documents/{document_id}/versions/{number}/preview
department GET /documents/{document_id}/versions/{number}/preview/pages/{page_number}
department GET /documents/{document_id}/versions/{number}/preview/pages/{page_number}/words
department GET /documents/{document_id}/versions/{number}/preview/thumbs/{page_number}
member POST /check
member POST /download
public GET /healthz
member GET /inbox
member GET /inbox/{held_id}
member POST /inbox/{held_id}
member GET /inbox/{held_id}/content
member GET /jobs/{job_id}
member GET /jobs/{job_id}/events
member POST /jobs/{job_id}/stop
public POST /language
oversee GET /metrics
member POST /names/check
member GET /names/form
public GET /r/{sid}
public POST /r/{sid}
public POST /r/{sid}/files
public POST /r/{sid}/open
public POST /r/{sid}/plain
public GET /r/{sid}/{rest:path}
public POST /r/{sid}/{rest:path}
member GET /requests
member POST /requests
member GET /requests/new
member GET /requests/{request_id}
member POST /requests/{request_id}/revoke
public GET /s/{sid}
public POST /s/{sid}
public POST /s/{sid}/about
public GET /s/{sid}/b/{number}
public GET /s/{sid}/f/{number}
public GET /s/{sid}/files
public POST /s/{sid}/open
public GET /s/{sid}/p/{number}/{page_number}
public POST /s/{sid}/plain
public GET /s/{sid}/read
public GET /s/{sid}/read/{number}
public POST /s/{sid}/view
public GET /s/{sid}/{rest:path}
public POST /s/{sid}/{rest:path}
member GET /search
member GET /search/help
member POST /search/saved
member POST /search/saved/{saved_id}/delete
member GET /search/suggest
member GET /shares
member POST /shares
member GET /shares/new
member POST /shares/new
oversee POST /shares/revoke-all
member GET /shares/{share_id}
member POST /shares/{share_id}/extend
member POST /shares/{share_id}/mail
member POST /shares/{share_id}/revoke
public GET /sign-in
public POST /sign-in
public GET /sign-in/code
public POST /sign-in/code
public GET /sign-in/single
public GET /sign-in/single/back
public POST /sign-out
public GET /static/{file}
member GET /upload
member POST /upload
member GET /upload/tray
member GET /upload/{upload_id}
member POST /upload/{upload_id}
member GET /uploads
member POST /uploads
member DELETE /uploads/{upload_id}
member GET /uploads/{upload_id}
member PATCH /uploads/{upload_id}
member POST /uploads/{upload_id}/check-in
public GET /welcome/{token}
public POST /welcome/{token}
public POST /welcome/{token}/set-up
"""
"""Rule, method, path. A document of 运营部, its folder and archive stand for all."""


def doors() -> dict[str, str]:
    """Return route -> rule."""
    lines = (line.split(" ", 1) for line in DOORS.strip().splitlines())
    return {route: name for name, route in lines}


def test_every_route_has_its_line(site: Site) -> None:
    assert sorted(set(routes(site)) ^ doors().keys()) == []


@pytest.mark.parametrize("name", [NOBODY, *PEOPLE])
def test_every_door_opens_to_whom_it_should(site: Site, application: Doors, name: str) -> None:
    asker = Asker(site, name, application)
    wrong = [
        f"{route}: {found}, not {TABLE[kind][name]}"
        for route, kind in doors().items()
        if (found := verdict(asker.ask(route))) != TABLE[kind][name]
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["lin", "admin"])
def test_no_cookie_opens_the_doors_for_programs(site: Site, application: Doors, name: str) -> None:
    asker = Asker(site, name, application)
    for route in doors():
        path = route.split()[1]
        if path.startswith(("/api/v1/", "/archives/", "/metrics")) and doors()[route] != "public":
            assert verdict(asker.ask(route, cookie_only=True)) == "sign in", route


def changing() -> list[str]:
    """Return the routes that a cookie opens and that change something."""
    by_token = ("/api/", "/archives/", "/s/", "/r/")
    return [
        route
        for route in doors()
        if route.split()[0] not in SAFE and not route.split()[1].startswith(by_token)
    ]


def test_nothing_changes_without_the_forms_token(site: Site, application: Doors) -> None:
    asker = Asker(site, "admin", application)
    for route in changing():
        assert verdict(asker.ask(route, form_token="0" * 64)) == "forbidden", route


def test_nothing_changes_from_another_site(site: Site, application: Doors) -> None:
    asker = Asker(site, "admin", application)
    for route in changing():
        assert verdict(asker.ask(route, origin="https://evil.example")) == "forbidden", route
