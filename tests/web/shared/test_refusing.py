"""Who has no right link learns nothing: one page, one status, one length, one set of headers."""

from __future__ import annotations

import datetime
import json
import logging
from typing import Any

import pytest
import sqlalchemy as sa

from docvault.database import tables
from docvault.model.share import Mode
from docvault.sharing import ending
from docvault.sharing.keys import Link, to_text
from tests.web.conftest import Client
from tests.web.shared.conftest import Partner, Shared, at, events, look, opened, opens
from web.security import PARTNERS
from web.site import Site

BAD: list[Any] = [
    b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 5000, {}, {"auth": 5}, {"auth": None},
    {"auth": "A" * 43}, {"auth": "A" * 42}, {"auth": "é"}, {"auth": {"a": 1}},
    {"auth": "A" * 100_000},
    {"auth": "A" * 43, "password": 5}, {"auth": "A" * 43, "password": "x" * 100_000},
]  # fmt: skip


def told(answer: Any) -> tuple[Any, ...]:
    """Return all that an answer tells, but for the words."""
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    return answer.status_code, len(answer.content), headers


@pytest.mark.parametrize("call", ["open", "view", "about"])
def test_every_refusal_looks_alike(site: Site, shared: Shared, partner: Partner, call: str) -> None:
    _, live = shared(Mode.DOWNLOAD if call == "open" else Mode.VIEW)
    revoked_share, revoked = shared(Mode.DOWNLOAD if call == "open" else Mode.VIEW)
    ending.revoke(site.vault, revoked_share.id, actor=site.vault.actor("lin"))
    right = {"auth": to_text(revoked.auth), "link_key": to_text(revoked.link_key)}
    wrong = {"auth": "A" * 43, "link_key": "A" * 43}
    answers = [
        partner().post(at(Link.new(), call), json=wrong),  # unknown
        partner().post(at(live, call), json=wrong),
        partner().post(at(revoked, call), json=wrong),
        partner().post(f"/s/x/{call}", json=wrong),
        partner().post(at(revoked, call), json=right),
    ]
    now = site.vault.now() + datetime.timedelta(days=8)
    site.vault.now = lambda: now
    right = {"auth": to_text(live.auth), "link_key": to_text(live.link_key)}
    answers.append(partner().post(at(live, call), json=right))  # expired
    assert {json.dumps(told(each)) for each in answers} == {json.dumps(told(answers[0]))}
    assert {each.content for each in answers[:4]} == {answers[0].content}
    assert answers[0].status_code == 404
    assert answers[0].json()["error"]["code"] == "share-refused"
    assert "revoked on" in answers[4].json()["error"]["message"]
    assert "expired on" in answers[5].json()["error"]["message"]


@pytest.mark.parametrize("call", ["open", "view", "about", "plain"])
def test_what_is_not_well_made_is_a_link_that_is_none(
    shared: Shared, partner: Partner, call: str
) -> None:
    _, link = shared()
    plain = partner().post(at(Link.new(), call), json={"auth": "A" * 43}).content
    for bad in BAD:
        sent = {"content": bad} if isinstance(bad, bytes) else {"json": bad}
        answer = partner().post(at(link, call), **sent)
        assert answer.status_code == 404, bad
        assert answer.content == plain, bad


def test_a_links_page_says_nothing_of_it(shared: Shared, partner: Partner, site: Site) -> None:
    share, link = shared()
    client = partner()
    pages = [client.get(path) for path in (at(link), at(Link.new()), "/s/x", "/s/" + "a" * 22)]
    assert {page.content for page in pages} == {pages[0].content}
    assert {page.status_code for page in pages} == {200}
    assert "set-cookie" not in pages[0].headers
    assert "<title>Shared documents</title>" in pages[0].text
    chinese = client.get(at(link), headers={"accept-language": "zh-CN"})
    assert "分享的文件" in chinese.text
    assert client.get(at(link), params={"lang": "zh"}).content == chinese.content
    assert opens(site, share) == 0


def test_programs_that_look_at_links_spend_nothing(
    site: Site, shared: Shared, partner: Partner
) -> None:
    share, link = shared(max_opens=1)
    before = events(site)
    for _ in range(20):
        client = partner(**{"user-agent": "a mail scanner"})
        for _ in range(25):
            assert client.get(at(link)).status_code == 200
            assert client.head(at(link)).status_code == 200
    assert events(site) == before
    assert opens(site, share) == 0
    assert look(partner(), link).status_code == 200


def test_every_answer_has_the_headers_of_the_contract(shared: Shared, partner: Partner) -> None:
    _, link = shared()
    client = partner()
    look(client, link)
    paths = ["", "read", "p/0/1", "p/0/9", "b/0", "files", "x/y/z", "open"]
    answers = [client.get(at(link, path) if path else at(link)) for path in paths]
    answers += [client.put(at(link)), client.post(at(link, "open"), json={}), client.get("/s/")]
    for answer in answers:
        for name, value in PARTNERS.items():
            assert answer.headers[name] == value, (answer.url, name)


def test_the_sites_own_cookies_are_neither_read_nor_set(
    shared: Shared, client: Client, site: Site
) -> None:
    _, link = shared()
    member = client("lin")
    member.headers["cookie"] = "docvault-language=zh; docvault-theme=dark"
    for path in ("", "read", "nothing/here"):
        answer = member.get(at(link, path) if path else at(link))
        assert "set-cookie" not in answer.headers
        assert 'lang="en"' in answer.text
        assert "Lin" not in answer.text


def test_who_looks_too_often_is_told_to_wait(shared: Shared, partner: Partner) -> None:
    _, link = shared()
    client = partner("203.0.113.9")
    assert [client.get(at(link)).status_code for _ in range(61)] == [200] * 60 + [429]
    assert partner("203.0.113.10").get(at(link)).status_code == 200
    assert client.get("/healthz").status_code == 200


def test_who_tries_too_often_is_told_to_wait(shared: Shared, partner: Partner) -> None:
    _, link = shared(Mode.DOWNLOAD)
    client = partner("203.0.113.9")
    found = [opened(client, link) for _ in range(11)]
    assert [each.status_code for each in found] == [200] * 10 + [429]
    assert 1 <= int(found[-1].headers["retry-after"]) <= 60
    assert opened(partner("2001:db8::1"), link).status_code == 200
    for number in range(9):
        opened(partner(f"2001:db8::{number}"), link)
    assert opened(partner("2001:db8::ffff"), link).status_code == 429  # one subscriber
    assert opened(partner(), link).status_code == 429  # 20 a minute for one link


@pytest.mark.parametrize("call", ["open", "view", ""])
def test_who_knows_only_the_address_of_a_link_keeps_it_from_nobody(
    shared: Shared, partner: Partner, call: str
) -> None:
    _, link = shared(Mode.VIEW if call == "view" else Mode.DOWNLOAD)
    other = Link(link.sid, bytes(32))
    for _ in range(21):
        if call:
            said = {"auth": to_text(other.auth), "link_key": to_text(other.link_key)}
            answer = partner().post(at(link, call), json=said)
        else:
            answer = partner().post(at(link), data={"link": other.token})
        assert answer.status_code == 404
    if call == "view":
        assert look(partner(), link).status_code == 200
    else:
        assert opened(partner(), link).status_code == 200


def test_twenty_wrong_links_shut_out_for_an_hour(
    shared: Shared, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    _, link = shared(Mode.DOWNLOAD)
    clock = time.time
    minute = 0
    monkeypatch.setattr(time, "time", lambda: clock() + minute * 61)
    for minute in range(20):  # noqa: B007 - the clock reads it
        opened(partner("203.0.113.9"), Link.new())
    assert opened(partner("203.0.113.9"), link).status_code == 429
    minute += 50
    assert opened(partner("203.0.113.9"), link).status_code == 429
    minute += 11
    assert opened(partner("203.0.113.9"), link).status_code == 200
    assert opened(partner(), link).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["{at}%23{token}", "{at}/%23{token}", "{at}%2523{token}", "{at}?x={token}", "{at}%23{token}."],
)
def test_a_link_that_a_gateway_broke_is_put_right(
    site: Site, shared: Shared, partner: Partner, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    share, link = shared()
    with caplog.at_level(logging.DEBUG):
        client = partner()
        answer = client.get(path.format(at=at(link), token=link.token))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{at(link)}#{link.token}"
    assert events(site)[-1] == "share-repaired"
    assert opens(site, share) == 0
    ours = [each.getMessage() for each in caplog.records if not each.name.startswith("httpx")]
    assert link.token not in "".join(ours)


def test_an_exposed_link_to_a_sealed_document_is_not_used(
    site: Site, shared: Shared, partner: Partner, document: Any
) -> None:
    _, link = shared(password="correct horse")
    with site.vault.database.write() as connection:
        change = sa.update(tables.documents).where(tables.documents.c.id == document.id)
        connection.execute(change.values(level="秘密"))
    answer = partner().get(f"{at(link)}%23{link.token}")
    assert answer.status_code == 404
    assert "ask whoever sent it for a new link" in answer.text
    assert link.token not in answer.text


def test_no_secret_is_in_logs_figures_and_database(
    site: Site,
    shared: Shared,
    partner: Partner,
    client: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    password = "a-password-to-look-for"
    _, link = shared(Mode.DOWNLOAD, password=password)
    _, seen = shared()
    with caplog.at_level(logging.DEBUG):
        one = partner()
        one.get(f"{at(link)}%23{link.token}")
        answer = opened(one, link, password=password)
        one.get(at(link, "b", 0), headers={"authorization": f"DV1 {answer.json()['ticket']}"})
        look(one, seen)
        one.get(at(seen, "p", 0, 1))
        one.get(f"{at(link)}/{link.token}")
        one.post(f"{at(link)}/{link.token}", json={})
    figures = one.app.app.state.measures  # type: ignore[attr-defined]
    from prometheus_client import generate_latest

    told = generate_latest(figures.registry).decode()
    told += "".join(each.getMessage() for each in caplog.records if "httpx" not in each.name)
    kept = b"".join(
        path.read_bytes()
        for path in site.vault.own.rglob("*")
        if path.is_file() and "vault.db" in path.name
    )
    secrets = [link.token, password, answer.json()["ticket"], answer.json()["server_half"]]
    secrets += [
        to_text(each) for one in (link, seen) for each in (one.secret, one.auth, one.link_key)
    ]
    for secret in secrets:
        assert secret not in told
        assert secret.encode() not in kept
    raw = [each for one in (link, seen) for each in (one.secret, one.auth, one.link_key, one.sid)]
    assert [each for each in raw if each in kept] == []
    assert link.sid_text not in told
