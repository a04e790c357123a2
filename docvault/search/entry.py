"""What the index is told of one version of a document."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from docvault.extract.contents import Contents

_SEPARATOR = "\x1f"  # stands in no name: naming rules forbid it


@dataclass(frozen=True, slots=True)
class Attributes:
    """What is filtered by and counted: the same for many documents."""

    department: str = ""
    category: str = ""
    type: str = ""
    extension: str = ""
    level: str = ""
    current: bool = True

    def to_text(self) -> str:
        """Return them as one term."""
        current = "1" if self.current else ""
        return _SEPARATOR.join(
            (self.department, self.category, self.type, self.extension, self.level, current)
        )

    @classmethod
    def from_text(cls, text: str) -> Attributes:
        """Return what `to_text` was given."""
        department, category, type_, extension, level, current = text.split(_SEPARATOR)
        return cls(department, category, type_, extension, level, bool(current))


@dataclass(frozen=True, slots=True)
class Entry:
    """One version: what it is called, where it belongs, and what is in it (None: no text)."""

    document: str
    number: str
    name: str
    title: str
    date: datetime.date
    by: str
    attributes: Attributes
    contents: Contents | None = None

    @property
    def ref(self) -> str:
        """What names this version in the index."""
        return ref_of(self.document, self.number)


def ref_of(document: str, number: str) -> str:
    """Return what names a version in the index."""
    return f"{document}{_SEPARATOR}{number}"


def from_ref(ref: str) -> tuple[str, str]:
    """Return the document and the number that a ref names."""
    document, _, number = ref.partition(_SEPARATOR)
    return document, number
