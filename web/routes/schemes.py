"""`/admin/schemes`: how names are built, tried out as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from docvault.access import Right, require
from docvault.configuring import settings_text
from docvault.database import usage
from docvault.errors import CodeInUse, SettingsChanged, SettingsInvalid
from docvault.settings.writing import Changes, edited, value_at
from naming_rules.language import Text
from naming_rules.scheme import Scheme
from web.deciding import decide_change
from web.naming import in_words
from web.naming_form import scheme_word
from web.pages import page
from web.scheme_forms import (
    SchemeForm,
    Tested,
    example_of,
    form_of,
    scheme_changes,
    sent_form,
    tested,
)
from web.sent import Sent
from web.site import Site
from web.visit import Member, TheSite, Visit

router = APIRouter(prefix="/admin/schemes")
_NEW = "new"
_WRONG = (SettingsInvalid, CodeInUse, SettingsChanged)
_BACK = "/admin/schemes"


@dataclass(frozen=True, slots=True)
class SchemeShown:
    """One scheme of the list, in words, a name it makes, and how many documents it names."""

    scheme: Scheme
    title: Text
    pattern: str
    folder: str
    example: str
    used: int


@dataclass(frozen=True, slots=True)
class SchemesPage:
    """The variables of admin_schemes.html."""

    schemes: Sequence[SchemeShown]


@dataclass(frozen=True, slots=True)
class SchemePage:
    """The variables of admin_scheme.html.

    `own` tells that the vault's settings declare it, so that it can be taken out (one that is
    shipped is then as it was shipped). `test` is the name being tried, `tested` what came of it.
    """

    form: SchemeForm
    new: bool
    own: bool
    used: int
    mark: str
    test: str
    tested: Tested | None
    problem: str | None = None


@router.get("")
def show(request: Request, site: TheSite, visit: Member) -> Response:
    """Show the schemes."""
    require(visit.actor, Right.ADMINISTER)
    convention, used = site.vault.convention, _used(site)
    shown = [
        SchemeShown(
            scheme,
            scheme_word(scheme.id),
            in_words(scheme.pattern),
            in_words(scheme.folder),
            example_of(convention, scheme),
            used.get(scheme.id, 0),
        )
        for scheme in convention.schemes
    ]
    return page(request, visit, "admin_schemes.html", SchemesPage(shown))


@router.get("/{scheme_id}")
def one(request: Request, site: TheSite, visit: Member, scheme_id: str) -> Response:
    """Show a scheme to change it, or an empty form for a new one."""
    require(visit.actor, Right.ADMINISTER)
    before = _before(site, scheme_id)
    form = form_of(before) if before else SchemeForm()
    test = example_of(site.vault.convention, before) if before else ""
    return _page(request, site, visit, form, test=test, new=before is None)


@router.post("/{scheme_id}/test")
def test(request: Request, site: TheSite, visit: Member, scheme_id: str, sent: Sent) -> Response:
    """Show what the form as it stands makes of a name; nothing is saved."""
    require(visit.actor, Right.ADMINISTER)
    before = _before(site, scheme_id)
    form = sent_form(sent, "" if before is None else scheme_id)
    return _page(request, site, visit, form, test=sent.one("test"), new=before is None)


@router.post("/{scheme_id}")
def save(request: Request, site: TheSite, visit: Member, scheme_id: str, sent: Sent) -> Response:
    """Save a scheme, after a look at what it means for the documents."""
    require(visit.actor, Right.ADMINISTER)
    before = _before(site, scheme_id)
    form = sent_form(sent, "" if before is None else scheme_id)
    changes = scheme_changes(form, form_of(before) if before else None)
    try:
        return decide_change(
            request, site, visit, changes, started_from=sent.one("mark"), back=_BACK
        )
    except _WRONG as error:
        return _page(
            request,
            site,
            visit,
            form,
            test=sent.one("test"),
            new=before is None,
            problem=str(error),
        )


@router.post("/{scheme_id}/remove")
def remove(request: Request, site: TheSite, visit: Member, scheme_id: str, sent: Sent) -> Response:
    """Take a scheme out of the settings; one that is shipped is then as it was shipped."""
    require(visit.actor, Right.ADMINISTER)
    if _before(site, scheme_id) is None:
        raise HTTPException(404)
    changes: Changes = {("naming", "schemes", scheme_id): None}
    mark = sent.one("mark")
    return decide_change(request, site, visit, changes, started_from=mark, back=_BACK)


def _before(site: Site, scheme_id: str) -> Scheme | None:
    """Return the scheme of this id, None for `new`; what is neither is not found."""
    known = {scheme.id: scheme for scheme in site.vault.convention.schemes}
    if scheme_id not in known and scheme_id != _NEW:
        raise HTTPException(404)
    return known.get(scheme_id)


def _page(
    request: Request,
    site: Site,
    visit: Visit,
    form: SchemeForm,
    *,
    test: str,
    new: bool,
    problem: str | None = None,
) -> Response:
    text = settings_text(site.vault)
    result = None
    try:
        if test and form.id:
            _, settings = edited(text.text, scheme_changes(form, None))
            result = tested(settings, test)
    except SettingsInvalid as error:
        problem = problem or str(error)
    own = value_at(text.table, ("naming", "schemes", form.id)) is not None
    shown = SchemePage(
        form, new, own and not new, _used(site).get(form.id, 0), text.mark, test, result, problem
    )
    return page(request, visit, "admin_scheme.html", shown, status=422 if problem else 200)


def _used(site: Site) -> dict[str, int]:
    with site.vault.database.read() as connection:
        return usage.counts(connection, "scheme")
