"""A look: who has seen which version, and when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """One person's looks at one version; `count` rises at most once a minute."""

    number: str
    """The version number."""
    user: str
    first_at: datetime.datetime
    last_at: datetime.datetime
    count: int
