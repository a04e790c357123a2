"""Requests for files on the member's side: made, shown once, what came, who sees and names it."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from docvault import held as lying
from docvault.database import holdings
from docvault.inbox import Watcher
from docvault.model.file_request import RequestedFile
from docvault.sharing.keys import Link
from docvault.sharing.requests import admit, receive
from docvault.sharing.trail import Visitor
from tests.web.conftest import WEEKLY, Client, post
from web.site import Site

PARTNER = Visitor("203.0.113.7", "Mozilla/5.0 of a partner")
FORM = {
    "department": "运营部",
    "recipient": "某公司 <张>",
    "note": "请发\r\n报价",
    "days": "3",
    "files": "2",
    "megabytes": "10",
}


def made(client: TestClient, **fields: str) -> tuple[str, Link]:
    """Make a request with the form; return its id and the link."""
    answer = post(client, "/requests", FORM | fields)
    assert answer.status_code == 200, answer.text
    shown = html.unescape(answer.text)
    found = re.search(r'value="http://testserver/r/([\w-]{22})#([\w-]{48})"', shown)
    request = re.search(r'href="/requests/([0-9a-f]+)"', answer.text)
    assert found, answer.text
    assert request
    assert 'class="qr"' in answer.text
    return request[1], Link.parse(found[1], found[2])


def send(site: Site, link: Link, name: str, data: bytes = b"offer") -> RequestedFile:
    request = admit(site.vault, link.sid, link.auth, PARTNER).request
    return receive(site.vault, link.sid, request, name, [data], PARTNER, sealed=False)


def names_on(text: str) -> set[str]:
    return set(re.findall(r'class="name" href="/inbox/\w+">([^<]+)<', text))


def test_the_link_is_shown_this_once(client: Client, site: Site) -> None:
    lin = client("lin")
    assert "Nothing was asked for yet" in lin.get("/requests").text
    form = lin.get("/requests/new").text
    assert "<option selected>运营部</option>" in form
    assert "财务部" not in form
    request, link = made(lin)
    assert admit(site.vault, link.sid, link.auth, PARTNER).request.id == request
    pages = [lin.get("/requests").text, lin.get(f"/requests/{request}").text]
    assert [link.token in each for each in pages] == [False, False]
    for each in pages:
        assert "某公司 &lt;张&gt;" in each
        assert "0 of 2" in each
    assert "请发\n报价" in pages[1]
    assert "10 MB" in pages[1]


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("department", "财务部", 403),
        ("department", "", 400),
        ("days", "0", 400),
        ("days", "31", 400),
        ("days", "-1", 400),
        ("files", "", 400),
        ("files", "1001", 400),
        ("megabytes", "٣", 400),
        ("megabytes", "999999999", 400),
        ("recipient", "x" * 101, 400),
        ("note", "a\x07", 400),
    ],
)
def test_what_may_not_be_asked_is_said_beside_the_form(
    client: Client, field: str, value: str, status: int
) -> None:
    lin = client("lin")
    answer = post(lin, "/requests", FORM | {field: value})
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    if field != "recipient":
        assert "某公司 &lt;张&gt;" in answer.text
    assert "Nothing was asked for yet" in lin.get("/requests").text


def test_who_may_check_in_nowhere_is_told_so(client: Client) -> None:
    vice = client("vice")
    assert "You may not check in for any department" in vice.get("/requests/new").text
    assert post(vice, "/requests", FORM).status_code == 403


def test_colleagues_see_it_and_others_do_not(client: Client, site: Site) -> None:
    request, link = made(client("lin"))
    send(site, link, "报价.txt")
    for name in ("lin", "head", "registrar", "admin"):
        assert f"/requests/{request}" in client(name).get("/requests").text, name
        assert "报价.txt" in client(name).get(f"/requests/{request}").text, name
    for name in ("other", "vice", "manager"):
        assert request not in client(name).get("/requests").text, name
        assert client(name).get(f"/requests/{request}").status_code == 404, name
        assert post(client(name), f"/requests/{request}/revoke").status_code == 404, name


@pytest.mark.parametrize(
    "name",
    [
        "报价.txt",
        "财务部 周报 2023.11.6 第一周.xlsx",
        "财务部-周报-20231011-V1.0-总结.xlsx",
        WEEKLY,
    ],
)
def test_a_partner_does_not_choose_who_sees_a_file(client: Client, site: Site, name: str) -> None:
    request, link = made(client("lin"))
    send(site, link, name)
    list(Watcher(site.vault, "watcher").sweep())
    (file,), _ = lying.every(site.vault)
    for who in ("lin", "head", "registrar"):
        inbox = client(who).get("/inbox").text
        assert names_on(inbox) == {name}, who
        assert f'href="/requests/{request}">Sent by 某公司 &lt;张&gt;<' in inbox, who
        assert client(who).get(f"/inbox/{file.id}").status_code == 200
        assert client(who).get(f"/inbox/{file.id}/content").content == b"offer"
        assert "Held in the inbox: 1" in client(who).get("/").text
    for who in ("other", "vice"):
        assert names_on(client(who).get("/inbox").text) == set(), who
        assert client(who).get(f"/inbox/{file.id}").status_code == 404, who
        assert "Held in the inbox" not in client(who).get("/").text, who


def test_nor_after_the_register_was_made_anew(client: Client, site: Site) -> None:
    _, link = made(client("lin"))
    file = send(site, link, "财务部-周报-20231011-V1.0-总结.xlsx")
    with site.vault.database.write() as connection:
        holdings.release(connection, file.path)
    list(Watcher(site.vault, "watcher").sweep())
    assert len(names_on(client("lin").get("/inbox").text)) == 1
    assert names_on(client("other").get("/inbox").text) == set()


def test_a_colleague_names_it_and_the_request_tells_what_it_became(
    client: Client, site: Site
) -> None:
    request, link = made(client("lin"))
    send(site, link, "报价.txt")
    (file,), _ = lying.every(site.vault)
    head = client("head")
    assert f'href="/inbox/{file.id}"' in head.get(f"/requests/{request}").text
    name = "运营部-周报-20231106-V1.0-报价.txt"
    assert post(head, f"/inbox/{file.id}", {"name": name}).status_code == 303
    document = site.vault.find(name)
    assert document.created_by == "head"
    shown = head.get(f"/requests/{request}").text
    assert f'href="/documents/{document.id}"' in shown
    assert "/inbox/" not in shown.partition("<main")[2]


def test_a_right_name_is_taken_with_one_click_only_for_whom_it_is_right(
    client: Client, site: Site
) -> None:
    _, link = made(client("lin"))
    name = "运营部-周报-20231106-V1.0-报价.txt"
    send(site, link, name)
    send(site, link, "财务部-周报-20231106-V1.0-报价.txt")
    inbox = client("lin").get("/inbox").text
    assert f"File as {name}" in inbox
    assert "File as 财务部" not in inbox
    (first, second), _ = lying.every(site.vault)
    other = next(each for each in (first, second) if each.name.startswith("财务部"))
    refused = post(client("lin"), f"/inbox/{other.id}", {"name": other.name})
    assert refused.status_code == 403
    assert "The file is kept" in refused.text


def test_taken_out_it_is_no_longer_in_the_inbox(client: Client, site: Site) -> None:
    request, link = made(client("lin"))
    send(site, link, "报价.txt")
    (file,), _ = lying.every(site.vault)
    assert post(client("lin"), f"/inbox/{file.id}", {"act": "take-out", "sure": "on"}).is_redirect
    assert "no longer in the inbox" in client("lin").get(f"/requests/{request}").text


def test_it_is_closed_and_says_by_whom(client: Client, site: Site) -> None:
    request, _ = made(client("lin"))
    head = client("head")
    assert post(head, f"/requests/{request}/revoke").headers["location"] == f"/requests/{request}"
    shown = head.get(f"/requests/{request}").text
    assert "closed it" in shown
    assert "The request is closed" in shown
    assert "Close the request" not in shown
    assert "revoked" in client("lin").get("/requests").text


def test_long_lists_have_pages(client: Client, site: Site) -> None:
    from docvault.sharing.requests import Asked, create

    for number in range(52):
        create(site.vault, Asked("运营部", f"no. {number}"), actor=site.vault.actor("lin"))
    lin = client("lin")
    first = lin.get("/requests").text
    url = re.search(r'href="(/requests\?before=[^"]+)"', first)
    assert url
    second = lin.get(html.unescape(url[1])).text
    found = [set(re.findall(r'href="/requests/([0-9a-f]{12})"', each)) for each in (first, second)]
    assert [len(each) for each in found] == [50, 2]
    assert not found[0] & found[1]
    assert lin.get("/requests?before=x").status_code == 400


def test_the_trail_tells_it_in_words(client: Client, site: Site) -> None:
    _, link = made(client("lin"))
    send(site, link, "报价.txt")
    shown = client("admin").get("/admin/trail").text
    for words in ("a partner sent a file", "ask for files", "for: 某公司", "bytes: 5"):
        assert words in shown, words


def test_where_it_begins(client: Client) -> None:
    lin = client("lin")
    for page in ("/inbox", "/requests"):
        assert 'href="/requests/new"' in lin.get(page).text
    assert 'href="/requests"' in lin.get("/shares").text
    assert 'href="/requests/new"' not in client("vice").get("/inbox").text
