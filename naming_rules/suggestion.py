"""A suggestion: the nearest compliant name, as far as it can be known."""

from __future__ import annotations

from dataclasses import dataclass

from naming_rules.draft import Draft
from naming_rules.language import Text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that passes every rule, or would once its `placeholders` are filled in.

    `name` holds `{field}` for each of the placeholders. `why` says where each part is from that
    the name itself did not give. `draft` are its parts; None for a superseded file's name.
    """

    name: str
    placeholders: tuple[str, ...]
    why: Text
    draft: Draft | None
