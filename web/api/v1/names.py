"""`POST /names/check`: whether documents may have these names, and what they should be called."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter

from docvault.vault.naming import faults_of
from naming_rules.convention import Convention
from naming_rules.finding import Finding
from naming_rules.language import current_language
from naming_rules.report.as_json import as_mapping
from naming_rules.suggest import suggest
from naming_rules.suggestion import Suggestion
from web.api.described import errors
from web.api.models import CheckedNames, NamesAsked
from web.by_token import Caller
from web.visit import TheSite

router = APIRouter(tags=["names"])


@router.post(
    "/names/check",
    response_model=CheckedNames,
    responses=errors(408, 413),
)
def check_names(site: TheSite, caller: Caller, asked: NamesAsked) -> dict[str, object]:
    """Say what is wrong with each name, where it would go, and the nearest one that is right."""
    findings: list[Finding] = []
    names = []
    convention = site.vault.convention
    for name in asked.names:
        faults = faults_of(site.vault, name)
        wish = suggest(convention, name) if faults else None
        holes = wish.placeholders if wish else ()
        text = wish.name if wish else None
        findings += (replace(f, suggestion=text, placeholders=holes) for f in faults)
        names.append(_checked(convention, name, wish, compliant=not faults))
    language = current_language()
    return {
        "names": names,
        "findings": [as_mapping(finding, language) for finding in findings],
        "checked": len(names),
    }


def _checked(
    convention: Convention, name: str, wish: Suggestion | None, *, compliant: bool
) -> dict[str, object]:
    parsed = convention.parse(name) if compliant else None
    return {
        "name": name,
        "compliant": parsed is not None,
        "folder": "/".join(convention.place(parsed)) if parsed else None,
        "suggestion": wish.name if wish else None,
        "placeholders": list(wish.placeholders) if wish else [],
    }
