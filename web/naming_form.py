"""The naming form: parts to choose and fill in, which together always make a right name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docvault.access import Actor, Right, Subject, decide
from docvault.vault import Vault
from naming_rules.convention import Convention
from naming_rules.language import Text
from naming_rules.scheme import Scheme, digits_of
from web.naming import Judged, departments_of, field_name, judge_parts, version_in

_SCHEMES = {
    "operations": Text("运营手册：部门、类型", "Operations: department and type"),
    "filing": Text("归档：分类", "Filing: category"),
}


def scheme_word(scheme: str) -> Text:
    """Return what people call a naming scheme; one of their own by its own name."""
    return _SCHEMES.get(scheme, Text(scheme, scheme))


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that can be chosen, and how it is shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One part of a name in the form."""

    name: str
    label: Text
    kind: str
    """`choice`, `date`, `version` or `text`."""
    value: str = ""
    choices: tuple[Choice, ...] = ()
    needed: bool = True
    pattern: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class FormScheme:
    """The fields of one naming scheme."""

    id: str
    label: Text
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class NamingForm:
    """The variables of naming_form.html; `judged` is what the parts make as they stand."""

    schemes: tuple[FormScheme, ...]
    """Those in which the visitor may check something in; none: nowhere."""
    chosen: str
    extension: str
    judged: Judged


def naming_form(vault: Vault, actor: Actor, parts: Mapping[str, str]) -> NamingForm:
    """Return the form, filled in with what is known."""
    convention = vault.convention
    departments = departments_of(vault, actor)
    schemes = [s for s in convention.schemes if _is_open(s, actor, departments)]
    ids = [scheme.id for scheme in schemes]
    chosen = parts.get("scheme", "") if parts.get("scheme") in ids else next(iter(ids), "")
    values = {**parts, "scheme": chosen}
    if values.get("department") not in departments:
        values["department"] = departments[0] if len(departments) == 1 else ""
    judged = judge_parts(vault, actor, values)
    problems = {each.part: each.message for each in judged.problems if each.part}
    made = tuple(
        FormScheme(
            scheme.id,
            scheme_word(scheme.id),
            tuple(_fields(convention, scheme, values, departments, problems)),
        )
        for scheme in schemes
    )
    return NamingForm(made, chosen, parts.get("extension", ""), judged)


def _is_open(scheme: Scheme, actor: Actor, departments: Sequence[str]) -> bool:
    if "department" in scheme.fields:
        return bool(departments)
    return decide(actor, Right.CHECK_IN, Subject()).allowed


def _fields(
    convention: Convention,
    scheme: Scheme,
    values: Mapping[str, str],
    departments: Sequence[str],
    problems: Mapping[str, str],
) -> list[FormField]:
    made = []
    for piece in scheme.pieces:
        if not piece.kind:
            continue
        choices = _choices(convention, piece.text, departments)
        digits = digits_of(piece.kind)
        kind = piece.text if piece.text in {"date", "version"} else "text"
        value = values.get(piece.text, "")
        if kind == "version":
            value = str(version_in(scheme, value))
        made.append(
            FormField(
                piece.text,
                field_name(piece.text),
                "choice" if choices is not None else kind,
                value,
                choices or (),
                needed=not piece.optional,
                pattern=f"[0-9]{{{digits}}}" if digits else None,
                problem=problems.get(piece.text),
            )
        )
    return made


def _choices(
    convention: Convention, field: str, departments: Sequence[str]
) -> tuple[Choice, ...] | None:
    if field == "department":
        return tuple(Choice(code, code) for code in departments)
    if field == "type":
        return tuple(Choice(code, code) for code in convention.types.codes)
    if field == "category":
        return tuple(
            Choice(entry.code, f"{' / '.join(entry.levels)} · {entry.code}")
            for entry in convention.categories
        )
    return None
