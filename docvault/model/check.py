"""A check of the vault that came to its end: how it came out."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One check; `problems` is how many there were, `detail` the first of them in words."""

    kind: str
    """`verify` or `trail`."""
    at: datetime.datetime
    actor: str
    seconds: int
    checked: int
    problems: int
    detail: tuple[str, ...] = ()
