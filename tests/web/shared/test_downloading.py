"""A partner takes the documents: sealed, in parts, to the last byte; or decrypted by the server."""

from __future__ import annotations

import hashlib
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2 as httpx
import pytest

from docvault import vault as vaults
from docvault.database import audit_trail
from docvault.model.share import Mode
from docvault.sharing import keys
from docvault.store.sealed_stream import open_stream
from tests.web.conftest import WEEKLY
from tests.web.live import live
from tests.web.shared.conftest import (
    NAME,
    Partner,
    Sent,
    Shared,
    at,
    content_key,
    events,
    look,
    opened,
    opens,
    ticket,
)
from web.site import Site


def test_the_link_and_the_answer_decrypt(
    site: Site, shared: Shared, partner: Partner, document: Sent
) -> None:
    share, link = shared(Mode.DOWNLOAD, note="请查收")
    client = partner()
    answer = opened(client, link)
    told = answer.json()
    assert set(told) == {
        "server_half", "password_salt", "wrapped_key", "commit", "policy", "manifest", "ticket",
    }  # fmt: skip
    assert told["password_salt"] is None
    cek = content_key(link, told)
    sealed = client.get(at(link, "b", 0), headers=ticket(answer))
    plain = b"".join(open_stream([sealed.content], keys.file_key(cek, link.sid, 0)))
    assert plain == document.data
    assert events(site) == ["share-created", "share-opened", "share-download-done"]
    assert opens(site, share) == 1


def test_it_goes_on_where_it_broke(shared: Shared, partner: Partner) -> None:
    _, link = shared(Mode.DOWNLOAD)
    client = partner()
    said = ticket(opened(client, link))
    whole = client.get(at(link, "b", 0), headers=said)
    etag = whole.headers["etag"]
    for start in (1, 100, len(whole.content) - 1):
        headers = {**said, "range": f"bytes={start}-", "if-range": etag}
        part = client.get(at(link, "b", 0), headers=headers)
        assert part.status_code == 206
        assert part.content == whole.content[start:]
        assert part.headers["content-range"].startswith(f"bytes {start}-")
    other = {**said, "range": "bytes=5-", "if-range": '"another"'}
    assert client.get(at(link, "b", 0), headers=other).content == whole.content
    beyond = client.get(at(link, "b", 0), headers={**said, "range": "bytes=99999999-"})
    assert beyond.status_code == 416
    head = client.head(at(link, "b", 0), headers=said)
    assert (head.content, head.headers["content-length"]) == (b"", str(len(whole.content)))


def test_every_part_that_was_sent_is_on_record(
    site: Site, shared: Shared, partner: Partner
) -> None:
    _, link = shared(Mode.DOWNLOAD)
    client = partner()
    said = ticket(opened(client, link))
    size = int(client.head(at(link, "b", 0), headers=said).headers["content-length"])
    for span in (f"0-{size - 2}", "0-0", "5-9", f"{size - 1}-"):
        part = client.get(at(link, "b", 0), headers={**said, "range": f"bytes={span}"})
        assert part.status_code == 206
    with site.vault.database.read() as connection:
        lines = [line for line in audit_trail.lines(connection) if "-download-" in line.action]
    told = [(line.action.rpartition("-")[2], json.loads(line.detail)["bytes"]) for line in lines]
    assert told == [
        ("aborted", size - 1), ("aborted", 1), ("aborted", 10), ("done", size),
    ]  # fmt: skip


def test_a_password_is_part_of_what_decrypts(shared: Shared, partner: Partner) -> None:
    _, link = shared(Mode.DOWNLOAD, password="correct horse")
    client = partner()
    assert opened(client, link).status_code == 404
    wrong = opened(client, link, password="wrong one")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (404, "share-refused")
    assert "password" in wrong.json()["error"]["message"]
    right = opened(client, link, password="correct horse")
    assert content_key(link, right.json(), "correct horse")


@pytest.mark.parametrize("said", ["", "DV1 ", "DV1 x", "Bearer x", "dv1"])
def test_nothing_is_sent_without_a_ticket(shared: Shared, partner: Partner, said: str) -> None:
    _, link = shared(Mode.DOWNLOAD)
    answer = partner().get(at(link, "b", 0), headers={"authorization": said})
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "share-refused"


def test_a_ticket_is_for_its_link_and_its_files(shared: Shared, partner: Partner) -> None:
    _, link = shared(Mode.DOWNLOAD)
    _, other = shared(Mode.DOWNLOAD)
    client = partner()
    said = ticket(opened(client, link))
    assert client.get(at(other, "b", 0), headers=said).status_code == 404
    assert client.get(at(link, "b", 1), headers=said).status_code == 404
    assert client.get(at(link, "b", -1), headers=said).status_code == 404


def test_a_ticket_for_looking_takes_nothing(shared: Shared, partner: Partner) -> None:
    _, link = shared()
    client = partner()
    cookie = look(client, link).headers["set-cookie"]
    secret = cookie.split("=", 1)[1].split(";")[0]
    for number in (0, 1):
        answer = client.get(at(link, "b", number), headers={"authorization": f"DV1 {secret}"})
        assert answer.status_code == 404
    assert (
        client.post(at(link, "plain"), json={"ticket": secret, "key": "A" * 43}).status_code == 404
    )


def test_of_many_at_once_as_many_open_as_may(site: Site, shared: Shared, partner: Partner) -> None:
    share, link = shared(Mode.DOWNLOAD, max_opens=10)
    clients = [partner() for _ in range(200)]
    with ThreadPoolExecutor(20) as pool:
        found = [each.status_code for each in pool.map(lambda one: opened(one, link), clients)]
    assert found.count(200) == 10
    assert set(found) <= {200, 404, 429}
    assert opens(site, share) == 10


def test_without_scripts_the_server_decrypts(
    site: Site, shared: Shared, partner: Partner, document: Sent
) -> None:
    share, link = shared(Mode.DOWNLOAD, names=[document.id, site.vault.find(WEEKLY).id])
    client = partner()
    pasted = {"link": f" https://vault.example/s/{link.sid_text}#{link.token}\n"}
    answer = client.post(at(link), data=pasted)
    assert (answer.status_code, answer.headers["location"]) == (303, at(link, "files"))
    listed = client.get(at(link, "files"))
    assert NAME in listed.text
    assert WEEKLY in listed.text
    got = client.get(at(link, "f", 0))
    assert got.content == document.data
    assert "attachment" in got.headers["content-disposition"]
    assert client.get(at(link, "f", 2)).status_code == 404
    assert opens(site, share) == 1
    assert events(site)[-1] == "share-download-done"


def test_without_scripts_pages_are_shown(shared: Shared, partner: Partner) -> None:
    _, link = shared(password="correct horse")
    client = partner()
    wrong = client.post(at(link), data={"link": link.token, "password": "nope"})
    assert wrong.status_code == 404
    assert "password is wrong" in wrong.text
    answer = client.post(at(link), data={"link": link.token, "password": "correct horse"})
    assert answer.headers["location"] == at(link, "read")
    assert "Page 1 of 3" in client.get(at(link, "read")).text
    assert client.get(at(link, "f", 0)).status_code == 404


def test_what_is_too_large_for_a_browser_the_server_decrypts_without_opening_again(
    site: Site, shared: Shared, partner: Partner, document: Sent
) -> None:
    share, link = shared(Mode.DOWNLOAD)
    client = partner()
    answer = opened(client, link).json()
    key = keys.to_text(content_key(link, answer))
    wrong = client.post(at(link, "plain"), json={"ticket": answer["ticket"], "key": "A" * 43})
    assert wrong.status_code == 404
    right = client.post(at(link, "plain"), json={"ticket": answer["ticket"], "key": key})
    assert right.json() == {"files": 1}
    got = client.get(at(link, "f", 0)).content
    assert hashlib.sha256(got).digest() == hashlib.sha256(document.data).digest()
    assert opens(site, share) == 1


def test_who_breaks_off_is_on_record(site: Site, shared: Shared, tmp_path: Path) -> None:
    path = tmp_path / "运营部-周报-20231013-V1.0-长.txt"
    path.write_bytes(b"x" * (24 << 20))
    made = vaults.add(site.vault, path, actor="lin").document
    _, link = shared(Mode.DOWNLOAD, names=[made])
    with live(site) as url, httpx.Client(base_url=url) as client:
        answer = client.post(at(link, "open"), json={"auth": keys.to_text(link.auth)})
        with client.stream("GET", at(link, "b", 0), headers=ticket(answer)) as sent:
            next(sent.iter_raw())
        until = time.monotonic() + 20
        while "share-download-aborted" not in events(site) and time.monotonic() < until:
            time.sleep(0.05)
    assert events(site)[-1] == "share-download-aborted"
    assert "share-download-done" not in events(site)
