"""Code lists: the departments, types and categories that names are made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True)
class Code:
    """A department: the code that stands in names, and other spellings people use for it."""

    code: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeCode(Code):
    """A document type.

    `importance` decides its route of approval; `owner` is the department that usually has it, used
    for suggestions; `title` says whether a name must have a title.
    """

    importance: str = "routine"
    owner: str | None = None
    title: bool = False


@dataclass(frozen=True, slots=True)
class CategoryCode(Code):
    """A filing category, with the names of its two levels: `ZD-HR`, (制度类, 人力资源).

    `owner` is the department whose documents these are.
    """

    levels: tuple[str, str] = ("", "")
    owner: str | None = None


C = TypeVar("C", bound=Code)


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return the form in which two spellings of a code are equal."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


@dataclass(frozen=True, slots=True)
class Codes(Generic[C]):
    """One code list, in its order; a code and an alias are found in any spelling."""

    entries: tuple[C, ...]
    _by_code: Mapping[str, C] = field(init=False, repr=False)
    _by_alias: Mapping[str, C] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_alias: dict[str, C] = {}
        for entry in self.entries:
            for word in (entry.code, *entry.aliases):
                by_alias.setdefault(folded(word), entry)
        object.__setattr__(self, "_by_code", {entry.code: entry for entry in self.entries})
        object.__setattr__(self, "_by_alias", by_alias)

    def __iter__(self) -> Iterator[C]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> C | None:
        """Return the entry with exactly this code."""
        return self._by_code.get(code)

    def find(self, word: str) -> C | None:
        """Return the entry whose code or alias `word` is, in any spelling."""
        return self._by_alias.get(folded(word))

    @property
    def codes(self) -> Sequence[str]:
        """The codes, in order."""
        return tuple(self._by_code)

    @property
    def words(self) -> Mapping[str, C]:
        """Every folded code and alias -> its entry."""
        return self._by_alias
