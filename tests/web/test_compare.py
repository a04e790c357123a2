"""Two versions side by side: what differs is marked, what is equal is folded, nothing can run."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from docvault import vault as vaults
from docvault.looking import looks_at
from docvault.model.version import Version
from tests.docvault.extract import office
from tests.web.conftest import REVISED, WEEKLY, Client
from web.site import Site


def revised(site: Site, tmp_path: Path, old: str, new: str) -> Version:
    """Check in a document and its revision; return the first version."""
    path = tmp_path / "运营部-周报-20231012-V1.0-比较.txt"
    path.write_text(old, "utf-8")
    version = vaults.add(site.vault, path, actor="lin")
    path.write_text(new, "utf-8")
    vaults.revise(site.vault, version.document, path, actor="lin", note="改")
    return version


def compared(client: TestClient, url: str) -> str:
    for _ in range(20):
        answer = client.get(url)
        if answer.status_code != 202:
            break
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_words_that_differ_are_marked(site: Site, client: Client, tmp_path: Path) -> None:
    old = "".join(f"第{number}条\n" for number in range(60))
    new = old.replace("第30条", "第30条<b>").replace("第59条\n", "")
    version = revised(site, tmp_path, old, new)
    page = compared(client("lin"), f"/documents/{version.document}/compare")
    assert "<mark>&lt;b&gt;</mark>" in page
    assert "<b>" not in page
    assert "1 line changed" in page
    assert "1 line removed" in page
    assert "<summary>27 equal lines</summary>" in page
    assert page.count('class="hunk"') == 2


def test_the_last_two_versions_are_compared_unless_others_are_asked_for(
    site: Site, client: Client
) -> None:
    document = site.vault.find(REVISED)
    url = f"/documents/{document.id}/compare"
    for query, chosen in (("", ("V3.0", "V4.0")), ("?from=V1.0&to=V2.0", ("V1.0", "V2.0"))):
        page = compared(client("admin"), url + query)
        for number in chosen:
            assert f'<option value="{number}" selected>' in page
    assert {look.number for look in looks_at(site.vault, document)} == {
        *("V1.0", "V2.0", "V3.0", "V4.0")
    }


def test_equal_texts_are_said_to_be_equal(site: Site, client: Client) -> None:
    document = site.vault.find(WEEKLY)
    page = compared(client("admin"), f"/documents/{document.id}/compare")
    assert "the same file, byte for byte" in page


def test_cells_of_a_workbook_are_told_apart(site: Site, client: Client, tmp_path: Path) -> None:
    path = tmp_path / "运营部-周报-20231012-V1.0-比较.xlsx"
    office.workbook(path, {"表": [["姓名", "金额"], ["张三", 100]]})
    version = vaults.add(site.vault, path, actor="lin")
    office.workbook(path, {"表": [["姓名", "金额"], ["张三", 250]]})
    vaults.revise(site.vault, version.document, path, actor="lin", note="改")
    page = compared(client("lin"), f"/documents/{version.document}/compare")
    assert '张三<span class="cell"></span><mark>100</mark>' in page
    assert '张三<span class="cell"></span><mark>250</mark>' in page


def test_what_has_no_text_says_so(site: Site, client: Client, tmp_path: Path) -> None:
    path = tmp_path / "运营部-周报-20231012-V1.0-比较.zip"
    path.write_bytes(b"PK")
    version = vaults.add(site.vault, path, actor="lin")
    page = compared(client("lin"), f"/documents/{version.document}/compare")
    assert "there is no text to compare" in page


@pytest.mark.parametrize("query", ["?from=V9.0", "?to=nothing"])
def test_a_version_that_is_not_there(query: str, site: Site, client: Client) -> None:
    document = site.vault.find(REVISED)
    assert client("admin").get(f"/documents/{document.id}/compare{query}").status_code == 404
    assert client("other").get(f"/documents/{document.id}/compare{query}").status_code == 404


def test_a_page_stays_small_whatever_differs(site: Site, client: Client, tmp_path: Path) -> None:
    old = "".join(f"第{number}条\n" for number in range(30_000))
    version = revised(site, tmp_path, old, old.replace("条", "款"))
    page = compared(client("lin"), f"/documents/{version.document}/compare")
    assert "30000 lines changed" in page
    assert "28000 more lines differ" in page
    assert len(page) < 2_000_000
