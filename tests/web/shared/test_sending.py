"""A partner sends what was asked for: sealed by a program, plain by a form; nobody else does."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import html
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.testclient import TestClient

from docvault import held
from docvault.database import audit_trail
from docvault.model.file_request import FileRequest
from docvault.sharing import keys
from docvault.sharing.keys import Link, to_text
from docvault.sharing.requests import Asked, create, key_id, revoke, sealing_key
from docvault.store.sealed_stream import seal_stream
from tests.web.shared.conftest import Partner, without_hashes
from tests.web.shared.test_refusing import BAD, told
from web import incoming
from web.incoming import turn
from web.partners.receiving import AT_ONCE
from web.security import PARTNERS
from web.site import Site

DATA = b"offer\n" * 50_000
PART = "Content-Disposition: form-data"
CURVE = ec.SECP256R1()


def asked(site: Site, **wanted: Any) -> tuple[FileRequest, Link]:
    maker = site.vault.actor("lin")
    return create(site.vault, Asked("运营部", "某公司", "请发报价", **wanted), actor=maker)


def at(link: Link, *more: str) -> str:
    return "/".join(["/r", link.sid_text, *more])


def opened(client: TestClient, link: Link) -> httpx.Response:
    return client.post(at(link, "open"), json={"auth": to_text(link.auth)})


def sealed(link: Link, public_key: str, data: bytes) -> bytes:
    """Do what a program does that has nothing but the link and the answer."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, keys.from_text(public_key))
    own = ec.generate_private_key(CURVE)
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    material = sealing_key(own.exchange(ec.ECDH(), theirs), link.sid)
    return b"".join(seal_stream([data], material, key_id=key_id(point)))


def send(
    client: TestClient, link: Link, name: str, body: bytes, auth: bytes | None = None
) -> httpx.Response:
    headers = {
        "authorization": f"DV1 {to_text(auth or link.auth)}",
        "x-file-name": name,
        "content-type": "application/octet-stream",
    }
    return client.post(at(link, "files"), content=body, headers=headers)


def test_what_is_sent_sealed_lies_in_the_inbox(site: Site, partner: Partner) -> None:
    request, link = asked(site, max_files=3, max_bytes=1 << 20)
    client = partner()
    answer = opened(client, link).json()
    assert answer == {
        "department": "运营部",
        "from": "Lin",
        "note": "请发报价",
        "until": request.expires_at.isoformat(),
        "files_left": 3,
        "bytes_left": 1 << 20,
        "public_key": answer["public_key"],
    }
    body = sealed(link, answer["public_key"], DATA)
    done = send(client, link, "%E6%8A%A5%E4%BB%B7%20%25.txt", body)
    assert done.status_code == 201, done.text
    assert done.json() == {
        "number": 1,
        "name": "报价 %.txt",
        "size": len(DATA),
        "sha256": hashlib.sha256(DATA).hexdigest(),
        "files_left": 2,
        "bytes_left": (1 << 20) - len(DATA),
    }
    (lying,), _ = held.every(site.vault)
    assert lying.name == "报价 %.txt"
    assert (site.vault.root / lying.path).read_bytes() == DATA
    assert list(site.vault.staging.iterdir()) == []


def test_an_empty_file_is_a_file(site: Site, partner: Partner) -> None:
    _, link = asked(site)
    client = partner()
    key = opened(client, link).json()["public_key"]
    assert send(client, link, "empty.txt", sealed(link, key, b"")).json()["size"] == 0


def test_every_refusal_looks_alike(site: Site, partner: Partner) -> None:
    _, live = asked(site)
    closed_request, closed = asked(site)
    revoke(site.vault, closed_request.id, actor=site.vault.actor("lin"))
    wrong = {"auth": "A" * 43}
    answers = [
        partner().post(at(Link.new(), "open"), json=wrong),
        partner().post(at(live, "open"), json=wrong),
        partner().post(at(closed, "open"), json=wrong),
        partner().post("/r/x/open", json=wrong),
        send(partner(), live, "a", b"x", bytes(32)),
        send(partner(), Link.new(), "a", b"x"),
        partner().post(at(live, "files"), content=b"x", headers={"accept": "application/json"}),
        partner().get(at(live, "anything"), headers={"accept": "application/json"}),
        opened(partner(), closed),
        send(partner(), closed, "a", b"x"),
    ]
    now = site.vault.now() + datetime.timedelta(days=8)
    site.vault.now = lambda: now
    answers.append(opened(partner(), live))
    assert {json.dumps(told(each)) for each in answers} == {json.dumps(told(answers[0]))}
    assert {each.content for each in answers[:8]} == {answers[0].content}
    assert answers[0].status_code == 404
    assert answers[0].json()["error"]["code"] == "share-refused"
    assert "was closed on" in answers[8].json()["error"]["message"]
    assert "ended on" in answers[10].json()["error"]["message"]


def test_what_is_not_well_made_is_a_link_that_is_none(site: Site, partner: Partner) -> None:
    _, link = asked(site)
    plain = partner().post(at(Link.new(), "open"), json={"auth": "A" * 43}).content
    for bad in BAD:
        sent = {"content": bad} if isinstance(bad, bytes) else {"json": bad}
        answer = partner().post(at(link, "open"), **sent)
        assert (answer.status_code, answer.content) == (404, plain), bad
    for header in ("", "DV1", "DV1 ", "Bearer x", "DV1 \xff", "DV1 " + "A" * 5000):
        headers = {b"authorization": header.encode("latin-1"), b"accept": b"application/json"}
        answer = partner().post(at(link, "files"), content=b"x", headers=headers)
        assert (answer.status_code, answer.content) == (404, plain), header


def test_more_than_is_allowed_is_not_taken(site: Site, partner: Partner) -> None:
    _, link = asked(site, max_files=1, max_bytes=1000)
    client = partner()
    key = opened(client, link).json()["public_key"]
    big = send(client, link, "big.bin", sealed(link, key, bytes(1001)))
    assert big.status_code == 404
    assert "larger than what may still be sent" in big.json()["error"]["message"]
    lots = send(client, link, "big.bin", bytes(5_000_000))
    assert "larger than what may still be sent" in lots.json()["error"]["message"]
    assert send(client, link, "a", sealed(link, key, bytes(1000))).status_code == 201
    more = send(client, link, "b", sealed(link, key, b""))
    assert more.status_code == 404
    assert "no more files" in more.json()["error"]["message"]
    assert opened(client, link).json()["files_left"] == 0
    assert len(held.every(site.vault)[0]) == 1
    assert list(site.vault.staging.iterdir()) == []


def test_what_arrives_damaged_is_told_and_not_taken(site: Site, partner: Partner) -> None:
    _, link = asked(site)
    client = partner()
    body = sealed(link, opened(client, link).json()["public_key"], DATA)
    for bad in (body[:-1], DATA, b"", body[:500] + b"x" + body[501:]):
        answer = send(client, link, "a.txt", bad)
        assert answer.status_code == 404
        assert "arrived damaged" in answer.json()["error"]["message"]
    assert held.every(site.vault) == ([], [])
    assert list(site.vault.staging.iterdir()) == []


def test_the_page_says_nothing_of_the_request(site: Site, partner: Partner) -> None:
    request, link = asked(site)
    client = partner()
    pages = [client.get(path) for path in (at(link), at(Link.new()), "/r/x", "/r/" + "a" * 22)]
    assert {page.content for page in pages} == {pages[0].content}
    assert {page.status_code for page in pages} == {200}
    assert "set-cookie" not in pages[0].headers
    assert "运营部" not in pages[0].text
    assert request.id not in without_hashes(pages[0].text)
    for answer in (*pages, client.put(at(link)), client.get(at(link, "x")), opened(client, link)):
        for name, value in PARTNERS.items():
            assert answer.headers[name] == value


def link_in(text: str) -> str:
    found = re.search(r'name="link" value="([^"]+)"', text)
    assert found, text
    return html.unescape(found[1])


def test_without_scripts_a_form_takes_the_link_and_the_files(site: Site, partner: Partner) -> None:
    _, link = asked(site, max_files=3)
    client = partner()
    pasted = {"link": f" https://vault.example/r/{link.sid_text}%23{link.token}\n"}
    form = client.post("/r/x", data=pasted)
    assert form.status_code == 200
    for words in ("Files for 运营部", "请发报价", "3 more files, 500 MB together", "Lin"):
        assert words in form.text
    fields = {"link": link_in(form.text)}
    files = [("file", ("报价.txt", DATA)), ("file", ("../../b.txt", b"b"))]
    done = client.post(at(link, "plain"), data=fields, files=files)
    assert done.status_code == 200, done.text
    assert hashlib.sha256(DATA).hexdigest() in done.text
    assert "1 more file, up to" in done.text
    assert {each.name for each in held.every(site.vault)[0]} == {"报价.txt", "b.txt"}
    assert list(site.vault.staging.iterdir()) == []
    over = client.post(at(link, "plain"), data=fields, files=[("file", ("c", b"c"))] * 2)
    assert over.status_code == 422
    assert "no more files" in over.text
    assert len(held.every(site.vault)[0]) == 3
    assert client.post(at(link, "plain"), data=fields, files={"x": ("", b"")}).status_code == 422


def test_the_form_takes_nothing_without_the_link(site: Site, partner: Partner) -> None:
    request, link = asked(site)
    files = {"file": ("a.txt", DATA)}
    for text in ("", "x", at(Link.new()) + "#" + Link.new().token, at(link)):
        answer = partner().post(at(link, "plain"), data={"link": text}, files=files)
        assert answer.status_code == 404, text
    other = Link(link.sid, bytes(32))
    answer = partner().post(at(link, "plain"), data={"link": other.asking_at("")}, files=files)
    assert answer.status_code == 404
    right = {"link": link.asking_at("")}
    assert partner().post(at(link, "plain"), data=right).status_code == 400  # no such form
    revoke(site.vault, request.id, actor=site.vault.actor("lin"))
    closed = partner().post(at(link, "plain"), data=right, files=files)
    assert closed.status_code == 404
    assert "was closed on" in closed.text
    assert held.every(site.vault) == ([], [])
    assert list(site.vault.staging.iterdir()) == []


def test_a_form_that_is_too_large_is_told_so_before_it_is_read(
    site: Site, partner: Partner
) -> None:
    _, link = asked(site, max_bytes=1000)
    files = {"file": ("a.bin", bytes(3 << 20))}
    right = {"link": link.asking_at("")}
    answer = partner().post(at(link, "plain"), data=right, files=files)
    assert answer.status_code == 404
    assert "larger than what may still be sent" in answer.text


@pytest.mark.parametrize("sizes", [(3 << 20,), (600, 600)])
def test_of_a_form_that_does_not_say_how_long_it_is_no_more_is_put_down_than_is_left(
    site: Site, partner: Partner, sizes: tuple[int, ...]
) -> None:
    request, link = asked(site, max_bytes=1000)
    put_down: list[int] = []

    def body() -> Iterator[bytes]:
        yield f'--cut\r\n{PART}; name="link"\r\n\r\n{link.asking_at("")}\r\n'.encode()
        for size in sizes:
            yield f'--cut\r\n{PART}; name="file"; filename="a"\r\n\r\n'.encode()
            for at in range(0, size, 1 << 18):
                yield bytes(min(size - at, 1 << 18))
                lying = site.vault.staging.iterdir() if site.vault.staging.exists() else ()
                put_down.append(sum(path.stat().st_size for path in lying))
            yield b"\r\n"
        yield b"--cut--\r\n"

    headers = {"content-type": "multipart/form-data; boundary=cut"}
    answer = partner().post(at(link, "plain"), content=body(), headers=headers)
    assert answer.status_code == 404
    assert "larger than what may still be sent" in answer.text
    assert max(put_down) <= request.max_bytes
    assert held.every(site.vault) == ([], [])
    assert list(site.vault.staging.iterdir()) == []


def test_a_few_forms_of_one_request_come_in_at_a_time(site: Site, partner: Partner) -> None:
    request, link = asked(site)
    files = {"file": ("a.txt", DATA)}
    right = {"link": link.asking_at("")}
    with contextlib.ExitStack() as coming:
        for _ in range(AT_ONCE):
            coming.enter_context(turn(f"request {request.id}", at_once=AT_ONCE))
        assert partner().post(at(link, "plain"), data=right, files=files).status_code == 429
    assert partner().post(at(link, "plain"), data=right, files=files).status_code == 200


def test_forms_are_counted_by_the_network_they_come_from(site: Site, partner: Partner) -> None:
    _, link = asked(site)
    files = {"file": ("a.txt", DATA)}
    right = {"link": link.asking_at("")}
    with contextlib.ExitStack() as coming:
        for _ in range(incoming.AT_ONCE):
            coming.enter_context(turn("partner 2001:db8::/64"))
        client = partner("2001:db8::77")
        assert client.post(at(link, "plain"), data=right, files=files).status_code == 429
    assert client.post(at(link, "plain"), data=right, files=files).status_code == 200


def test_guessing_is_ended_after_some_tries(site: Site, partner: Partner) -> None:
    _, link = asked(site)
    client = partner("203.0.113.50")
    answers = [send(client, link, "a", b"x", bytes(32)).status_code for _ in range(25)]
    assert answers[:20] == [404] * 20
    assert answers[20:] == [429] * 5
    assert send(client, link, "a", b"x").status_code == 429
    assert opened(client, link).status_code == 429
    assert opened(partner(), link).status_code == 200


def test_who_knows_only_the_address_keeps_a_request_from_nobody(
    site: Site, partner: Partner
) -> None:
    _, link = asked(site)
    other = Link(link.sid, bytes(32))
    assert [opened(partner(), other).status_code for _ in range(21)] == [404] * 21
    right = [opened(partner(), link).status_code for _ in range(21)]
    assert right == [200] * 20 + [429]


def test_many_small_files_are_not_taken_for_guesses(site: Site, partner: Partner) -> None:
    _, link = asked(site, max_files=30)
    client = partner("203.0.113.51")
    key = opened(client, link).json()["public_key"]
    answers = [send(client, link, f"{n}.txt", sealed(link, key, b"x")) for n in range(30)]
    assert {each.status_code for each in answers} == {201}


def test_a_link_that_a_gateway_broke_is_put_right(site: Site, partner: Partner) -> None:
    _, link = asked(site)
    for path in (f"%23{link.token}", f"/%2523{link.token}", f"?x=%23{link.token}"):
        answer = partner().get(f"/r/{link.sid_text}{path}")
        assert answer.status_code == 303, path
        assert answer.headers["location"] == link.asking_at("")


def test_nothing_secret_is_written_down(site: Site, partner: Partner) -> None:
    _, link = asked(site)
    client = partner()
    body = sealed(link, opened(client, link).json()["public_key"], DATA)
    send(client, link, "a.txt", body)
    client.post(at(link, "plain"), data={"link": link.asking_at("")}, files={"f": ("b", b"b")})
    texts = [link.token, to_text(link.auth), to_text(link.secret)]
    secrets = [link.secret, link.auth, *(each.encode() for each in texts)]
    for path in site.vault.root.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for secret in secrets:
            assert secret not in data, path
    with site.vault.database.read() as connection:
        lines = [line.action for line in audit_trail.lines(connection)]
    assert lines.count("request-received") == 2
