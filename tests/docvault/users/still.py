"""A clock that stands still until it is told."""

from __future__ import annotations

from datetime import datetime

from docvault.vault import Vault


class StillClock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def stopped(vault: Vault) -> StillClock:
    """Stop a vault's clock, and return it."""
    vault.now = clock = StillClock(vault.now())
    return clock
