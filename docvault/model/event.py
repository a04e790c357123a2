"""An event of the audit trail 审计: who did what to what, when."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Event:
    """What is to be written down."""

    at: datetime.datetime
    actor: str
    action: str
    """A stable kebab-case word: `check-in`, `user-add`, …"""
    document: str | None = None
    version: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    """More facts; must be JSON. Never a secret."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trail as it stands in the database, linked to the one before it."""

    seq: int
    at: str
    """UTC, `2023-10-11T08:30:15.000000Z`, exactly as hashed."""
    actor: str
    action: str
    document: str | None
    version: str | None
    detail: str
    """JSON text, exactly as hashed."""
    previous_hash: str
    hash: str
