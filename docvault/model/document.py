"""A document 文件: the identity that lasts over all versions."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One line of the register 台账.

    Times are UTC in whole seconds, as git keeps them, so that a rebuilt register is the same.
    """

    id: str
    """Sixteen hexadecimal digits, given once."""
    archive: str
    scheme: str
    department: str | None
    type: str | None
    category: str | None
    date: datetime.date
    title: str | None
    extension: str
    """Of the current version, without dot, as spelled."""
    name: str
    """The file name of the current version."""
    folder: str
    """Where the current version lies: relative to the vault, "/"-joined, archive included."""
    current: str
    """The number of the current version."""
    sequence: int
    """How many versions there are, which is also the sequence of the current one."""
    created_by: str
    created_at: datetime.datetime
    modified_by: str
    modified_at: datetime.datetime
    level: str
    """密级, one of the settings' levels."""

    @property
    def path(self) -> str:
        """Path of the current version, relative to the vault."""
        return f"{self.folder}/{self.name}"


def fold(key: str) -> str:
    """Return the form in which two spellings of one key are equal: NFKC, caseless.

    Unicode 3.13, D147: folding can undo normalisation, so it is normalised again.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", key).casefold())
