"""Compliance: an audit whose findings are kept, so that pages and figures cost a moment.

One run at a time; what it finds is written down as it comes and counts once the run has come to its
end. The findings of the last runs are kept, the numbers of all. Who may see them: whoever oversees
the vault sees all, a head of department what lies in the department's folder (`access.decide`).
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby, islice
from typing import TYPE_CHECKING

from docvault.auditing import audit
from docvault.database import audit_findings, audit_runs, audit_trail
from docvault.database.audit_findings import department_of
from docvault.errors import AuditRunning, StoreLocked
from docvault.model.audit_run import AuditCounts, AuditRun, PlaceCount, RuleCount
from docvault.model.event import Event
from docvault.store.lock import locked
from docvault.vault.folders import files_below, is_foreign, is_own
from naming_rules.checker import Tally
from naming_rules.finding import Finding, Severity
from naming_rules.rules import all_rules

if TYPE_CHECKING:
    from docvault.vault import Vault

KEPT_RUNS = 4
"""How many runs' findings are kept."""
_AT_ONCE = 2000
_NAMING = frozenset(rule.code for rule in all_rules)
_DAY = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
)
_FOLDERS = re.compile(r"/((?:19|20)[0-9]{2})/(0[1-9]|1[0-2])/")

_Place = tuple[str | None, str | None]


def run_audit(
    vault: Vault,
    *,
    actor: str,
    total: Callable[[int], None] = lambda _: None,
    done: Callable[[int], None] = lambda _: None,
) -> AuditRun:
    """Audit the whole vault and keep what is found; return the run.

    `total` is told how many files there are, `done(n)` that n more were looked at; what they raise
    ends the run, which then counts for nothing. Raises AuditRunning while another one goes on,
    StoreError.
    """
    with _alone(vault):
        run = _begin(vault, actor)
        files = _files(vault)
        total(files.total())
        tally = Tally()
        found = audit(vault, tally=tally, done=done)
        misnamed, wrong = _keep(vault, run, found, files, done)
        return _finish(vault, run, tally.checked, files, misnamed, wrong)


def month_of(path: str) -> str | None:
    """Return the month a file belongs to, `2023-10`: the one in its name, else in its folders."""
    name = path.rpartition("/")[2]
    match = _DAY.search(name) or _FOLDERS.search(path)
    return f"{match[1]}-{match[2]}" if match else None


@contextlib.contextmanager
def _alone(vault: Vault) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locked(vault.own / "locks" / "audit.lock", timeout=0))
        except StoreLocked as exc:
            raise AuditRunning from exc
        yield


def _begin(vault: Vault, actor: str) -> int:
    with vault.database.write() as connection:
        audit_runs.drop_unfinished(connection)
        return audit_runs.begin(connection, vault.now(), actor)


def _files(vault: Vault) -> Counter[_Place]:
    """Return how many files lie in each first folder, for each month."""
    paths = files_below(
        vault.root, leave_out=lambda path: is_own(vault, path) or is_foreign(vault, path)
    )
    return Counter(_place_of(path) for path in paths)


def _place_of(path: str) -> _Place:
    return department_of(path), month_of(path)


def _keep(
    vault: Vault,
    run: int,
    found: Iterator[Finding],
    files: Counter[_Place],
    done: Callable[[int], None],
) -> tuple[Counter[_Place], Counter[_Place]]:
    """Write the findings down; return how many files are misnamed and how many wrong at all."""
    misnamed: Counter[_Place] = Counter()
    wrong: Counter[_Place] = Counter()
    counted = _counted(found, files, misnamed, wrong)
    first = 1
    while batch := list(islice(counted, _AT_ONCE)):
        with vault.database.write() as connection:
            audit_findings.add(connection, run, first, batch)
        first += len(batch)
        done(0)
    return misnamed, wrong


def _counted(
    found: Iterator[Finding],
    files: Counter[_Place],
    misnamed: Counter[_Place],
    wrong: Counter[_Place],
) -> Iterator[Finding]:
    for path, group in groupby(found, key=lambda finding: finding.path):
        findings = list(group)
        rules = {one.rule for one in findings if one.severity is not Severity.INFO}
        place = _place_of(path)
        # What is gone was not among the files that lie there.
        files[place] += "missing-file" in rules
        misnamed[place] += bool(rules & _NAMING)
        wrong[place] += bool(rules)
        yield from findings


def _finish(
    vault: Vault,
    run: int,
    checked: int,
    files: Counter[_Place],
    misnamed: Counter[_Place],
    wrong: Counter[_Place],
) -> AuditRun:
    with vault.database.write() as connection:
        before = next(iter(audit_runs.newest(connection)), None)
        gone = None
        if before and before.kept | (before.counts.findings() == 0):
            audit_findings.mark_known(connection, run, before.id)
            gone = audit_findings.count_gone(connection, run, before.id)
        counts = AuditCounts(
            tuple(
                PlaceCount(*place, files[place], misnamed[place], wrong[place])
                for place in sorted(
                    files | misnamed, key=lambda place: [one or "" for one in place]
                )
            ),
            tuple(
                RuleCount(department, rule, Severity(severity), number, fresh)
                for department, rule, severity, number, fresh in audit_findings.by_rule(
                    connection, run
                )
            ),
            gone,
        )
        audit_runs.finish(connection, run, vault.now(), checked, counts)
        audit_runs.forget_findings(connection, keep=KEPT_RUNS)
        made = audit_runs.one(connection, run)
        assert made is not None  # noqa: S101 - it was finished two lines above
        detail = {"run": run, "checked": checked, "findings": counts.findings()}
        audit_trail.append(connection, Event(made.finished_at, made.actor, "audit", detail=detail))
    return made
