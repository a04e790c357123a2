"""Checking names before anything is uploaded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import WEEKLY, Client, token_of

RIGHT = "运营部-周报-20231106-V1.0-第一周.xlsx"


@pytest.fixture
def lin(client: Client) -> TestClient:
    opened = client("lin")
    opened.headers["x-csrf-token"] = token_of(opened, "/upload")
    return opened


def check(client: TestClient, *files: dict[str, Any]) -> list[dict[str, Any]]:
    answer = client.post("/names/check", json={"files": files})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["files"]
    return found


def test_a_right_name_is_told_where_it_goes(lin: TestClient) -> None:
    (found,) = check(lin, {"name": RIGHT})
    assert (found["state"], found["place"]) == ("right", "运营部/2023/11/周报")
    assert found["document"] is None


def test_a_wrong_one_is_explained_with_what_would_do(lin: TestClient) -> None:
    (found,) = check(lin, {"name": "运营部 周报 2023.11.6 第一周.xlsx"})
    assert found["state"] == "wrong"
    assert found["problems"]
    assert found["suggestion"] == RIGHT


def test_a_version_that_is_there_offers_the_next(lin: TestClient) -> None:
    (found,) = check(lin, {"name": WEEKLY})
    assert found["state"] == "conflict"
    assert found["suggestion"] == WEEKLY.replace("V1.0", "V2.0")
    assert found["document"]["current"] == "V1.0"


def test_a_suggestion_follows_the_document_there_is(lin: TestClient) -> None:
    (found,) = check(lin, {"name": WEEKLY.replace("-", " ")})
    assert found["suggestion"] == WEEKLY.replace("V1.0", "V2.0")


def test_another_department_is_not_allowed(lin: TestClient) -> None:
    (found,) = check(lin, {"name": RIGHT.replace("运营部", "财务部")})
    assert found["state"] == "not-allowed"
    assert found["why"]


def test_no_two_are_suggested_the_same_name(lin: TestClient) -> None:
    names = ["运营部 周报 20231106 第一周.xlsx", "运营部_周报_20231106_第一周.xlsx"]
    found = check(lin, *({"name": name, "folders": ["a"]} for name in names))
    assert len({each["suggestion"] for each in found}) == 2


def test_folders_and_dates_tell_what_the_name_does_not(lin: TestClient) -> None:
    asked = {"name": "第一周.xlsx", "folders": ["周报"], "modified": 1_699_250_400_000}
    (found,) = check(lin, asked)
    assert found["suggestion"] == RIGHT


def test_parts_become_a_name(lin: TestClient) -> None:
    parts = {
        "scheme": "operations",
        "department": "运营部",
        "type": "周报",
        "date": "2023-11-06",
        "version": "V1.0",
        "title": "第一周/总结?",
        "extension": "xlsx",
    }
    (found,) = check(lin, {"parts": parts})
    assert (found["state"], found["name"]) == ("right", RIGHT.replace("第一周", "第一周总结"))
    (missing,) = check(lin, {"parts": {**parts, "date": ""}})
    assert [each["part"] for each in missing["problems"]] == ["date"]


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "x" * 2000},
        {"name": "x.docx", "modified": 10**30},
        {"name": "x.docx", "folders": ["x"] * 100},
        {"parts": {"scheme": "none", "date": "9999-99-99", "version": "V99999", "title": "\x00"}},
        {"parts": {}},
        {"name": "\udcff.docx"},
        {"name": ""},
    ],
)
def test_nonsense_is_answered(lin: TestClient, asked: dict[str, Any]) -> None:
    body = json.dumps({"files": [asked]})  # also what UTF-8 cannot say
    headers = {"content-type": "application/json"}
    answer = lin.post("/names/check", content=body, headers=headers)
    assert answer.status_code in {200, 400}


def test_the_form_offers_only_where_one_may(lin: TestClient, client: Client) -> None:
    form = lin.get("/names/form", params={"name": "x.pdf"}).text
    assert 'value="运营部"' in form
    assert 'value="财务部"' not in form
    assert 'value="filing"' not in form
    assert 'value="filing"' in client("registrar").get("/names/form").text
    assert "You may not check in anywhere" in client("vice").get("/names/form").text
