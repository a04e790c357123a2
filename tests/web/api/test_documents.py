"""Documents over HTTP: listed, checked in, revised; what is asked twice is done once."""

from __future__ import annotations

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.cli.conftest import PROGRAM
from tests.web.api.conftest import API, Program
from tests.web.conftest import REVISED, WEEKLY
from web.site import Site

NEW = "运营部-周报-20240102-V1.0-新年第一周.txt"


def send(client: TestClient, file: str = NEW, data: bytes = b"one", **more: object):
    headers = more.pop("headers", {})
    return client.post(f"{API}/documents", files={"file": (file, data)}, data=more, headers=headers)


def id_of(site: Site, name: str) -> str:
    return site.vault.find(name).id


def test_a_document_is_checked_in_and_found_where_the_answer_says(program: Program) -> None:
    lin = program("lin")
    answer = send(lin, note="第一版")
    assert answer.status_code == 201
    made = answer.json()
    assert made["name"] == NEW
    assert made["path"] == f"运营部/2024/01/周报/{NEW}"
    document = lin.get(answer.headers["location"])
    assert document.json()["note"] == "第一版"
    assert document.headers["etag"] == '"V1.0"'


def test_the_name_may_be_given_beside_the_file(program: Program) -> None:
    answer = send(program("lin"), "scan.txt", name=NEW)
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("notes.txt", 422, "name-refused"), (WEEKLY, 409, "version-conflict")],
)
def test_what_cannot_be_checked_in_is_said(
    program: Program, name: str, status: int, code: str
) -> None:
    answer = send(program("lin"), name)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code


def test_a_wrong_name_comes_back_with_findings_and_a_suggestion(program: Program) -> None:
    error = send(program("lin"), "运营部 周报 20240102 V1.0 总结.txt").json()["error"]
    assert error["suggestion"] == "运营部-周报-20240102-V1.0-总结.txt"
    assert {"rule", "message", "severity"} <= set(error["findings"][0])


def test_another_departments_place_is_not_for_everybody(program: Program) -> None:
    answer = send(program("other"))
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "not-allowed"


def test_a_form_without_a_file_is_told_what_is_missing(program: Program) -> None:
    answer = program("lin").post(f"{API}/documents", files={"other": ("a.txt", b"x")})
    assert answer.status_code == 400
    assert answer.json()["error"]["argument"] == "file"


def test_pages_of_a_list_join_without_gap_or_repetition(program: Program) -> None:
    registrar = program("registrar")
    whole = registrar.get(f"{API}/documents").json()
    assert whole["cursor"] is None
    paged, cursor = [], None
    while True:
        params = {"limit": 7} | ({"cursor": cursor} if cursor else {})
        page = registrar.get(f"{API}/documents", params=params).json()
        paged += page["documents"]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert paged == whole["documents"]


def test_a_list_holds_what_may_be_read_and_nothing_else(program: Program) -> None:
    documents = program("lin").get(f"{API}/documents").json()["documents"]
    assert documents
    assert {each["department"] for each in documents if each["level"] != "公开"} == {"运营部"}


def test_a_list_is_filtered_by_codes_that_exist(program: Program) -> None:
    lin = program("lin")
    weekly = lin.get(f"{API}/documents", params={"type": "周报"}).json()["documents"]
    assert {each["type"] for each in weekly} == {"周报"}
    wrong = lin.get(f"{API}/documents", params={"department": "nobody"})
    assert wrong.status_code == 400
    assert "运营部" in wrong.json()["error"]["allowed"]


def test_the_command_line_prints_the_same_shape(program: Program, site: Site) -> None:
    answered = program("registrar").get(f"{API}/documents").json()["documents"]
    line = ["--vault", site.vault.root, "--json", "--actor", "registrar", "list"]
    done = subprocess.run([PROGRAM, *line], stdout=subprocess.PIPE, check=True)
    assert json.loads(done.stdout) == answered


def test_a_document_of_others_is_not_there(program: Program, site: Site) -> None:
    place = f"{API}/documents/{id_of(site, WEEKLY)}"
    assert program("lin").get(place).status_code == 200
    for path in (place, f"{place}/versions", f"{place}/versions/V1.0/content"):
        hidden = program("other").get(path)
        missing = program("other").get(path.replace(id_of(site, WEEKLY), "0" * 16))
        assert hidden.status_code == missing.status_code == 404
        assert hidden.json()["error"]["code"] == missing.json()["error"]["code"]


def test_a_history_names_every_version(program: Program, site: Site) -> None:
    place = f"{API}/documents/{id_of(site, REVISED)}/versions"
    versions = program("registrar").get(place).json()["versions"]
    assert [each["version"] for each in versions] == ["V4.0", "V3.0", "V2.0", "V1.0"]
    assert versions[0]["state"] == "current"
    one = program("registrar").get(f"{place}/v2.0").json()
    assert one == versions[2]


def revise(client: TestClient, site: Site, data: bytes, **headers: str):
    place = f"{API}/documents/{id_of(site, WEEKLY)}/versions"
    return client.post(place, files={"file": ("any.xlsx", data)}, headers=headers)


def test_a_revision_is_named_by_docvault(program: Program, site: Site) -> None:
    answer = revise(program("lin"), site, b"two")
    assert answer.status_code == 201
    assert answer.json()["name"] == WEEKLY.replace("V1.0", "V2.0")
    assert answer.headers["location"].endswith("/versions/V2.0")


def test_a_revision_of_what_has_moved_on_is_refused(program: Program, site: Site) -> None:
    lin = program("lin")
    assert revise(lin, site, b"two", **{"if-match": '"V1.0"'}).status_code == 201
    late = revise(lin, site, b"three", **{"if-match": '"V1.0"'})
    assert late.status_code == 412
    assert late.json()["error"]["code"] == "version-moved"
    assert late.json()["error"]["current"] == "V2.0"


def warm(clients: list[TestClient]) -> list[TestClient]:
    """Let each have its application whole: routes are made with the first request."""
    for client in clients:
        client.get(f"{API}/documents")
        send(client, "x", headers={"authorization": "none"})
    return clients


def test_of_many_revisions_from_one_version_one_is_taken(program: Program, site: Site) -> None:
    clients = warm([program("lin") for _ in range(6)])

    def sent(number: int) -> int:
        return revise(clients[number], site, b"%d" % number, **{"if-match": '"V1.0"'}).status_code

    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(sent, range(6)))
    assert statuses == [201, 412, 412, 412, 412, 412]


def test_the_same_bytes_are_no_revision_where_that_is_asked(program: Program, site: Site) -> None:
    lin = program("lin")
    data = b"".join(site.vault.bytes_of(site.vault.version(site.vault.find(WEEKLY)), "运营部"))
    place = f"{API}/documents/{id_of(site, WEEKLY)}/versions"
    asked = lin.post(place, files={"file": ("a.xlsx", data)}, data={"unchanged": "false"})
    assert asked.status_code == 409
    assert revise(lin, site, data).status_code == 201


def test_a_request_with_a_key_is_done_once(program: Program) -> None:
    lin = program("lin")
    first = send(lin, headers={"idempotency-key": "k1"})
    again = send(lin, headers={"idempotency-key": "k1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.headers["location"] == again.headers["location"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"


def test_a_key_is_for_one_request_and_one_user(program: Program) -> None:
    lin = program("lin")
    send(lin, headers={"idempotency-key": "k1"})
    other = send(lin, data=b"other bytes", headers={"idempotency-key": "k1"})
    assert other.status_code == 422
    assert other.json()["error"]["code"] == "key-used-otherwise"
    assert send(program("head"), headers={"idempotency-key": "k1"}).status_code == 409


def test_what_failed_may_be_tried_again_with_its_key(program: Program) -> None:
    lin = program("lin")
    assert send(lin, "notes.txt", headers={"idempotency-key": "k"}).status_code == 422
    assert send(lin, headers={"idempotency-key": "k"}).status_code == 201


def test_the_same_request_many_times_at_once_is_done_once(program: Program, site: Site) -> None:
    clients = warm([program("lin") for _ in range(6)])
    with ThreadPoolExecutor(6) as pool:
        statuses = list(
            pool.map(lambda one: send(one, headers={"idempotency-key": "k"}).status_code, clients)
        )
    assert set(statuses) <= {201, 409}
    assert len(site.vault.history(site.vault.find(NEW))) == 1


@pytest.mark.parametrize("key", ["", "a b", "x" * 201])
def test_a_key_that_is_none_is_refused(program: Program, key: str) -> None:
    assert send(program("lin"), headers={"idempotency-key": key}).status_code == 400


def test_nothing_is_left_in_the_staging_folder(program: Program, site: Site) -> None:
    lin = program("lin")
    send(lin)
    send(lin, "notes.txt")
    assert [path for path in Path(site.vault.staging).iterdir() if path.is_file()] == []
