"""Text for people: grouped by file, in colour on a terminal, plain everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from naming_rules.finding import Finding, Severity
from naming_rules.language import Text
from naming_rules.report import About
from naming_rules.report.counts import SEVERITY_WORDS, Counts, summary
from naming_rules.report.visible import visible

if TYPE_CHECKING:
    from naming_rules.report.colour import Paint

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_FILL_IN = Text("（请填写 {fields}）", " (fill in {fields})")


def write(
    findings: Iterable[Finding], out: TextIO, about: About, checked: Callable[[], int]
) -> None:
    """Write every file with its findings, then the counts by rule and one line of summary."""
    paint = _painter(out)
    counts = Counts()
    for path, group in groupby(counts.count(findings), key=lambda finding: finding.path):
        out.write(f"{paint(visible(path), 'bold')}\n")
        for line in _lines(list(group), about, paint):
            out.write(f"  {line}\n")
        out.write("\n")
    for line in _by_rule(counts, paint):
        out.write(f"{line}\n")
    line = summary(counts, checked()).in_(about.language)
    out.write(f"{paint(line, 'bold green' if counts.compliant else 'bold')}\n")


def _lines(group: list[Finding], about: About, paint: Paint) -> Iterator[str]:
    """Yield the lines of one file; a suggestion that all its findings share is said once."""
    for number, finding in enumerate(group):
        word = SEVERITY_WORDS[finding.severity].in_(about.language)
        message = visible(finding.message.in_(about.language))
        yield f"{paint(word, _STYLES[finding.severity])}  {paint(finding.rule, 'dim')}  {message}"
        following = group[number + 1].suggestion if number + 1 < len(group) else None
        if finding.suggestion and finding.suggestion != following:
            yield f"→ {paint(visible(finding.suggestion), 'green')}{_to_fill_in(finding, about)}"


def _to_fill_in(finding: Finding, about: About) -> str:
    if not finding.placeholders:
        return ""
    fields = ", ".join(f"{{{field}}}" for field in finding.placeholders)
    return _FILL_IN.in_(about.language).format(fields=fields)


def _by_rule(counts: Counts, paint: Paint) -> Iterator[str]:
    for rule, count in counts.rules.most_common():
        yield f"{count:>9,}  {paint(rule, 'dim')}"
    if counts.rules:
        yield ""


def _painter(out: TextIO) -> Paint:
    if not out.isatty():
        return lambda text, _style: text
    from naming_rules.report.colour import painter  # noqa: PLC0415 - loads rich, a terminal only

    return painter(out)
