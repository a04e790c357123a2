"""The form of a naming scheme, and the tester that shows what it makes of a name."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docvault.settings import Settings
from docvault.settings.writing import Changes
from naming_rules.checker import check_name
from naming_rules.context import Context
from naming_rules.convention import Convention
from naming_rules.draft import Draft, filled
from naming_rules.language import Text
from naming_rules.name import VersionNumber
from naming_rules.scheme import Scheme
from naming_rules.words import field_word
from web.sent import Fields

_EXTENSION = Text("扩展名", "extension")
_A_TITLE = Text("简称", "Title")


@dataclass(frozen=True, slots=True)
class SchemeForm:
    """A scheme as the form has it; `declared` are lines `field = kind`."""

    id: str = ""
    pattern: str = ""
    folder: str = ""
    mark: str = ""
    version_form: str = "major.minor"
    declared: str = ""


@dataclass(frozen=True, slots=True)
class Tested:
    """What the schemes make of a name: its parts and its place, or what is wrong with it."""

    name: str
    right: bool
    scheme: str | None
    parts: Sequence[tuple[str, str]]
    place: str | None
    problems: Sequence[str]
    suggestion: str | None


def form_of(scheme: Scheme) -> SchemeForm:
    """Return what the form of a scheme begins with."""
    declared = "\n".join(f"{field} = {kind}" for field, kind in scheme.declared.items())
    return SchemeForm(
        scheme.id,
        scheme.pattern,
        scheme.folder,
        scheme.superseded_mark,
        scheme.version_form,
        declared,
    )


def sent_form(fields: Fields, scheme_id: str) -> SchemeForm:
    """Return the form as it was sent."""
    return SchemeForm(
        scheme_id or fields.one("id"),
        fields.one("pattern"),
        fields.one("folder"),
        fields.one("mark_word"),
        fields.one("version_form") or "major.minor",
        fields.one("declared").replace("\r\n", "\n"),
    )


def scheme_changes(form: SchemeForm, before: SchemeForm | None) -> Changes:
    """Return what is to be written: nothing when the scheme is as it was."""
    if form == before:
        return {}
    value: dict[str, Any] = {
        "pattern": form.pattern,
        "folder": form.folder,
        "superseded_mark": form.mark,
        "version_form": form.version_form,
    }
    lines = (line.partition("=") for line in form.declared.splitlines() if line.strip())
    if declared := {field.strip(): kind.strip(" \"'") for field, _, kind in lines}:
        value["fields"] = declared
    return {("naming", "schemes", form.id): value}


def tested(settings: Settings, name: str) -> Tested:
    """Return what the settings make of a name."""
    convention = settings.naming
    found = check_name(convention, name, context=Context(history=False))
    parsed = convention.parse(name)
    problems = [str(finding.message) for finding in found]
    suggestion = next((finding.suggestion for finding in found if finding.suggestion), None)
    if parsed is None:
        return Tested(
            name,
            right=False,
            scheme=None,
            parts=(),
            place=None,
            problems=problems,
            suggestion=suggestion,
        )
    values = {
        **dict(parsed.codes),
        **dict(parsed.extra),
        "date": parsed.date.isoformat(),
        "version": str(parsed.version),
        "title": parsed.title or "",
    }
    fields = convention.scheme(parsed).fields
    parts = [(str(field_word(field)), values[field]) for field in fields if values.get(field)]
    parts.append((str(_EXTENSION), parsed.extension))
    place = "/".join(convention.place(parsed))
    return Tested(name, not problems, parsed.scheme, parts, place, problems, suggestion)


def example_of(convention: Convention, scheme: Scheme) -> str:
    """Return a name that a scheme makes."""
    draft = Draft(
        scheme=scheme,
        parts=tuple(
            (field, codes[0])
            for field in scheme.fields
            if field in {"department", "type", "category"}
            and (codes := convention.codes_of(field).codes)
        ),
        date=datetime.date(2023, 10, 11),
        version=VersionNumber(1, None if scheme.version_form == "major" else 0),
        title=str(_A_TITLE),
        title_needed=False,
        extension="docx",
    )
    return convention.format(filled(draft, convention))
