"""A request for files 文件征集: a link by which a partner sends files to a department."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from docvault.model.share import State


@dataclass(frozen=True, slots=True)
class FileRequest:
    """A request, as who made it sees it. What opens it is not here."""

    id: str
    created_by: str
    created_at: datetime.datetime
    expires_at: datetime.datetime
    department: str
    """In whose inbox the files arrive."""
    recipient: str
    """Who is asked."""
    note: str
    """What is asked for, in words the partner sees."""
    max_files: int
    max_bytes: int
    """Of all files together."""
    files: int
    """How many came."""
    bytes: int
    state: State
    ended_at: datetime.datetime | None
    ended_by: str | None


@dataclass(frozen=True, slots=True)
class RequestedFile:
    """A file that came by a request."""

    request: str
    number: int
    name: str
    """As the partner calls it: a label, never a path."""
    size: int
    sha256: str
    path: str
    """Where it was put, relative to the vault."""
    address: str
    received_at: datetime.datetime
