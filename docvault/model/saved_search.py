"""A search somebody keeps for later."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query under a name of its owner's choice."""

    id: int
    label: str
    query: str
    created_at: datetime.datetime
