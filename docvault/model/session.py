"""A session: somebody is signed in, from one browser."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in; its secret is with the browser, here is only the hash."""

    id: str
    """SHA-256 of the secret, which cannot be guessed from it."""
    user: str
    created_at: datetime.datetime
    seen_at: datetime.datetime
    """To the minute."""
    expires_at: datetime.datetime
    """At the latest; unused sessions end before."""
    address: str
    agent: str
    """What the browser calls itself."""
    method: str
    """How they came in: `password`, `password+totp`, `oidc`, `invitation`."""
