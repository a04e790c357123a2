"""A version 版本: immutable once checked in; only the place where it can be seen changes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a version can be found; the values are part of `docvault history --json`."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    IN_GIT = "in_git"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document: number, bytes, commit, and who, when, why."""

    document: str
    """The id of the document."""
    number: str
    """The version number as written in the name: `V1.0`, `V1`."""
    sequence: int
    """1 for the document's first version, without gaps."""
    major: int
    minor: int | None
    name: str
    """The file name under which it was (or is) current."""
    path: str | None
    """Where it lies now, relative to the vault; None once it has left the folders."""
    sha256: str
    size: int
    """In bytes."""
    blob: str
    commit: str
    actor: str
    at: datetime.datetime
    """UTC, whole seconds."""
    note: str
    action: str
    """What made it: the word in the commit's `DocVault-Action` trailer."""
    mtime_ns: int | None = None
    """Modification time of the visible file as last seen; None: not known, so look inside."""
    state: State = State.CURRENT
    """Told by the register when a version is read; a version is born current."""


@dataclass(frozen=True, slots=True)
class VisibleFile:
    """What should lie in a folder of the tree: one visible version's file."""

    document: str
    number: str
    folder: str
    file: str
    sha256: str
    blob: str
    size: int
    mtime_ns: int | None

    @property
    def path(self) -> str:
        """Path relative to the vault."""
        return f"{self.folder}/{self.file}"


@dataclass(frozen=True, slots=True)
class KeptChange:
    """Bytes found in a visible file that no version has: kept in git at once, and flagged."""

    document: str
    number: str
    """The version in whose file they were found."""
    path: str
    sha256: str
    size: int
    blob: str
    commit: str
    actor: str
    at: datetime.datetime
    resolved_at: datetime.datetime | None = None
    id: int = 0
    """Given by the database when the change is kept."""
