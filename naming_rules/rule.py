"""What a rule is: a code, a severity, a page, and a function that finds fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from naming_rules.finding import Severity
from naming_rules.language import Text
from naming_rules.page import Page, read_page

if TYPE_CHECKING:
    from naming_rules.documents import FolderOfDocuments
    from naming_rules.subject import Subject


NO_DOCUMENT: Final = frozenset({"git-name", "reserved-name"})
"""Where one of these rules finds something, nothing is a part of a document's name."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule finds in one name: what is wrong, in which part, and a mended name if known."""

    message: Text
    part: str | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """A fault of one file among several: `name` is relative to the folder looked at."""

    name: str
    fault: Fault


@dataclass(frozen=True)
class Rule:
    """A rule. Its page is the docstring of the file it stands in.

    `yields_to` are codes of rules that say the same better: where one of them finds something,
    this rule is silent.
    """

    code: str
    docstring: str | None
    severity: Severity = Severity.ERROR
    yields_to: frozenset[str] = frozenset()

    @cached_property
    def page(self) -> Page:
        """The rule's page."""
        return read_page(self.docstring or "")


@dataclass(frozen=True, kw_only=True)
class NameRule(Rule):
    """A rule that judges a name by itself and the folder it is in.

    `of_folders` tells that it holds for the names of folders too.
    """

    check: Callable[[Subject], Iterable[Fault]]
    of_folders: bool = False


@dataclass(frozen=True, kw_only=True)
class FolderRule(Rule):
    """A rule that judges the files of one folder together with its history folder."""

    check: Callable[[FolderOfDocuments], Iterable[PlacedFault]]


@dataclass(frozen=True, kw_only=True)
class EntryRule(Rule):
    """A rule about what is no file; what it finds is found while walking."""
