"""What a name says: frozen values, made by a scheme and turned back into text by it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VersionNumber:
    """A version number: `V1.0` (major and minor) or `V1` (major only).

    Numbers are ordered within their form; `V1` comes before `V1.0`.
    """

    major: int
    minor: int | None = None

    def __str__(self) -> str:
        return f"V{self.major}" if self.minor is None else f"V{self.major}.{self.minor}"

    def __lt__(self, other: VersionNumber) -> bool:
        return self._key < other._key

    def __le__(self, other: VersionNumber) -> bool:
        return self._key <= other._key

    def __gt__(self, other: VersionNumber) -> bool:
        return self._key > other._key

    def __ge__(self, other: VersionNumber) -> bool:
        return self._key >= other._key

    @property
    def _key(self) -> tuple[int, int]:
        return self.major, -1 if self.minor is None else self.minor

    def next(self, *, major: bool = True) -> VersionNumber:
        """Return the number that follows: `V2.0` after `V1.3`, or `V1.4` with `major=False`.

        Raises ValueError when a minor step is asked of a form that has none.
        """
        if self.minor is None:
            if not major:
                raise ValueError(f"{self} has no minor number")
            return VersionNumber(self.major + 1)
        if major:
            return VersionNumber(self.major + 1, 0)
        return VersionNumber(self.major, self.minor + 1)

    def follows(self, other: VersionNumber) -> bool:
        """Tell whether this is one of the numbers that may come right after `other`."""
        if self.minor is None or other.minor is None:
            return self.major == other.major + 1 and self.minor is other.minor
        return self in (other.next(), other.next(major=False))


@dataclass(frozen=True, slots=True)
class DocumentName:
    """The parts of a well-formed name.

    `codes` are the parts taken from code lists, in the order of the pattern:
    `(("department", "运营部"), ("type", "周报"))` or `(("category", "ZD-HR"),)`.
    `extra` are the parts of fields that the settings declare, in the order of the pattern.
    """

    scheme: str
    codes: tuple[tuple[str, str], ...]
    date: datetime.date
    version: VersionNumber
    title: str | None
    extension: str
    """Without the dot, as spelled; may be empty."""
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def department(self) -> str | None:
        """The department's code, None where the scheme has none."""
        return dict(self.codes).get("department")

    @property
    def type(self) -> str | None:
        """The document type's code, None where the scheme has none."""
        return dict(self.codes).get("type")

    @property
    def category(self) -> str | None:
        """The category's code (`ZD-HR`), None where the scheme has none."""
        return dict(self.codes).get("category")


@dataclass(frozen=True, slots=True)
class SupersededName:
    """The parts of the name of a superseded file: `旧版-20231008-V1.0-双十一执行方案.docx`."""

    mark: str
    date: datetime.date
    version: VersionNumber
    title: str | None
    extension: str
