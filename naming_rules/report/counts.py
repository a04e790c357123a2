"""Counting findings while they stream by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from naming_rules.finding import Finding, Severity
from naming_rules.language import Text

SEVERITY_WORDS = {
    Severity.ERROR: Text("错误", "error"),
    Severity.WARNING: Text("警告", "warning"),
    Severity.INFO: Text("提示", "info"),
}


class Counts:
    """How many findings of each severity and rule have passed."""

    def __init__(self) -> None:
        self.severities: Counter[Severity] = Counter()
        self.rules: Counter[str] = Counter()

    @property
    def total(self) -> int:
        """The number of findings so far."""
        return self.severities.total()

    @property
    def compliant(self) -> bool:
        """Whether nothing worse than a hint has passed."""
        return not (self.severities[Severity.ERROR] or self.severities[Severity.WARNING])

    def count(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the findings unchanged, counting each."""
        for finding in findings:
            self.severities[finding.severity] += 1
            self.rules[finding.rule] += 1
            yield finding


def several(severity: Severity, count: int) -> Text:
    """Return the word for `count` findings of a severity."""
    word = SEVERITY_WORDS[severity]
    return word if count == 1 or severity is Severity.INFO else Text(word.zh, f"{word.en}s")


def summary(counts: Counts, checked: int) -> Text:
    """Return the one line a person wants to read first."""
    names = "name" if checked == 1 else "names"
    if not counts.total:
        return Text(
            f"已检查 {checked:,} 个名称，全部合规。", f"{checked:,} {names} checked, all compliant."
        )
    found = [(s, counts.severities[s]) for s in Severity if counts.severities[s]]
    zh = "，".join(f"{several(s, n).zh} {n:,}" for s, n in found)
    en = ", ".join(f"{n:,} {several(s, n).en}" for s, n in found)
    return Text(
        f"已检查 {checked:,} 个名称，发现 {counts.total:,} 个问题：{zh}。",
        f"{checked:,} {names} checked: {en}.",
    )
