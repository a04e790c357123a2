"""An audit 审计 as it was: who ran it, when, and what it came to in numbers."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from naming_rules.finding import Severity


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How the files of one first folder and one month were.

    `month` is `2023-10`, None where neither name nor folders tell one.
    """

    department: str | None
    month: str | None
    files: int
    misnamed: int
    """Of these, files with an error or warning about their name or place."""
    wrong: int
    """Of these, files with any error or warning."""


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What one rule found in one first folder."""

    department: str | None
    rule: str
    severity: Severity
    findings: int
    fresh: int
    """Of these, what the run before did not have."""


@dataclass(frozen=True, slots=True)
class AuditCounts:
    """The numbers of an audit; of the whole vault, or of one department."""

    places: tuple[PlaceCount, ...] = ()
    rules: tuple[RuleCount, ...] = ()
    gone: Mapping[str, int] | None = None
    """By first folder (`""`: none), what the run before had and this one has not; None: no run
    before is known."""

    def of(self, department: str | None) -> AuditCounts:
        """Return the part of one department; all of it for None."""
        if department is None:
            return self
        return replace(
            self,
            places=tuple(one for one in self.places if one.department == department),
            rules=tuple(one for one in self.rules if one.department == department),
            gone=None if self.gone is None else {department: self.gone.get(department, 0)},
        )

    @property
    def files(self) -> int:
        """How many files there were."""
        return sum(one.files for one in self.places)

    @property
    def misnamed(self) -> int:
        """How many files had an error or warning about their name or place."""
        return sum(one.misnamed for one in self.places)

    @property
    def wrong(self) -> int:
        """How many files had any error or warning."""
        return sum(one.wrong for one in self.places)

    @property
    def share(self) -> float | None:
        """The share of files that are rightly named and placed, 0 to 1; None without files."""
        return share_of(self.files, self.misnamed)

    def findings(self, severity: Severity | None = None) -> int:
        """Return the number of findings, or of those of one severity."""
        return sum(one.findings for one in self.rules if severity in {None, one.severity})

    @property
    def fresh(self) -> int:
        """How many findings the run before did not have."""
        return sum(one.fresh for one in self.rules)

    def by_department(self) -> list[PlaceCount]:
        """Return one line for each first folder, by name, those without one last."""
        return _summed(self.places, lambda one: replace(one, month=None))

    def by_month(self) -> list[PlaceCount]:
        """Return one line for each month, the earliest first, the unknown one last."""
        return _summed(self.places, lambda one: replace(one, department=None))

    def by_rule(self) -> list[RuleCount]:
        """Return one line for each rule, the one that found most first."""
        lines: dict[tuple[str, Severity], RuleCount] = {}
        for one in self.rules:
            key = one.rule, one.severity
            sum_ = lines.get(key, RuleCount(None, *key, 0, 0))
            lines[key] = replace(
                sum_, findings=sum_.findings + one.findings, fresh=sum_.fresh + one.fresh
            )
        return sorted(lines.values(), key=lambda line: (-line.findings, line.rule))


@dataclass(frozen=True, slots=True)
class AuditRun:
    """One audit that came to its end."""

    id: int
    at: datetime.datetime
    actor: str
    finished_at: datetime.datetime
    checked: int
    counts: AuditCounts
    kept: bool = False
    """Whether its findings are still there, not only its numbers."""


def share_of(files: int, misnamed: int) -> float | None:
    """Return which share of files is right, 0 to 1; None without files."""
    return max(files - misnamed, 0) / files if files else None


def _summed(
    places: Iterable[PlaceCount], common: Callable[[PlaceCount], PlaceCount]
) -> list[PlaceCount]:
    lines: dict[tuple[str | None, str | None], PlaceCount] = {}
    for one in map(common, places):
        key = one.department, one.month
        sum_ = lines.get(key, PlaceCount(*key, 0, 0, 0))
        lines[key] = replace(
            sum_,
            files=sum_.files + one.files,
            misnamed=sum_.misnamed + one.misnamed,
            wrong=sum_.wrong + one.wrong,
        )
    words = {key: [word or "" for word in key] for key in lines}
    return [lines[key] for key in sorted(lines, key=lambda key: (key == (None, None), words[key]))]
