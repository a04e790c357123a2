"""The sharer's pages: a link is made and shown once; what became of it; its end."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from docvault.model.share import Mode, Share
from docvault.settings.model import MailSettings, SharedLevel
from docvault.sharing import ending, telling
from docvault.sharing.keys import Link
from docvault.sharing.making import create
from docvault.sharing.opening import Claim, open_to_download, open_to_view
from docvault.sharing.partner import note_page
from docvault.sharing.rules import Wanted
from docvault.sharing.trail import Visitor
from tests.mail_server import MailServer, mail_server
from tests.web.conftest import REVISED, WEEKLY, Client, post
from web.site import Site

PARTNER = Visitor("203.0.113.7", "Mozilla/5.0 of a partner")
PASSWORD = "correct horse"


@pytest.fixture(name="post_office")
def _post_office() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def document(site: Site) -> str:
    return site.vault.find(WEEKLY).id


def link_on(text: str) -> Link:
    found = re.search(r'value="http://testserver/s/([\w-]{22})#([\w-]{48})"', html.unescape(text))
    assert found, text
    return Link.parse(found[1], found[2])


def made(client: TestClient, document: str, **fields: str) -> tuple[str, Link]:
    """Make a link with the form; return its id and the link."""
    answer = post(client, "/shares", {"document": document, "mode": "view", "days": "7", **fields})
    assert answer.status_code == 200, answer.text
    found = re.search(r'href="/shares/([0-9a-f]+)"', answer.text)
    assert found
    return found[1], link_on(answer.text)


def shared(site: Site, name: str, **more: object) -> tuple[Share, Link]:
    found = site.vault.find(WEEKLY)
    wanted = Wanted([(found, site.vault.version(found))], **more)  # type: ignore[arg-type]
    return create(site.vault, wanted, actor=site.vault.actor(name))


def opened(site: Site, link: Link) -> None:
    open_to_view(site.vault, link.sid, Claim(link.auth, None, link.link_key), PARTNER)


def test_the_link_that_is_shown_opens(client: Client, site: Site, document: str) -> None:
    lin = client("lin")
    assert f"/shares/new?document={document}" in lin.get(f"/documents/{document}").text
    form = lin.get(f"/shares/new?document={document}").text
    assert 'value="view" checked' in form
    share_id, link = made(lin, document, recipient="Acme", note="Bitte\r\nprüfen")
    opened(site, link)
    told = lin.get(f"/shares/{share_id}").text
    assert "203.0.113.7" in told
    assert "Mozilla/5.0 of a partner" in told
    assert "Bitte\nprüfen" in told


def test_it_is_in_that_answer_and_nowhere_else(
    client: Client, site: Site, document: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    lin = client("lin")
    fields = {"document": document, "mode": "view", "days": "7", "password": PASSWORD}
    answer = post(lin, "/shares", fields)
    token = link_on(answer.text).token
    assert answer.headers["cache-control"] == "no-store"
    assert token not in str(answer.headers)
    found = re.search(r'href="/shares/([0-9a-f]+)"', answer.text)
    assert found
    for url in ("/shares", f"/shares/{found[1]}", f"/documents/{document}", "/"):
        again = lin.get(url)
        assert again.status_code == 200
        assert token not in again.text
        assert PASSWORD not in again.text
    assert token not in caplog.text
    assert PASSWORD not in caplog.text
    for path in Path(site.vault.root).rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert token.encode() not in data, path
            assert PASSWORD.encode() not in data, path


def test_every_field_of_the_form_counts(client: Client, site: Site, document: str) -> None:
    lin = client("lin")
    share_id, _ = made(
        lin, document, mode="download", days="3", max_opens="5", password=PASSWORD, follows="yes"
    )
    share = ending.find(site.vault, share_id, actor=site.vault.actor("lin"))
    assert (share.mode, share.max_opens, share.password, share.follows) == (
        Mode.DOWNLOAD,
        5,
        True,
        True,
    )
    assert (share.expires_at - share.created_at).days == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": "0"},
        {"days": "31"},
        {"days": "-1"},
        {"days": "NaN"},
        {"days": "1e3"},
        {"days": "9" * 30},
        {"max_opens": "0"},
        {"max_opens": "x"},
        {"password": "short"},
        {"recipient": "x" * 101},
        {"note": "\x07"},
    ],
)
def test_what_cannot_be_is_said_beside_what_was_typed(
    client: Client, document: str, wrong: dict[str, str]
) -> None:
    lin = client("lin")
    fields = {"document": document, "mode": "view", "days": "7", "recipient": "Acme & Söhne"}
    answer = post(lin, "/shares", {**fields, **wrong})
    assert answer.status_code in {400, 422}
    assert 'role="alert"' in answer.text
    assert "recipient" in wrong or "Acme &amp; Söhne" in answer.text
    assert "You have made no link yet" in lin.get("/shares").text


def test_an_old_version_is_shared_from_its_page(client: Client, site: Site) -> None:
    found = site.vault.find(REVISED)
    registrar = client("registrar")
    page = registrar.get(f"/documents/{found.id}?version=V2.0").text
    assert f"/shares/new?document={found.id}&amp;version=V2.0" in page
    form = registrar.get(f"/shares/new?document={found.id}&version=V2.0").text
    assert "which is not the current version" in form
    assert 'name="follows"' not in form
    share_id, _ = made(registrar, found.id, version="V2.0")
    [file] = telling.story(site.vault, share_id, actor=site.vault.actor("registrar")).files
    assert file.version == "V2.0"
    assert registrar.get(f"/shares/new?document={found.id}&version=V9.0").status_code == 404


def test_several_documents_are_ticked_and_shared(client: Client, site: Site, document: str) -> None:
    registrar = client("registrar")
    other = site.vault.find(REVISED).id
    form = post(registrar, "/shares/new", {"document": [document, other]})
    assert form.text.count('type="hidden" name="document"') == 2
    answer = post(
        registrar, "/shares", {"document": [document, other], "mode": "download", "days": "7"}
    )
    link = link_on(answer.text)
    assert open_to_download(site.vault, link.sid, Claim(link.auth), PARTNER).policy.files == 2
    nothing = post(registrar, "/shares/new", {})
    assert (nothing.status_code, nothing.headers["location"]) == (303, "/browse")


def test_who_may_not_share_is_not_offered_it(client: Client, site: Site, document: str) -> None:
    manager, other = client("manager"), client("other")
    assert '"/shares"' not in manager.get("/").text
    assert other.get(f"/shares/new?document={document}").status_code == 404
    fields = {"document": document, "mode": "view", "days": "7"}
    assert post(other, "/shares", fields).status_code == 404
    assert telling.listed(site.vault, site.vault.actor("admin"), _any(), limit=9) == []


def _any() -> telling.ShareFilter:
    return telling.ShareFilter()


def test_a_reader_may_not_share(client: Client, site: Site) -> None:
    opened_up = site.vault.settings.levels.model_copy(update={"open": ("公开", "内部")})
    site.vault.settings = site.vault.settings.model_copy(update={"levels": opened_up})
    document = site.vault.find(WEEKLY).id
    other = client("other")
    page = other.get(f"/documents/{document}")
    assert page.status_code == 200
    assert "/shares/new" not in page.text
    assert other.get(f"/shares/new?document={document}").status_code == 403


def test_others_links_are_not_there(client: Client, site: Site) -> None:
    share, _ = shared(site, "lin")
    other = client("head")
    assert other.get(f"/shares/{share.id}").status_code == 404
    assert post(other, f"/shares/{share.id}/revoke").status_code == 404
    assert post(other, f"/shares/{share.id}/extend", {"days": "9"}).status_code == 404
    assert other.get("/shares?of=lin").status_code == 403
    assert other.get("/shares?of=*").status_code == 403
    assert share.id not in other.get("/shares").text
    assert share.id not in other.get(f"/documents/{site.vault.find(WEEKLY).id}").text
    assert post(other, "/shares/revoke-all", {"name": "lin"}).status_code == 403


def test_a_link_is_extended_and_revoked(client: Client, site: Site) -> None:
    share, link = shared(site, "lin")
    lin = client("lin")
    assert post(lin, f"/shares/{share.id}/extend", {"days": "20"}).status_code == 303
    longer = ending.find(site.vault, share.id, actor=site.vault.actor("lin"))
    assert longer.expires_at > share.expires_at
    post(lin, f"/shares/{share.id}/extend", {"days": "999"})
    assert "1 … 30" in lin.get(f"/shares/{share.id}").text
    assert post(lin, f"/shares/{share.id}/revoke").status_code == 303
    told = lin.get(f"/shares/{share.id}").text
    assert "Revoke the link" not in told
    assert "its keys were destroyed" in told
    assert post(lin, f"/shares/{share.id}/extend", {"days": "3"}).status_code == 409
    with pytest.raises(Exception, match="revoked"):
        opened(site, link)


def test_one_like_it_begins_with_the_same(client: Client, site: Site) -> None:
    share, _ = shared(site, "lin", recipient="Acme", max_opens=4, mode=Mode.DOWNLOAD)
    form = client("lin").get(f"/shares/new?like={share.id}").text
    assert 'value="Acme"' in form
    assert 'name="max_opens" type="number" min="1" max="100000" value="4"' in form
    assert 'value="download" checked' in form
    assert client("head").get(f"/shares/new?like={share.id}").status_code == 404


def test_the_first_opening_is_told_at_home_until_it_was_seen(client: Client, site: Site) -> None:
    share, link = shared(site, "lin", recipient="Acme")
    lin = client("lin")
    news = "Links opened for the first time: 1"
    assert news not in lin.get("/").text
    opened(site, link)
    assert news in lin.get("/").text
    assert news not in client("head").get("/").text
    client("registrar").get(f"/shares/{share.id}")
    assert news in lin.get("/").text
    assert "newly opened" in lin.get("/shares").text
    assert news not in lin.get("/").text
    assert "newly opened" not in lin.get("/shares").text


def test_the_documents_page_tells_of_its_links(client: Client, site: Site) -> None:
    share, link = shared(site, "lin", recipient="Acme")
    page = f"/documents/{site.vault.find(WEEKLY).id}"
    assert "not opened yet" in client("lin").get(page).text
    opened(site, link)
    assert "opened 1 times" in client("registrar").get(page).text
    ending.revoke(site.vault, share.id, actor=site.vault.actor("lin"))
    assert share.id not in client("lin").get(page).text


def test_lists_are_filtered_and_turned(client: Client, site: Site) -> None:
    every = [shared(site, "lin")[0].id for _ in range(52)]
    ending.revoke(site.vault, every[7], actor=site.vault.actor("lin"))
    lin = client("lin")
    first = lin.get("/shares").text
    onward = re.search(r'href="(/shares\?before=[^"]+)"', first)
    assert onward
    second = lin.get(html.unescape(onward[1])).text
    listed = [re.findall(r'href="/shares/([0-9a-f]{12})"', text) for text in (first, second)]
    assert [len(each) for each in listed] == [50, 2]
    assert sorted(listed[0] + listed[1]) == sorted(every)
    revoked = lin.get("/shares?state=revoked").text
    assert re.findall(r'href="/shares/([0-9a-f]{12})"', revoked) == [every[7]]
    assert "No link fits" in lin.get("/shares?state=locked").text
    assert lin.get("/shares?before=x").status_code == 400


def test_who_oversees_sees_and_ends_all_of_a_person(client: Client, site: Site) -> None:
    share, _ = shared(site, "lin", recipient="Acme")
    kept, _ = shared(site, "registrar")
    admin = client("admin")
    assert share.id in admin.get("/shares?of=*").text
    person = admin.get("/admin/people/person?name=lin").text
    assert "1 link is live" in person
    post(admin, "/admin/people/disable", {"name": "lin"})
    after = admin.get("/admin/people/person?name=lin").text
    assert "They still open" in after
    assert "Share links of theirs that still open: 1" in after
    answer = post(admin, "/shares/revoke-all", {"name": "lin"})
    assert answer.headers["location"] == "/shares?of=lin"
    actor = site.vault.actor("admin")
    assert ending.find(site.vault, share.id, actor=actor).state.value == "revoked"
    assert ending.find(site.vault, kept.id, actor=actor).state.value == "active"
    assert "links are live" not in admin.get("/admin/people/person?name=lin").text


def test_levels_decide_what_is_offered(client: Client, site: Site, document: str) -> None:
    registrar = client("registrar")
    _level(site, view={"modes": ("view",), "password": True})
    form = registrar.get(f"/shares/new?document={document}").text
    assert 'value="download"' not in form
    assert "Documents of this level need one" in form
    _level(site, view={"modes": ()})
    form = registrar.get(f"/shares/new?document={document}").text
    assert "No link can be made" in form
    assert "<form" not in form.partition('<section class="card')[2]


def _level(site: Site, view: dict[str, object]) -> None:
    sharing = site.vault.settings.sharing.model_copy(
        update={"levels": {"内部": SharedLevel.model_validate(view)}}
    )
    site.vault.settings = site.vault.settings.model_copy(update={"sharing": sharing})


def test_pages_seen_one_after_another_are_told_together(client: Client, site: Site) -> None:
    share, link = shared(site, "lin")
    viewing = open_to_view(site.vault, link.sid, Claim(link.auth, None, link.link_key), PARTNER)
    for number in (1, 2, 3, 7):
        assert note_page(site.vault, viewing, 0, number, PARTNER)
    told = client("lin").get(f"/shares/{share.id}").text
    assert "(pages 1–3, 7)" in told
    assert told.count("looked at pages") == 1
    assert told.count("1–3, 7") == 2


def test_a_link_is_mailed_without_its_password(
    client: Client, site: Site, document: str, post_office: MailServer
) -> None:
    lin = client("lin")
    assert "Send it by mail" not in post(lin, "/shares", _fields(document)).text
    mail = MailSettings(
        host="127.0.0.1", port=post_office.port, security="none", sender="vault@example.com"
    )
    site.vault.settings = site.vault.settings.model_copy(update={"mail": mail})
    made_page = post(lin, "/shares", _fields(document, password=PASSWORD, recipient="Acme"))
    assert "Send it by mail" in made_page.text
    link = link_on(made_page.text)
    found = re.search(r'action="(/shares/[0-9a-f]+)/mail"', made_page.text)
    assert found
    url = link.at("http://testserver")
    sent = {"url": url, "to": "partner@example.org", "password": PASSWORD}
    answer = post(lin, f"{found[1]}/mail", sent)
    assert "The mail to partner@example.org was sent" in html.unescape(answer.text)
    assert link_on(answer.text) == link
    [message] = post_office.messages
    body = message.get_content()
    assert url in body
    assert PASSWORD not in body
    assert "sent it by mail" in lin.get(found[1]).text
    other = Link.new().at("http://testserver")
    assert post(lin, f"{found[1]}/mail", {**sent, "url": other}).status_code == 404
    assert post(lin, f"{found[1]}/mail", {**sent, "to": "nobody"}).status_code == 503
    assert post(client("head"), f"{found[1]}/mail", sent).status_code == 404
    ending.revoke(site.vault, found[1].rpartition("/")[2], actor=site.vault.actor("lin"))
    assert post(lin, f"{found[1]}/mail", sent).status_code == 409
    assert len(post_office.messages) == 1


def _fields(document: str, **more: str) -> dict[str, str]:
    return {"document": document, "mode": "view", "days": "7", **more}
