"""Whether a folder is where a name belongs: exactly, or at least not against it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from naming_rules.convention import Convention
from naming_rules.name import DocumentName, SupersededName
from naming_rules.pattern import Step
from naming_rules.scheme import CODES, Scheme

_YEAR: Final = re.compile("((?:19|20)[0-9]{2})年?")
_MONTH: Final = re.compile("(0?[1-9]|1[0-2])月?")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A folder that contradicts the name: which one, about what, and what it should be."""

    number: int
    field: str
    expected: str


def disagreements(
    convention: Convention, scheme: Scheme, values: Mapping[str, str], folder: Sequence[str]
) -> list[Disagreement]:
    """Return the folders that speak of a part of the name and say something else.

    A folder that says nothing of any part is no disagreement, nor is one where another folder
    says the right thing. `values` are the parts of the name and place that are known.
    """
    found: list[Disagreement] = []
    for step in scheme.place.steps:
        if step.field is None or step.field not in values:
            continue
        said = list(_said(convention, step, folder))
        wanted = values[step.field]
        if all(value != wanted for _, value in said):
            found += [Disagreement(n, step.field, step.filled(values)) for n, _ in said]
    return sorted(found, key=lambda each: each.number)


def mended(folder: Sequence[str], found: Sequence[Disagreement]) -> tuple[str, ...]:
    """Return the folders with what disagrees replaced."""
    right = {each.number: each.expected for each in found}
    return tuple(right.get(number, step) for number, step in enumerate(folder))


def is_place(
    convention: Convention, name: DocumentName, folder: Sequence[str], *, strict: bool
) -> bool:
    """Tell whether a document may lie in `folder`; `strict`: only exactly where it belongs."""
    if tuple(folder) == convention.place(name):
        return True
    scheme, values = convention.scheme(name), convention.place_values(name)
    return not strict and not disagreements(convention, scheme, values, folder)


def is_place_of_superseded(
    convention: Convention,
    scheme: Scheme,
    name: SupersededName,
    folder: Sequence[str],
    *,
    strict: bool,
) -> bool:
    """Tell the same for a superseded file; `folder` is the one that holds the history folder.

    Its name says only the year and the month.
    """
    values = {"year": f"{name.date.year:04}", "month": f"{name.date.month:02}"}
    if strict:
        return could_be(convention, scheme, values, folder)
    return not disagreements(convention, scheme, values, folder)


def could_be(
    convention: Convention, scheme: Scheme, values: Mapping[str, str], folder: Sequence[str]
) -> bool:
    """Tell whether `folder` is a place of the scheme, as far as `values` tell."""
    steps = scheme.place.steps
    if len(folder) != len(steps):
        return False
    return all(_could_be(convention, *pair, values) for pair in zip(steps, folder, strict=True))


def _could_be(convention: Convention, step: Step, folder: str, values: Mapping[str, str]) -> bool:
    if step.field is None or step.field in values:
        return folder == step.filled(values)
    value = folder.removeprefix(step.before).removesuffix(step.after)
    if step.field in CODES:
        return value in convention.codes_of(step.field)
    level = {"category1": 0, "category2": 1}.get(step.field)
    return level is None or any(entry.levels[level] == value for entry in convention.categories)


def _said(convention: Convention, step: Step, folder: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield each folder that speaks of a step's field: its number, and what it says."""
    for number, name in enumerate(folder):
        inner = name.removeprefix(step.before).removesuffix(step.after)
        text = inner if step.filled({step.field or "": inner}) == name else name
        above = folder[number - 1] if number else ""
        if value := _value(convention, step.field or "", text, above):
            yield number, value


def _value(convention: Convention, field: str, text: str, above: str) -> str | None:
    if field == "year":
        match = _YEAR.fullmatch(text)
        return match[1] if match else None
    if field == "month":
        match = _MONTH.fullmatch(text) if _YEAR.fullmatch(above) else None
        return match[1].zfill(2) if match else None
    if field in {"category1", "category2"}:
        level = int(field[-1]) - 1
        known = (entry.levels[level] for entry in convention.categories)
        return text if text in known else None
    entry = convention.codes_of(field).find(text) if field in CODES else None
    return str(entry.code) if entry else None
