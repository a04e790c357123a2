"""A finding: one thing wrong with one name or place. A value, never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from naming_rules.language import Text


class Severity(StrEnum):
    """How much a finding matters; only errors and warnings make a folder non-compliant."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found.

    `rule` is the rule's stable code; `path` is as given, `/`-joined. `suggestion` is a compliant
    name (for a wrong folder: a path relative to the checked root). Where something cannot be
    known the suggestion holds `{field}` literally and `placeholders` lists those fields.
    `part` says which part of the name is wrong, when it is one part.
    """

    rule: str
    path: str
    message: Text
    severity: Severity
    suggestion: str | None = None
    placeholders: tuple[str, ...] = ()
    part: str | None = None
