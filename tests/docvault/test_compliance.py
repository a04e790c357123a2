"""Compliance: what an audit found is kept, counted, and compared with the time before."""

from __future__ import annotations

from pathlib import Path

import pytest

from docvault import vault as vaults
from docvault.compliance import KEPT_RUNS, month_of, run_audit
from docvault.database import audit_findings, audit_runs, audit_trail
from docvault.database.audit_findings import Wanted
from docvault.errors import AuditRunning
from docvault.model.audit_run import AuditRun
from docvault.vault import Vault
from naming_rules.finding import Severity
from tests.docvault.conftest import Write, put

NOTICE = "运营部-内部通知-20231007-V1.0-国庆值班安排.txt"
PLACE = "运营部/2023/10/内部通知"
WRONG = "市场部/2023/11/活动方案 终稿.txt"


@pytest.fixture
def filled(vault: Vault, write: Write) -> Vault:
    """One right document, and two files with wrong names in another department."""
    vaults.add(vault, write(NOTICE, b"x"), actor="a")
    put(vault.root, **{WRONG: b"y", "市场部/新建文件.txt": b"z"})
    return vault


def rows(vault: Vault, run: AuditRun, wanted: Wanted = audit_findings.EVERYTHING) -> list[str]:
    with vault.database.read() as connection:
        found = audit_findings.page(connection, run.id, wanted, limit=1000)
    return [f"{one.finding.rule} {one.finding.path}" for one in found]


def test_figures_are_by_department_and_month(filled: Vault) -> None:
    counts = run_audit(filled, actor="a").counts
    assert [(one.department, one.files, one.misnamed) for one in counts.by_department()] == [
        ("市场部", 2, 2),
        ("运营部", 1, 0),
    ]
    assert [(one.month, one.files) for one in counts.by_month()] == [
        ("2023-10", 1),
        ("2023-11", 1),
        (None, 1),
    ]
    assert counts.share == pytest.approx(1 / 3)
    assert counts.of("运营部").share == 1
    assert counts.of("运营部").findings() == 0


def test_findings_are_kept_with_everything_that_was_said(filled: Vault) -> None:
    run = run_audit(filled, actor="a")
    with filled.database.read() as connection:
        kept = [one.finding for one in audit_findings.every(connection, run.id)]
        assert audit_runs.newest(connection) == [run]
        [line] = audit_trail.newest(connection, 1)
    from docvault.auditing import audit
    from naming_rules.checker import Tally

    assert kept == list(audit(filled, tally=Tally()))
    assert (line.action, line.actor) == ("audit", "a")


def test_what_is_new_and_what_is_gone_since_the_run_before(filled: Vault) -> None:
    first = run_audit(filled, actor="a")
    assert first.counts.gone is None
    assert first.counts.fresh == first.counts.findings()
    (filled.root / WRONG).unlink()
    put(filled.root, **{"财务部/预算.txt": b"n"})
    second = run_audit(filled, actor="a")
    assert second.counts.fresh == len(rows(filled, second, Wanted(department="财务部"))) > 0
    assert rows(filled, second, Wanted(fresh=True)) == rows(
        filled, second, Wanted(department="财务部")
    )
    assert second.counts.gone == {
        "市场部": sum(WRONG in row for row in rows(filled, first)),
    }
    with filled.database.read() as connection:
        gone = audit_findings.gone(connection, second.id, first.id, limit=10)
    assert {one.finding.path for one in gone} == {WRONG}


def test_filters_agree_with_their_counts(filled: Vault) -> None:
    run = run_audit(filled, actor="a")
    for wanted in (
        Wanted(rule="whitespace"),
        Wanted(severity=Severity.WARNING),
        Wanted(folder="市场部/2023"),
        Wanted(folder=WRONG),
        Wanted(department="市场部", severity=Severity.ERROR),
    ):
        with filled.database.read() as connection:
            number = audit_findings.count(connection, run.id, wanted)
        assert number == len(rows(filled, run, wanted)) > 0


def test_pages_follow_each_other(filled: Vault) -> None:
    run = run_audit(filled, actor="a")
    seen: list[str] = []
    after = 0
    while True:
        with filled.database.read() as connection:
            page = audit_findings.page(connection, run.id, after=after, limit=1)
        if not page:
            break
        seen += [f"{one.finding.rule} {one.finding.path}" for one in page]
        after = page[-1].seq
    assert seen == rows(filled, run)


class Stopped(Exception):
    """What whoever watches raises to end a run."""


def test_a_run_that_was_stopped_counts_for_nothing(filled: Vault) -> None:
    def stop(_: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        run_audit(filled, actor="a", done=stop)
    with filled.database.read() as connection:
        assert audit_runs.newest(connection) == []
    assert run_audit(filled, actor="a").counts.files == 3


def test_one_audit_at_a_time(filled: Vault) -> None:
    def again(_: int) -> None:
        with pytest.raises(AuditRunning):
            run_audit(filled, actor="b")

    run_audit(filled, actor="a", total=again)


def test_findings_of_the_last_runs_are_kept_and_the_numbers_of_all(filled: Vault) -> None:
    for _ in range(KEPT_RUNS + 2):
        run_audit(filled, actor="a")
    with filled.database.read() as connection:
        kept = [run.kept for run in audit_runs.newest(connection, 100)]
    assert kept == [True] * KEPT_RUNS + [False] * 2


def test_a_name_in_no_encoding_is_kept_as_well(filled: Vault, backend: str) -> None:
    folder = Path(filled.root, "市场部")
    (folder / b"\xff\xfe.txt".decode("utf-8", "surrogateescape")).write_bytes(b"x")
    run = run_audit(filled, actor="a")
    assert any("\\udcff" in row for row in rows(filled, run)), backend


MONTHS = [
    ("运营部/2023/10/周报/运营部-周报-20231111-V1.0.xlsx", "2023-11"),
    ("运营部/2023/10/周报/总结.xlsx", "2023-10"),
    ("运营部/总结 2023.xlsx", None),
    ("20231340.txt", None),
]


@pytest.mark.parametrize(("path", "month"), MONTHS)
def test_the_month_of_a_file(path: str, month: str | None) -> None:
    assert month_of(path) == month
