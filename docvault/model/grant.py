"""A grant: what somebody may do in a department that is not theirs."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grant:
    """One right in one department, and who gave it when."""

    user: str
    department: str
    right: str
    """`read` or `check-in`, which includes reading."""
    granted_by: str
    granted_at: datetime.datetime
