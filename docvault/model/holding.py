"""A file held in the holding area 待更正: it could not be filed, and why."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """One held file."""

    path: str
    """Where it lies, relative to the vault."""
    original_name: str
    reason: str
    """JSON text: the findings."""
    suggestion: str | None
    held_at: datetime.datetime
    actor: str
    id: int = 0
    """Given by the database."""
