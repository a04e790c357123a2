"""Search, names, audit: what the command line says, over HTTP."""

from __future__ import annotations

import pytest

from tests.web.api.conftest import API, Program
from tests.web.conftest import WEEKLY
from web.site import Site


def test_what_is_found_may_be_read(program: Program, indexed: Site) -> None:
    registrar = program("registrar").get(f"{API}/search", params={"q": "周报"}).json()
    assert registrar["total"] == len({hit["document"] for hit in registrar["hits"]}) > 0
    other = program("other").get(f"{API}/search", params={"q": "部门:运营部"}).json()
    assert other["total"] == 0
    assert other["hits"] == []


def test_documents_can_be_listed_by_what_is_in_them(program: Program, indexed: Site) -> None:
    asked = {"q": "总结 或 周报", "department": "运营部", "type": "周报"}
    documents = program("lin").get(f"{API}/documents", params=asked).json()["documents"]
    assert documents
    assert {(each["department"], each["type"]) for each in documents} == {("运营部", "周报")}


def test_a_search_goes_on_where_its_cursor_says(program: Program, indexed: Site) -> None:
    registrar = program("registrar")
    asked: dict[str, object] = {"q": "部", "sort": "name", "limit": 5}
    whole = registrar.get(f"{API}/search", params={**asked, "limit": 1000}).json()["hits"]
    paged: list[object] = []
    while True:
        page = registrar.get(f"{API}/search", params=asked).json()
        paged += page["hits"]
        if page["cursor"] is None:
            break
        asked["cursor"] = page["cursor"]
    assert [hit["name"] for hit in paged] == [hit["name"] for hit in whole]
    wrong = registrar.get(f"{API}/search", params={"q": "部", "cursor": "x"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "cursor-invalid")


def test_names_are_checked_before_anything_is_sent(program: Program) -> None:
    names = [WEEKLY, "运营部 周报 20231011 V1.0 总结.txt", "notes", "", "../x.txt", "a\x00b"]
    answer = program("lin").post(f"{API}/names/check", json={"names": names})
    assert answer.status_code == 200
    said = answer.json()
    assert said["checked"] == len(names)
    assert [each["compliant"] for each in said["names"]] == [
        True,
        False,
        False,
        False,
        False,
        False,
    ]
    assert said["names"][0]["folder"] == "运营部/2023/10/周报"
    assert said["names"][1]["suggestion"] == "运营部-周报-20231011-V1.0-总结.txt"
    assert {each["path"] for each in said["findings"]} == set(names[1:])


@pytest.mark.parametrize(
    "body", [{}, {"names": []}, {"names": ["a"] * 1001}, {"names": "a"}, {"names": [1]}, []]
)
def test_what_is_no_list_of_names_is_refused(program: Program, body: object) -> None:
    answer = program("lin").post(f"{API}/names/check", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad-argument"


def test_the_audit_is_for_those_who_oversee(program: Program, site: Site) -> None:
    (site.vault.root / "运营部" / "loose file.txt").write_bytes(b"x")
    for name in ("lin", "head", "vice", "manager"):
        assert program(name).get(f"{API}/audit").status_code == 403
    for name in ("registrar", "admin"):
        found = program(name).get(f"{API}/audit").json()
        assert found["checked"] > 0
        assert "运营部/loose file.txt" in {each["path"] for each in found["findings"]}


def test_a_part_of_the_vault_can_be_audited(program: Program, site: Site) -> None:
    folder = site.vault.find(WEEKLY).folder
    found = program("registrar").get(f"{API}/audit", params={"path": folder}).json()
    assert all(each["path"].startswith(f"{folder}/") for each in found["findings"])
