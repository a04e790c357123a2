"""The rename plan of a folder: every file with a wrong name or place, and what it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from naming_rules.checker import check_tree
from naming_rules.convention import Convention
from naming_rules.distinct import distinct
from naming_rules.draft import drafted
from naming_rules.finding import Finding, Severity
from naming_rules.language import Text
from naming_rules.places import disagreements, mended
from naming_rules.rename_plan import Rename, RenamePlan, Unresolved, settle
from naming_rules.rules import name_rules
from naming_rules.suggest import Suggestion, suggest
from naming_rules.thorough import modified_on

_NO_SUGGESTION: Final = Text("没有可建议的名称", "no name can be suggested")
_TO_FILL_IN: Final = Text("建议名称中有需要填写的部分", "the suggested name has parts to fill in")
_NAME_RULES: Final = frozenset(rule.code for rule in name_rules)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a plan is made for: see `check_tree`; `only` says which paths may be renamed."""

    under: str | None = None
    strict_places: bool = False
    skip: Callable[[str], bool] | None = None
    only: Callable[[str], bool] | None = None


def plan(
    convention: Convention,
    root: Path,
    scope: Scope | None = None,
    *,
    defaults: Mapping[str, str] | None = None,
) -> RenamePlan:
    """Return what would put the names and places in and below `root` right; changes nothing.

    Findings that no rename can mend (a gap in the versions, a link) are not in it. `defaults`
    are codes for fields that nothing speaks of. Raises OSError when `root` cannot be read.
    """
    planning = _Planning(convention, root, scope or Scope(), defaults or {})
    for path, findings in planning.faulty():
        planning.take(path, findings)
    return settle(root, planning.wishes(), planning.unresolved)


class _Planning:
    """A plan in the making."""

    def __init__(
        self, convention: Convention, root: Path, scope: Scope, defaults: Mapping[str, str]
    ) -> None:
        self.convention, self.root, self.scope, self.defaults = convention, root, scope, defaults
        self.top = root.resolve().name
        self.moves: list[Rename] = []
        self.suggested: list[tuple[str, Suggestion]] = []
        self.rules: dict[str, tuple[str, ...]] = {}
        self.unresolved: list[Unresolved] = []

    def faulty(self) -> Iterator[tuple[str, list[Finding]]]:
        """Yield each path with what is wrong there, hints left out."""
        scope = self.scope
        findings = check_tree(
            self.convention,
            self.root,
            under=scope.under,
            strict_places=scope.strict_places,
            skip=scope.skip,
        )
        for path, group in groupby(findings, key=lambda finding: finding.path):
            wrong = [finding for finding in group if finding.severity is not Severity.INFO]
            if wrong and (scope.only is None or scope.only(path)):
                yield path, wrong

    def take(self, path: str, findings: Sequence[Finding]) -> None:
        """Find what is to become of one file."""
        self.rules[path] = tuple(dict.fromkeys(finding.rule for finding in findings))
        suggesting = [finding for finding in findings if finding.suggestion]
        place = next((each.suggestion for each in suggesting if "/" in (each.suggestion or "")), "")
        if place:
            self.moves.append(Rename(path, place, self.rules[path]))
        elif suggesting:
            self._take_suggestion(path, self._suggestion(path, suggesting[0]))
        elif any(finding.rule in _NAME_RULES for finding in findings):
            self.unresolved.append(Unresolved(path, None, (), _NO_SUGGESTION))

    def wishes(self) -> Iterator[Rename]:
        """Yield all renames, the suggested names kept apart."""
        yield from self.moves
        names = distinct(self.convention, self.suggested)
        for (path, _), suggestion in zip(self.suggested, names, strict=True):
            yield Rename(path, self._target(path, suggestion.name), self.rules[path])

    def _suggestion(self, path: str, finding: Finding) -> Suggestion | None:
        """Return what the checker suggests; with holes, what the defaults make of it."""
        if finding.placeholders and self.defaults:
            *folders, name = path.split("/")
            return suggest(
                self.convention,
                name,
                folders=(self.top, *folders),
                modified=modified_on(self.root / path),
                defaults=self.defaults,
            )
        text = finding.suggestion or ""
        parsed = self.convention.parse(text)
        draft = drafted(self.convention, parsed) if parsed else None
        return Suggestion(text, finding.placeholders, Text("", ""), draft)

    def _take_suggestion(self, path: str, found: Suggestion | None) -> None:
        if found is None:
            self.unresolved.append(Unresolved(path, None, (), _NO_SUGGESTION))
        elif found.placeholders:
            self.unresolved.append(Unresolved(path, found.name, found.placeholders, _TO_FILL_IN))
        else:
            self.suggested.append((path, found))

    def _target(self, path: str, name: str) -> str:
        """Return where a file with its new name belongs."""
        folder = tuple(path.split("/")[:-1])
        parsed = self.convention.parse(name)
        if parsed and self.scope.strict_places:
            folder = self.convention.place(parsed)
        elif parsed:
            scheme = self.convention.scheme(parsed)
            values = self.convention.place_values(parsed)
            folder = mended(folder, disagreements(self.convention, scheme, values, folder))
        return "/".join((*folder, name))
