"""An invitation: a link that lets somebody in once, to set a password."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What an invitation is for."""

    FIRST_RUN = "first-run"
    """Setting up the vault; whoever takes it becomes its first administrator."""
    JOIN = "join"
    """A newcomer's first password."""
    RESET = "reset"
    """A forgotten password."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One link; its secret was shown once, and only its hash is kept."""

    hash: str
    purpose: Purpose
    user: str | None
    """None for the first run, where there is no user yet."""
    created_at: datetime.datetime
    expires_at: datetime.datetime
    used_at: datetime.datetime | None = None
