"""Names, folders and rules: a linter for document names that runs alone on any folder.

What a program that uses it needs is here:

    from naming_rules import Convention, check_tree

    convention = Convention.preset("zh")
    for finding in check_tree(convention, Path("/srv/文件")):
        print(finding.path, finding.message)

Everything is loaded when it is first used, so that a program starts fast. The nearest right name
is `naming_rules.suggest.suggest`, a rename plan `naming_rules.fix.plan`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from naming_rules.checker import Tally, check_name, check_paths, check_tree
    from naming_rules.context import Context
    from naming_rules.convention import Convention
    from naming_rules.errors import NamedError
    from naming_rules.finding import Finding, Severity
    from naming_rules.language import Text
    from naming_rules.name import DocumentName, VersionNumber
    from naming_rules.suggestion import Suggestion

__all__ = [
    "Context",
    "Convention",
    "DocumentName",
    "Finding",
    "NamedError",
    "Severity",
    "Suggestion",
    "Tally",
    "Text",
    "VersionNumber",
    "check_name",
    "check_paths",
    "check_tree",
]

_HOMES = {
    "checker": ("Tally", "check_name", "check_paths", "check_tree"),
    "context": ("Context",),
    "convention": ("Convention",),
    "errors": ("NamedError",),
    "finding": ("Finding", "Severity"),
    "language": ("Text",),
    "name": ("DocumentName", "VersionNumber"),
    "suggestion": ("Suggestion",),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"naming_rules.{home}"), name)
    raise AttributeError(f"module 'naming_rules' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
