"""Compliance in the browser: figures, findings, names put right, and who may see what."""

from __future__ import annotations

import csv
import io
import re
import shutil
import time
from pathlib import Path

import openpyxl
import pytest

from docvault.compliance import run_audit
from docvault.database import audit_findings, audit_runs
from docvault.database.audit_findings import Wanted
from docvault.model.audit_run import AuditCounts, AuditRun, RuleCount
from docvault.vault import Vault
from naming_rules.finding import Finding, Severity
from naming_rules.language import Text
from tests.docvault.conftest import put
from tests.web.conftest import Client, post
from tests.web.jobs import finished
from web.site import Site

WRONG = "市场部/2023/11/市场部-活动方案-20231108-V1.0-年终 促销.txt"
HOSTILE = "市场部/<img src=x onerror=alert(1)>&\"' 总结.txt"
FOUND = {WRONG: b"1", HOSTILE: b"2", "运营部/=cmd 周报.txt": b"3", "财务部/无名.txt": b"4"}


@pytest.fixture(scope="module")
def _audited_vault(_sample_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample vault with wrong names in it and one audit: made once, it reads every file."""
    root = tmp_path_factory.mktemp("audited") / "vault"
    shutil.copytree(_sample_vault, root, symlinks=True)
    put(root, **FOUND)
    with Vault.open(root) as vault:
        run_audit(vault, actor="registrar")
    return root


@pytest.fixture
def template(request: pytest.FixtureRequest) -> Path:
    name = "_audited_vault" if "run" in request.fixturenames else "_sample_vault"
    return Path(request.getfixturevalue(name))


@pytest.fixture
def vault(site: Site) -> Vault:
    put(site.vault.root, **FOUND)
    return site.vault


@pytest.fixture
def run(vault: Vault) -> AuditRun:
    """The one audit there was."""
    with vault.database.read() as connection:
        [found] = audit_runs.newest(connection)
    return found


def test_before_the_first_audit_the_page_says_what_to_do(client: Client) -> None:
    assert "No audit has been run yet" in client("registrar").get("/compliance").text


def test_an_audit_is_run_and_its_figures_shown(client: Client, vault: Vault) -> None:
    registrar = client("registrar")
    done = finished(registrar, post(registrar, "/compliance/runs"))
    assert done.headers["location"] == "/compliance"
    shown = registrar.get("/compliance").text
    assert "The audit is done" in shown
    assert "市场部" in shown
    assert "<svg" in shown
    with vault.database.read() as connection:
        [latest] = audit_runs.newest(connection)
    assert f"{100 * (latest.counts.share or 0):.1f}%" in shown


def test_a_second_audit_shows_what_is_new_and_what_is_gone(
    client: Client, vault: Vault, run: AuditRun
) -> None:
    (vault.root / WRONG).unlink()
    run_audit(vault, actor="registrar")
    registrar = client("registrar")
    shown = registrar.get("/compliance").text
    assert "/compliance/gone" in shown
    assert "From audit to audit" in shown
    assert "年终 促销" in registrar.get("/compliance/gone").text
    assert "年终 促销" not in registrar.get("/compliance/findings").text


@pytest.mark.parametrize(
    "query",
    ["", "?department=市场部", "?rule=whitespace", "?severity=error", "?folder=市场部/2023"],
)
def test_findings_are_filtered(client: Client, run: AuditRun, query: str) -> None:
    shown = client("registrar").get(f"/compliance/findings{query}").text
    assert "年终 促销" in shown
    assert ("无名" in shown) == (query in {"", "?severity=error"})


def test_what_a_suggestion_leaves_open_is_told_in_words(client: Client, run: AuditRun) -> None:
    registrar = client("registrar", **{"accept-language": "zh"})
    shown = registrar.get("/compliance/findings?department=财务部").text
    assert "财务部-[文件类型]-" in shown
    assert "{type}" not in shown


@pytest.mark.parametrize("query", ["severity=awful", "after=-1", "after=9999999999999", "rule=%00"])
def test_a_wrong_filter_is_refused(client: Client, run: AuditRun, query: str) -> None:
    assert client("registrar").get(f"/compliance/findings?{query}").status_code == 400


def test_a_finding_has_a_page_with_its_rule_and_what_to_do(client: Client, run: AuditRun) -> None:
    registrar = client("registrar")
    listed = registrar.get("/compliance/findings?rule=whitespace").text
    link = re.search(r'href="(/compliance/findings/\d+/\d+)"', listed)
    assert link
    shown = registrar.get(link[1]).text
    assert "Build a right name" in shown
    assert "/names/form?" in shown
    assert "<code>whitespace</code>" in shown


def test_a_finding_of_a_document_leads_to_it(client: Client, vault: Vault) -> None:
    path = next(path for path in (vault.root / "运营部").rglob("*.xlsx"))
    path.write_bytes(b"changed")
    run_audit(vault, actor="registrar")
    registrar = client("registrar")
    listed = registrar.get("/compliance/findings?rule=changed-on-disk").text
    link = re.search(r'href="(/compliance/findings/\d+/\d+)"', listed)
    assert link
    assert re.search(r'href="/documents/[0-9a-f]{16}"', registrar.get(link[1]).text)


@pytest.mark.parametrize("path", ["/compliance/findings/999999/1", "/compliance/rules/none"])
def test_what_is_not_there(client: Client, run: AuditRun, path: str) -> None:
    assert client("registrar").get(path).status_code == 404


def test_every_rule_has_a_page(client: Client) -> None:
    assert "wrong-folder" in client("registrar").get("/compliance/rules/wrong-folder").text


# ---- names are only names


def test_names_are_never_html(client: Client, run: AuditRun, vault: Vault) -> None:
    registrar = client("registrar")
    pages = ["/compliance", "/compliance/findings"]
    with vault.database.read() as connection:
        found = audit_findings.page(connection, run.id, Wanted(department="市场部"), limit=99)
    pages += [f"/compliance/findings/{one.run}/{one.seq}" for one in found]
    plan = finished(registrar, post(registrar, "/compliance/fix")).headers["location"]
    for page in [*pages, plan, "/compliance/export?form=html"]:
        text = registrar.get(page).text
        assert "<img src=x" not in text, page
    assert "&lt;img src=x" in registrar.get("/compliance/findings").text


def test_a_workbook_holds_text_and_no_formula(client: Client, run: AuditRun) -> None:
    answer = client("registrar").get("/compliance/export?form=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert all(cell.data_type == "s" for cell in cells)
    assert any("=cmd" in str(cell.value) for cell in cells)
    assert "attachment" in answer.headers["content-disposition"]


def test_csv_is_safe_in_a_spreadsheet(client: Client, site: Site) -> None:
    finding = Finding("whitespace", "=1+1.txt", Text("@x", "-x"), Severity.ERROR, "\t+1")
    _kept(site.vault, [finding])
    text = client("registrar").get("/compliance/export?form=csv").content.decode("utf-8-sig")
    [row] = list(csv.reader(io.StringIO(text)))[1:]
    assert not [cell for cell in row if cell[:1] in "=+-@\t" and cell]


def test_sarif_holds_what_the_page_holds(client: Client, run: AuditRun) -> None:
    registrar = client("registrar")
    sarif = registrar.get("/compliance/export?form=sarif&rule=whitespace").json()
    assert {one["ruleId"] for one in sarif["runs"][0]["results"]} == {"whitespace"}


# ---- who


@pytest.mark.parametrize("name", ["lin", "other", "vice", "manager"])
@pytest.mark.parametrize("path", ["", "/findings", "/gone", "/export?form=csv", "/fix"])
def test_others_see_nothing(client: Client, run: AuditRun, name: str, path: str) -> None:
    assert client(name).get(f"/compliance{path}").status_code == 403


def test_a_head_sees_the_departments_part(client: Client, run: AuditRun, vault: Vault) -> None:
    head = client("head")
    assert "年终 促销" not in head.get("/compliance/findings").text
    assert "年终 促销" not in head.get("/compliance/findings?department=市场部").text
    assert "=cmd" in head.get("/compliance/findings").text
    assert "市场部" not in head.get("/compliance").text
    csv_ = head.get("/compliance/export?form=csv&department=市场部").text
    assert "=cmd" in csv_
    assert "市场部" not in csv_
    with vault.database.read() as connection:
        [other, *_] = audit_findings.page(connection, run.id, Wanted(department="市场部"), limit=1)
    assert head.get(f"/compliance/findings/{other.run}/{other.seq}").status_code == 404


@pytest.mark.parametrize("url", ["/compliance/runs", "/compliance/fix", "/compliance/fix/undo"])
@pytest.mark.parametrize("name", ["head", "lin"])
def test_a_head_changes_nothing(client: Client, name: str, url: str) -> None:
    assert post(client(name), url).status_code == 403


# ---- names put right


def test_a_plan_is_looked_at_carried_out_and_taken_back(client: Client, vault: Vault) -> None:
    registrar = client("registrar")
    plan = finished(registrar, post(registrar, "/compliance/fix")).headers["location"]
    shown = registrar.get(plan).text
    assert "年终 促销" in shown
    assert "Left to a person" in shown
    assert (vault.root / WRONG).exists()
    done = finished(registrar, post(registrar, f"{plan}/apply"))
    assert done.headers["location"] == "/compliance/fix"
    assert not (vault.root / WRONG).exists()
    assert registrar.get(plan).status_code == 404
    finished(registrar, post(registrar, "/compliance/fix/undo"))
    assert (vault.root / WRONG).exists()


def test_a_plan_for_one_folder(client: Client, vault: Vault) -> None:
    registrar = client("registrar")
    begun = post(registrar, "/compliance/fix", {"under": "财务部"})
    shown = registrar.get(finished(registrar, begun).headers["location"]).text
    assert "无名" in shown
    assert "年终" not in shown
    for folder in ("../..", "没有", ".docvault"):
        assert post(registrar, "/compliance/fix", {"under": folder}).status_code in {400, 404}


# ---- many


def _kept(vault: Vault, findings: list[Finding]) -> AuditRun:
    with vault.database.write() as connection:
        run = audit_runs.begin(connection, vault.now(), "registrar")
        audit_findings.add(connection, run, 1, findings)
        rules = tuple(
            RuleCount(department, rule, Severity(severity), count, fresh)
            for department, rule, severity, count, fresh in audit_findings.by_rule(connection, run)
        )
        counts = AuditCounts(rules=rules)
        audit_runs.finish(connection, run, vault.now(), len(findings), counts)
        made = audit_runs.one(connection, run)
    assert made
    return made


def test_ten_thousand_findings_are_paged_without_waiting(client: Client, site: Site) -> None:
    _kept(
        site.vault,
        [
            Finding("whitespace", f"运营部/文件 {n}.txt", Text("空格", "blank"), Severity.ERROR)
            for n in range(10_000)
        ],
    )
    registrar = client("registrar")
    registrar.get("/compliance/findings")
    for query in ("", "?after=9800", "?rule=whitespace&after=5000", "?folder=运营部&after=5000"):
        begin = time.perf_counter()
        shown = registrar.get(f"/compliance/findings{query}").text
        assert time.perf_counter() - begin < 1.0, query
        assert shown.count('class="what"') == 100
        assert "10,000" in shown
