"""Share links over HTTP: told once, listed, revoked; what is asked twice is done once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from docvault.sharing.keys import Link
from docvault.sharing.opening import Claim, open_to_download
from docvault.sharing.trail import Visitor
from tests.web.api.conftest import API, Program
from tests.web.conftest import REVISED, WEEKLY
from web.site import Site

PARTNER = Visitor("203.0.113.7", "a browser")


@pytest.fixture
def document(site: Site) -> str:
    return site.vault.find(WEEKLY).id


def make(client: TestClient, *documents: str, key: str = "", **more: object) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    body = {"documents": documents, "mode": "download", **more}
    return client.post(f"{API}/shares", json=body, headers=headers)


def link_of(url: str) -> Link:
    found = re.fullmatch(r"http://testserver/s/([\w-]{22})#([\w-]{48})", url)
    assert found, url
    return Link.parse(found[1], found[2])


def test_a_link_is_made_that_opens(program: Program, site: Site, document: str) -> None:
    lin = program("lin")
    answer = make(lin, document, recipient="Acme", max_opens=3)
    assert answer.status_code == 201
    made = answer.json()
    assert {"id", "url", "expires"} <= made.keys()
    link = link_of(made["url"])
    open_to_download(site.vault, link.sid, Claim(link.auth), PARTNER)
    told = lin.get(answer.headers["location"]).json()
    assert "url" not in told
    assert [each["event"] for each in told["events"]] == ["opened", "created"]
    assert (told["opens"], told["events"][0]["address"]) == (1, PARTNER.address)
    [listed] = lin.get(f"{API}/shares").json()["shares"]
    assert (listed["id"], listed["last_opened_at"]) == (made["id"], told["last_opened_at"])
    assert link.token not in lin.get(f"{API}/shares").text


def test_asked_twice_it_is_made_once_and_told_once(
    program: Program, site: Site, document: str
) -> None:
    lin = program("lin")
    first = make(lin, document, key="k1", password="correct horse")
    again = make(lin, document, key="k1", password="correct horse")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == {**first.json(), "url": None}
    assert len(lin.get(f"{API}/shares").json()["shares"]) == 1
    other = make(lin, document, key="k1", password="correct horse", days=3)
    assert other.json()["error"]["code"] == "key-used-otherwise"
    token = link_of(first.json()["url"]).token.encode()
    for path in Path(site.vault.root).rglob("*"):
        assert not path.is_file() or token not in path.read_bytes(), path


def test_a_link_is_extended_and_revoked(program: Program, document: str) -> None:
    lin = program("lin")
    made = make(lin, document).json()
    place = f"{API}/shares/{made['id']}"
    longer = lin.post(f"{place}/extend", json={"days": 20})
    assert longer.json()["expires"] > made["expires"]
    assert lin.post(f"{place}/extend", json={"days": 400}).status_code == 400
    gone = lin.delete(place)
    assert (gone.status_code, gone.json()["state"]) == (200, "revoked")
    assert gone.json()["erased_at"]
    assert lin.delete(place).json()["state"] == "revoked"
    assert lin.post(f"{place}/extend", json={"days": 2}).json()["error"]["code"] == "share-over"
    assert lin.delete(f"{API}/shares/none").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"days": 0}, 400),
        ({"days": "7"}, 400),
        ({"days": 10**12}, 400),
        ({"max_opens": 0}, 400),
        ({"password": "short"}, 400),
        ({"mode": "edit"}, 400),
        ({"documents": []}, 400),
        ({"unknown": 1}, 400),
        ({"version": "V9.0"}, 404),
        ({"documents": ["none"]}, 404),
    ],
)
def test_what_cannot_be_made_is_said(
    program: Program, document: str, wrong: dict[str, object], status: int
) -> None:
    body = {"documents": [document], **wrong}
    answer = program("lin").post(f"{API}/shares", json=body)
    assert (answer.status_code, "error" in answer.json()) == (status, True), answer.text


def test_tokens_may_what_their_users_may(program: Program, site: Site, document: str) -> None:
    made = make(program("lin"), document).json()
    head, other, admin = program("head"), program("other"), program("admin")
    place = f"{API}/shares/{made['id']}"
    for stranger in (head, other):
        assert stranger.get(place).status_code == 404
        assert stranger.delete(place).status_code == 404
        assert stranger.get(f"{API}/shares").json()["shares"] == []
        assert stranger.get(f"{API}/shares?by=lin").status_code == 403
    assert make(other, document).status_code == 404
    assert admin.get(place).status_code == 200
    for query, count in (
        ("by=*", 1),
        ("by=lin", 1),
        ("", 0),
        (f"by=*&document={document}", 1),
        ("by=*&state=revoked", 0),
        (f"by=*&document={site.vault.find(REVISED).id}", 0),
    ):
        assert len(admin.get(f"{API}/shares?{query}").json()["shares"]) == count, query
    assert admin.delete(place).json()["ended_by"] == "admin"


def test_pages_join_without_gap_or_repetition(program: Program, document: str) -> None:
    lin = program("lin")
    every = {make(lin, document).json()["id"] for _ in range(5)}
    seen: list[str] = []
    cursor = None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = lin.get(f"{API}/shares", params={"limit": 2, **more}).json()
        seen += [each["id"] for each in page["shares"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(every)
    assert lin.get(f"{API}/shares?cursor=nonsense").status_code == 400
