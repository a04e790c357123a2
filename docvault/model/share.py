"""A share link 分享链接: what it opens, for how long, and what has become of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """What a partner may do with the documents of a link."""

    VIEW = "view"
    """Look at pictures of the pages."""
    DOWNLOAD = "download"
    """Take the files."""


class State(StrEnum):
    """Whether a link opens, or why it does not."""

    ACTIVE = "active"
    REVOKED = "revoked"
    EXPIRED = "expired"
    USED_UP = "used-up"
    """All openings were used, and what was begun with them is over."""
    LOCKED = "locked"
    """Too many wrong passwords."""
    LOST = "lost"
    """The server's half of the key is gone: a backup was restored, or a disk lost."""


@dataclass(frozen=True, slots=True)
class ShareFile:
    """One document of a link, as it was sealed."""

    number: int
    document: str
    version: str
    name: str
    size: int
    """Bytes of the document."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Share:
    """A link, as its sharer sees it. What opens it is not here."""

    id: str
    created_by: str
    created_at: datetime.datetime
    expires_at: datetime.datetime
    mode: Mode
    password: bool
    files: int
    follows: bool
    """Whether it always opens the current version."""
    recipient: str
    note: str
    max_opens: int | None
    opens: int
    first_opened_at: datetime.datetime | None
    state: State
    ended_at: datetime.datetime | None
    ended_by: str | None
    erased_at: datetime.datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class ShareLock:
    """What the server keeps to check who opens a link; useless without the link and the half."""

    sid_hash: str
    """SHA-256 of the locator, hex."""
    auth_hash: bytes
    password_salt: bytes | None
    password_hash: bytes | None
    wrapped: bytes
    commit: bytes
    manifest: bytes
    generation: int
    """Which sealing this is; a link that follows is sealed anew for a new version."""
