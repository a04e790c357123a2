"""A partner looks: pages with a watermark, for a while, and nothing but pages."""

from __future__ import annotations

import datetime

import pytest

from docvault.sharing import ending
from tests.web.shared.conftest import NAME, WORDS, Partner, Sent, Shared, at, events, look, opens
from web.site import Site


def test_a_link_shows_its_pages(site: Site, shared: Shared, partner: Partner) -> None:
    share, link = shared(recipient="某公司", note="请查收")
    client = partner()
    answer = look(client, link)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["pages"], told["name"]) == (3, NAME)
    assert datetime.datetime.fromisoformat(told["expires"]) == share.expires_at
    assert set(told) == {"pages", "name", "expires"}
    page = client.get(at(link, "p", 0, 1))
    assert page.headers["content-type"] == "image/webp"
    assert page.content[8:12] == b"WEBP"
    sharp = client.get(at(link, "p", 0, 1), params={"zoom": "2"})
    assert len(sharp.content) > len(page.content)
    viewer = client.get(at(link, "read"))
    assert NAME in viewer.text
    assert "请查收" in viewer.text
    assert "Page 3 of 3" in viewer.text
    assert opens(site, share) == 1


def test_the_cookie_is_for_this_link_only(shared: Shared, partner: Partner) -> None:
    _, link = shared()
    _, other = shared()
    client = partner()
    cookie = look(client, link).headers["set-cookie"]
    assert cookie.startswith("dv-share=")
    for part in ("HttpOnly", "SameSite=strict", f"Path=/s/{link.sid_text}"):
        assert part in cookie
    secret = cookie.split("=", 1)[1].split(";")[0]
    stranger = partner(cookie=f"dv-share={secret}")
    assert stranger.get(at(other, "p", 0, 1)).status_code == 404
    assert stranger.get(at(link, "p", 0, 1)).status_code == 200


def test_a_page_that_is_seen_is_on_record_once(
    site: Site, shared: Shared, partner: Partner
) -> None:
    _, link = shared()
    client = partner()
    look(client, link)
    for page in (1, 2, 1, 1):
        assert client.get(at(link, "p", 0, page)).status_code == 200
    assert events(site).count("share-page-viewed") == 2


def test_revoking_ends_a_session_at_once(site: Site, shared: Shared, partner: Partner) -> None:
    share, link = shared()
    client = partner()
    look(client, link)
    assert client.get(at(link, "p", 0, 1)).status_code == 200
    ending.revoke(site.vault, share.id, actor=site.vault.actor("lin"))
    assert client.get(at(link, "p", 0, 1)).status_code == 404
    assert client.get(at(link, "read")).status_code == 404


@pytest.mark.parametrize(
    ("steps", "status"), [([14, 14, 14], 200), ([16], 404), ([14, 14, 14, 14, 5], 404)]
)
def test_a_session_ends_when_it_rests_or_is_an_hour_old(
    site: Site, shared: Shared, partner: Partner, steps: list[int], status: int
) -> None:
    _, link = shared()
    client = partner()
    look(client, link)
    for minutes in steps:
        now = site.vault.now() + datetime.timedelta(minutes=minutes)
        site.vault.now = lambda now=now: now  # type: ignore[misc]
        answer = client.get(at(link, "p", 0, 1))
    assert answer.status_code == status


def test_keys_of_what_is_over_are_forgotten(site: Site, shared: Shared, partner: Partner) -> None:
    share, link = shared()
    look(partner(), link)
    assert site.views.count == 1
    ending.revoke(site.vault, share.id, actor=site.vault.actor("lin"))
    site.views.tidy(site.vault)
    assert site.views.count == 0


def test_no_page_gives_more_than_pictures(shared: Shared, partner: Partner, document: Sent) -> None:
    _, link = shared()
    client = partner()
    look(client, link)
    for path in ("read", "read/0", "p/0/1", "files", "f/0", "b/0", "plain", "open", "view", "x"):
        for method in ("GET", "POST"):
            answer = client.request(method, at(link, path))
            assert document.data[:100] not in answer.content
            assert WORDS.encode() not in answer.content
    for number, page in ((0, 4), (0, 0), (1, 1), (-1, 1), (0, -1), (0, 10**30), (10**30, 1)):
        assert client.get(at(link, "p", number, page)).status_code == 404
    assert client.get(at(link, "p", "x", "y")).status_code == 404


def test_nothing_is_left_on_the_disk(site: Site, shared: Shared, partner: Partner) -> None:
    _, link = shared()
    client = partner()
    look(client, link)
    client.get(at(link, "p", 0, 1))
    assert list(site.vault.staging.iterdir()) == []
