"""One name in, its faults out: the name rules in order, and no two that say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from naming_rules.context import Context
from naming_rules.convention import Convention
from naming_rules.finding import Finding
from naming_rules.rule import Fault, NameRule, Rule
from naming_rules.rules import name_rules, unparseable_name
from naming_rules.subject import Subject

_FOLDER_RULES = tuple(rule for rule in name_rules if rule.of_folders)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A fault, and the rule that found it."""

    rule: Rule
    fault: Fault


def is_right(convention: Convention, name: str) -> bool:
    """Tell whether no rule that holds has anything against a bare name."""
    return not findings_of(convention, name, Context())


def findings_of(convention: Convention, name: str, context: Context) -> list[Finding]:
    """Return what is wrong with a name; the path of a finding is the name itself.

    Rules that are off are left out at the end, so that what they explain is not explained again
    by another one.
    """
    folder = "/".join(context.folder or ())
    judged = judge(Subject(convention, name, context))
    return list(as_findings(convention, judged, folder, name))


def judge(subject: Subject) -> list[Judgement]:
    """Return the faults of a file's name."""
    found = _found(subject, name_rules)
    if not found and not subject.well_formed:
        found.append(Judgement(unparseable_name.rule, unparseable_name.unexplained(subject)))
    return found


def judge_folder(subject: Subject) -> list[Judgement]:
    """Return the faults of a folder's name: only those that make it unsafe."""
    return _found(subject, _FOLDER_RULES)


def _found(subject: Subject, rules: Iterable[NameRule]) -> list[Judgement]:
    found = [Judgement(rule, fault) for rule in rules for fault in rule.check(subject)]
    codes = {each.rule.code for each in found}
    return [each for each in found if not each.rule.yields_to & codes]


def as_findings(
    convention: Convention, judged: Iterable[Judgement], folder: str, path: str
) -> Iterable[Finding]:
    """Yield a finding for each fault whose rule holds in `folder`."""
    for each in judged:
        severity = convention.severity(each.rule.code, each.rule.severity, folder)
        if severity is not None:
            fault = each.fault
            yield Finding(
                each.rule.code, path, fault.message, severity, fault.suggestion, (), fault.part
            )
