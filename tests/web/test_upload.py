"""Uploading: piece by piece, by a plain form, and what waits for a right name."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from starlette.testclient import TestClient

from docvault.uploads import Uploads
from tests.web.conftest import WEEKLY, Client, post, token_of
from web.site import Site

NEW = "运营部-周报-20231101-V1.0-十一月第一周.xlsx"
DATA = b"PK\x03\x04" + b"x" * 300_000
BYTES = {"content-type": "application/octet-stream"}


@pytest.fixture
def lin(client: Client) -> TestClient:
    """The scripts of a page of lin's: one session for the page and for them."""
    opened = client("lin")
    opened.headers["x-csrf-token"] = token_of(opened, "/upload")
    opened.headers["accept"] = "application/json"
    return opened


def begun(lin: TestClient, name: str = NEW, size: int = len(DATA)) -> dict[str, Any]:
    answer = lin.post("/uploads", json={"name": name, "size": size, "modified": 1_700_000_000_000})
    assert answer.status_code == 201, answer.text
    return answer.json()


def whole(lin: TestClient, name: str = NEW, data: bytes = DATA) -> dict[str, Any]:
    upload = begun(lin, name, len(data))
    answer = put(lin, upload["id"], 0, data)
    assert answer.status_code == 200, answer.text
    return answer.json()


def put(lin: TestClient, upload: str, offset: int, data: bytes) -> Any:
    headers = {**BYTES, "upload-offset": str(offset)}
    return lin.patch(f"/uploads/{upload}", content=data, headers=headers)


def test_a_file_comes_in_pieces_and_is_checked_in(lin: TestClient, site: Site) -> None:
    upload = begun(lin)
    assert put(lin, upload["id"], 0, DATA[:100_000]).json()["offset"] == 100_000
    head = lin.head(f"/uploads/{upload['id']}")
    assert (head.headers["upload-offset"], head.headers["upload-length"]) == ("100000", "300004")
    last = put(lin, upload["id"], 100_000, DATA[100_000:]).json()
    assert (last["whole"], last["twin"]) == (True, None)
    done = lin.post(f"/uploads/{upload['id']}/check-in", json={"name": NEW, "note": "第一周"})
    assert done.status_code == 201
    version = site.vault.version(site.vault.find(done.json()["document"]))
    assert (version.name, version.actor, version.note) == (NEW, "lin", "第一周")
    assert version.sha256 == hashlib.sha256(DATA).hexdigest()
    assert lin.head(f"/uploads/{upload['id']}").status_code == 404
    assert lin.get("/uploads").json() == {"uploads": []}


def test_a_wrong_offset_is_a_conflict_with_the_right_one(lin: TestClient) -> None:
    upload = begun(lin)
    put(lin, upload["id"], 0, DATA[:10])
    refused = put(lin, upload["id"], 0, DATA[:10])
    assert refused.status_code == 409
    error = refused.json()["error"]
    assert (error["code"], error["offset"]) == ("upload-moved", 10)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"upload-offset": "0", "content-type": "text/plain"}, 400),
        ({"upload-offset": "-1"}, 400),
        ({"upload-offset": "x"}, 400),
        ({}, 400),
    ],
)
def test_what_is_no_piece_is_refused(lin: TestClient, headers: dict[str, str], status: int) -> None:
    upload = begun(lin)
    answer = lin.patch(f"/uploads/{upload['id']}", content=b"x", headers={**BYTES, **headers})
    assert answer.status_code == status


def test_more_than_announced_is_refused(lin: TestClient) -> None:
    upload = begun(lin, size=10)
    assert put(lin, upload["id"], 0, DATA).status_code == 422
    assert lin.head(f"/uploads/{upload['id']}").headers["upload-offset"] == "0"


def test_a_cancelled_upload_is_gone(lin: TestClient) -> None:
    upload = begun(lin)
    assert lin.delete(f"/uploads/{upload['id']}").status_code == 204
    assert lin.delete(f"/uploads/{upload['id']}").status_code == 404


def test_nobody_elses_upload_is_there(lin: TestClient, client: Client) -> None:
    upload = whole(lin)["id"]
    other = client("admin")
    other.headers["x-csrf-token"] = token_of(other, "/upload")
    other.headers["accept"] = "application/json"
    assert other.head(f"/uploads/{upload}").status_code == 404
    assert put(other, upload, len(DATA), b"").status_code == 404
    assert other.delete(f"/uploads/{upload}").status_code == 404
    assert other.post(f"/uploads/{upload}/check-in", json={"name": NEW}).status_code == 404
    assert other.get(f"/upload/{upload}").status_code == 404


def test_without_the_token_nothing_is_taken(client: Client) -> None:
    lin = client("lin", accept="application/json")
    assert lin.post("/uploads", json={"name": NEW, "size": 1}).status_code == 403
    assert lin.patch("/uploads/x", content=b"x", headers=BYTES).status_code == 403


def test_a_wrong_name_is_explained_and_the_bytes_are_kept(lin: TestClient) -> None:
    upload = whole(lin, "十一月 周报.xlsx")["id"]
    refused = lin.post(f"/uploads/{upload}/check-in", json={"name": "十一月 周报.xlsx"})
    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "name-refused"
    assert lin.post(f"/uploads/{upload}/check-in", json={"name": NEW}).status_code == 201


def test_a_version_that_is_there_offers_the_next(lin: TestClient) -> None:
    upload = whole(lin, WEEKLY)["id"]
    refused = lin.post(f"/uploads/{upload}/check-in", json={"name": WEEKLY})
    assert refused.status_code == 409
    assert refused.json()["error"]["next"] == "V2.0"


def test_the_same_content_is_told_with_its_twin(lin: TestClient) -> None:
    first = whole(lin)["id"]
    lin.post(f"/uploads/{first}/check-in", json={"name": NEW})
    again = whole(lin, NEW.replace("1101", "1102"))
    assert again["twin"]["name"] == NEW
    asked = {"name": NEW.replace("1101", "1102")}
    refused = lin.post(f"/uploads/{again['id']}/check-in", json=asked)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "same-content")
    meant = lin.post(f"/uploads/{again['id']}/check-in", json={**asked, "anyway": True})
    assert meant.status_code == 201


def test_a_twin_that_one_may_not_see_is_not_told(lin: TestClient, client: Client) -> None:
    first = whole(lin)["id"]
    lin.post(f"/uploads/{first}/check-in", json={"name": NEW})
    other = client("other")
    other.headers["x-csrf-token"] = token_of(other, "/upload")
    other.headers["accept"] = "application/json"
    name = NEW.replace("运营部", "财务部")
    again = whole(other, name)
    assert again["twin"] is None
    done = other.post(f"/uploads/{again['id']}/check-in", json={"name": name})
    assert done.status_code == 201, done.text


def test_nobody_checks_in_to_another_department(lin: TestClient) -> None:
    upload = whole(lin)["id"]
    asked = {"name": NEW.replace("运营部", "财务部")}
    assert lin.post(f"/uploads/{upload}/check-in", json=asked).status_code == 403
    assert lin.head(f"/uploads/{upload}").status_code == 200


def test_an_upload_revises_a_document(lin: TestClient, site: Site) -> None:
    document = site.vault.find(WEEKLY).id
    upload = whole(lin, "随便什么.xlsx")["id"]
    asked = {"name": "随便什么.xlsx", "document": document, "major": False, "note": "改"}
    done = lin.post(f"/uploads/{upload}/check-in", json=asked).json()
    assert (done["document"], done["version"]) == (document, "V1.1")


# ---- without JavaScript


def send(client: TestClient, *names: str, note: str = "") -> Any:
    files = [("file", (name, DATA + name.encode())) for name in names]
    data = {"csrf": token_of(client, "/upload"), "note": note}
    return client.post("/upload", data=data, files=files)


def test_a_plain_form_checks_in(client: Client, site: Site) -> None:
    answer = send(client("lin"), NEW, note="表单")
    document = site.vault.find(NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/documents/{document.id}")
    assert site.vault.version(document).note == "表单"


def test_files_of_a_form_that_are_refused_wait_for_a_name(client: Client, site: Site) -> None:
    lin = client("lin")
    answer = send(lin, NEW, "十一月 周报.xlsx", WEEKLY)
    assert (answer.status_code, answer.headers["location"]) == (303, "/upload")
    assert site.vault.find(NEW)
    shown = lin.get("/upload").text
    assert "十一月 周报.xlsx" in shown
    assert WEEKLY.replace("V1.0", "V2.0") in shown
    assert len(Uploads(site.vault, "lin").every()) == 2


def test_a_waiting_file_is_named_by_the_form(client: Client, site: Site) -> None:
    lin = client("lin")
    where = send(lin, "IMG_1.pdf").headers["location"]
    assert where.startswith("/upload/")
    assert "IMG_1.pdf" in lin.get(where).text
    parts = {
        "scheme": "operations",
        "department": "运营部",
        "type": "周报",
        "date": "2023-11-02",
        "version": "V1.0",
        "title": "现场: 照片",
        "extension": "pdf",
    }
    preview = post(lin, where, {**parts, "act": "preview"})
    assert "运营部-周报-20231102-V1.0-现场照片.pdf" in preview.text
    done = post(lin, where, {**parts, "act": "check-in", "note": "由表单命名"})
    assert done.status_code == 303, done.text
    assert site.vault.find("运营部-周报-20231102-V1.0-现场照片.pdf")
    assert lin.get(where).status_code == 404


def test_a_waiting_file_is_given_up(client: Client, site: Site) -> None:
    lin = client("lin")
    where = send(lin, "IMG_1.pdf").headers["location"]
    assert post(lin, where, {"act": "cancel"}).headers["location"] == "/upload"
    assert Uploads(site.vault, "lin").every() == []


def test_a_name_that_is_refused_again_is_told_on_the_page(client: Client) -> None:
    lin = client("lin")
    where = send(lin, "IMG_1.pdf").headers["location"]
    answer = post(lin, where, {"name": WEEKLY.replace("xlsx", "exe")})
    assert answer.status_code == 422
    assert "IMG_1.pdf" in answer.text


def test_a_form_without_the_token_stores_nothing(client: Client, site: Site) -> None:
    lin = client("lin")
    answer = lin.post("/upload", files={"file": (NEW, DATA)})
    assert answer.status_code == 403
    assert list(site.vault.staging.iterdir()) == []


def test_a_form_without_a_file_says_so(client: Client) -> None:
    answer = send(client("lin"))
    assert answer.status_code in {303, 400}


@pytest.mark.parametrize("name", ["lin", "other", "vice", "registrar", "admin"])
def test_the_page_is_there_for_everybody(client: Client, name: str) -> None:
    for url in ("/upload", "/upload/tray", "/names/form?name=x.pdf"):
        assert client(name).get(url).status_code == 200


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>.docx", 'a"><img src=x>.docx'])
def test_a_name_is_never_markup(client: Client, evil: str) -> None:
    lin = client("lin")
    where = send(lin, evil).headers["location"]
    for url in (where, "/upload"):
        shown = lin.get(url).text
        assert "<script>alert" not in shown
        assert "<img" not in shown
