"""Secrets that people carry: made by chance, kept only as their hash.

256 bits of chance cannot be guessed, so a plain SHA-256 keeps them as well as a slow hash would.
"""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32


def new_secret(prefix: str = "") -> str:
    """Return a new secret, safe in URLs and headers."""
    return prefix + secrets.token_urlsafe(_BYTES)


def hash_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
