"""A token with which a program acts for a user."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; its secret was shown once, and only its hash is kept."""

    id: str
    user: str
    label: str
    created_at: datetime.datetime
    expires_at: datetime.datetime | None
    seen_at: datetime.datetime | None = None
    """To the minute."""
    revoked_at: datetime.datetime | None = None
