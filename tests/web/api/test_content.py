"""The bytes of a version over HTTP: whole, in parts, verified, and kept from being run."""

from __future__ import annotations

import base64
import hashlib
import socket
import threading
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx2 as httpx
import pytest

from docvault import vault as vaults
from docvault.looking import looks_at
from tests.web.api.conftest import API, Program
from tests.web.conftest import WEEKLY
from tests.web.live import live
from web.site import Site

DATA = bytes(range(256)) * 4
NAME = "运营部-周报-20240102-V1.0-内容.txt"


@pytest.fixture
def place(site: Site, tmp_path: Path) -> str:
    """The address of a version whose bytes are known."""
    file = tmp_path / NAME
    file.write_bytes(DATA)
    made = vaults.add(site.vault, file, actor="lin")
    return f"{API}/documents/{made.document}/versions/V1.0/content"


def test_the_bytes_come_as_they_were_checked_in(program: Program, place: str) -> None:
    answer = program("lin").get(place)
    digest = hashlib.sha256(DATA)
    assert answer.status_code == 200
    assert answer.content == DATA
    assert answer.headers["etag"] == f'"{digest.hexdigest()}"'
    assert (
        answer.headers["repr-digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    )
    assert answer.headers["content-length"] == str(len(DATA))
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"].startswith("private")
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert quote(NAME) in answer.headers["content-disposition"]


def test_the_current_version_needs_no_number(program: Program, place: str) -> None:
    assert program("lin").get(place.replace("V1.0", "current")).content == DATA


def test_a_head_says_the_same_and_sends_nothing(program: Program, place: str) -> None:
    lin = program("lin")
    head, whole = lin.head(place), lin.get(place)
    assert head.status_code == 200
    assert head.content == b""
    assert dict(head.headers) == dict(whole.headers)


def test_a_part_is_sent_where_a_part_is_asked_for(program: Program, place: str) -> None:
    answer = program("lin").get(place, headers={"range": "bytes=10-19"})
    assert answer.status_code == 206
    assert answer.content == DATA[10:20]
    assert answer.headers["content-range"] == f"bytes 10-19/{len(DATA)}"
    assert answer.headers["content-length"] == "10"


def test_a_download_goes_on_only_with_the_same_bytes(program: Program, place: str) -> None:
    lin = program("lin")
    etag = lin.head(place).headers["etag"]
    same = lin.get(place, headers={"range": "bytes=1000-", "if-range": etag})
    assert (same.status_code, same.content) == (206, DATA[1000:])
    other = lin.get(place, headers={"range": "bytes=1000-", "if-range": '"other"'})
    assert (other.status_code, other.content) == (200, DATA)


@pytest.mark.parametrize("range_", ["bytes=1024-", "bytes=-0", "bytes=99999-99999"])
def test_a_part_behind_the_end_is_refused(program: Program, place: str, range_: str) -> None:
    answer = program("lin").get(place, headers={"range": range_})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(DATA)}"
    assert answer.content == b""


def test_what_is_known_is_not_sent_again(program: Program, place: str) -> None:
    lin = program("lin")
    etag = lin.head(place).headers["etag"]
    answer = lin.get(place, headers={"if-none-match": f'"x", {etag}'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == etag
    assert lin.get(place, headers={"if-match": '"other"'}).status_code == 412


def test_nothing_is_sent_of_a_damaged_version(program: Program, site: Site, place: str) -> None:
    version = site.vault.version(site.vault.find(NAME))
    blob = site.vault.archive("运营部").git_dir / "objects" / version.blob[:2] / version.blob[2:]
    blob.chmod(0o644)
    blob.write_bytes(b"x" * 100)
    answer = program("lin").get(place)
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "store-corrupt"


def test_a_document_of_others_has_no_bytes(program: Program, place: str) -> None:
    for answer in (program("other").get(place), program("other").head(place)):
        assert answer.status_code == 404
        assert "etag" not in answer.headers


def test_who_takes_the_bytes_has_looked(program: Program, site: Site, place: str) -> None:
    document = site.vault.find(NAME)
    program("head").head(place)
    assert looks_at(site.vault, document) == []
    program("lin").get(place)
    assert [(look.user, look.number) for look in looks_at(site.vault, document)] == [
        ("lin", "V1.0")
    ]


def test_a_version_that_is_none_is_not_there(program: Program, place: str) -> None:
    for number in ("V9.0", "..", "%2e%2e%2f", "V1.0%00", "V1.0%0d%0aX:y"):
        assert program("lin").get(place.replace("V1.0", number)).status_code == 404


def test_a_reader_that_stands_still_keeps_nobody_waiting(
    site: Site, program: Program, tmp_path: Path
) -> None:
    file = tmp_path / "large.bin"
    file.write_bytes(b"\0" * (10 << 20))  # more than sockets keep for a reader
    made = vaults.add(site.vault, file, actor="lin", name="运营部-周报-20240103-V1.0-大.txt")
    secret = program("lin").headers["authorization"]
    path = f"{API}/documents/{made.document}/versions/current/content"
    with live(site) as address:
        still = [standing(address, path, secret) for _ in range(45)]
        try:
            weekly = site.vault.find(WEEKLY).id
            url = f"{address}{API}/documents/{weekly}/versions/current/content"
            answer = httpx.get(url, headers={"authorization": secret}, timeout=60)
            assert answer.status_code == 200
        finally:
            for one in still:
                one.close()
    assert threading.active_count() < 100


def standing(address: str, path: str, secret: str) -> socket.socket:
    """Ask for a document and read its first bytes only."""
    host = urlsplit(address)
    one = socket.create_connection((str(host.hostname), int(host.port or 0)))
    one.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {secret}\r\n\r\n".encode())
    assert one.recv(20).startswith(b"HTTP/1.1 200")
    return one
