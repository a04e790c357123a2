"""Who opens a link, how often, and what everybody else is told."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from docvault import vault as vaults
from docvault.database import audit_trail
from docvault.database.tables import shares as table
from docvault.errors import LinkRefused, LinkWrong, TriesExceeded
from docvault.mailing import deliver
from docvault.model.document import Document
from docvault.model.share import Mode
from docvault.settings.model import MailSettings
from docvault.sharing.keys import Link
from docvault.sharing.opening import REFUSED, Claim, open_to_download, ticket_of
from docvault.users import registering
from docvault.vault import Vault
from tests.docvault.conftest import Write
from tests.docvault.sharing.conftest import (
    AT,
    NOTE,
    PARTNER,
    TEXT,
    Share_,
    decrypted,
    download,
    later,
    look,
)
from tests.mail_server import mail_server


def actions(vault: Vault) -> list[str]:
    with vault.database.read() as connection:
        found = [line.action for line in audit_trail.lines(connection)]
    return [action for action in found if action.startswith("share-")]


def test_the_link_alone_opens_what_was_shared(vault: Vault, share: Share_) -> None:
    _, link = share(note="请查收", recipient="某公司")
    manifest, files = decrypted(vault, link, download(vault, link))
    assert files == [TEXT]
    assert manifest["from"] == "王芳"
    assert manifest["note"] == "请查收"
    (told,) = manifest["files"]
    assert (told["name"], told["size"], told["mime"]) == (NOTE, len(TEXT), "text/plain")
    assert actions(vault) == ["share-created", "share-opened"]


def test_several_documents_are_one_link(
    vault: Vault, share: Share_, document: Document, write: Write
) -> None:
    other = vaults.add(vault, write("运营部-周报-20231011-V1.0-二.txt", b"x" * 200_000), actor="a")
    pairs = [(each, vault.version(each)) for each in (document, vault.find(other.document))]
    _, link = share(documents=pairs)
    _, files = decrypted(vault, link, download(vault, link))
    assert files == [TEXT, b"x" * 200_000]


def test_a_password_is_part_of_the_key(vault: Vault, share: Share_) -> None:
    _, link = share(password="三字经与百家姓")
    with pytest.raises(LinkRefused, match=r"需要密码|needs a password"):
        download(vault, link)
    with pytest.raises(LinkRefused, match=r"密码不对|password is wrong"):
        download(vault, link, "三字经与千字文")
    opened = download(vault, link, "三字经与百家姓")
    with pytest.raises(LinkWrong):
        decrypted(vault, link, opened)
    assert decrypted(vault, link, opened, "三字经与百家姓")[1] == [TEXT]


def test_to_look_the_link_key_is_needed_too(vault: Vault, share: Share_) -> None:
    _, link = share(mode=Mode.VIEW)
    viewing = look(vault, link)
    assert [file.name for file in viewing.files] == [NOTE]
    other = Link(link.sid, bytes(32))
    with pytest.raises(LinkRefused):
        open_to_download(vault, link.sid, Claim(link.auth), PARTNER)
    with pytest.raises(LinkRefused):
        look(vault, other)
    assert ticket_of(vault, viewing.ticket)


def test_what_is_no_link_and_what_is_over_are_told_alike(vault: Vault, share: Share_) -> None:
    _, link = share()
    told = set()
    for wrong in (Link.new(), Link(link.sid, bytes(32))):
        with pytest.raises(LinkRefused) as refused:
            download(vault, wrong)
        told.add(str(refused.value))
    later(vault, days=7)
    with pytest.raises(LinkRefused) as refused:
        download(vault, Link(link.sid, bytes(32)))
    told.add(str(refused.value))
    assert told == {str(REFUSED)}
    with pytest.raises(LinkRefused, match=r"过期|expired"):
        download(vault, link)
    assert actions(vault)[1:] == ["share-wrong-token"] * 3 + ["share-expired"]


def test_of_many_at_once_exactly_as_many_open_as_may(vault: Vault, share: Share_) -> None:
    _, link = share(max_opens=10)

    def attempt(_: int) -> bool:
        try:
            download(vault, link)
        except LinkRefused:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(attempt, range(60))) == 10


def test_guessing_a_password_is_slowed_down_and_then_over(vault: Vault, share: Share_) -> None:
    _, link = share(password="correct horse", days=30)
    for _ in range(5):
        with pytest.raises(LinkRefused):
            download(vault, link, "wrong horse")
    with pytest.raises(TriesExceeded):
        download(vault, link, "correct horse")
    later(vault, seconds=1)
    assert download(vault, link, "correct horse")
    for _ in range(20):
        later(vault, hours=10)
        with pytest.raises(LinkRefused):
            download(vault, link, "wrong horse")
    later(vault, minutes=10)
    with pytest.raises(LinkRefused, match=r"锁定|locked"):
        download(vault, link, "correct horse")
    assert "share-locked" in actions(vault)


@pytest.mark.parametrize(
    "change", [{"mode": "view"}, {"files": 2}, {"password": 1}, {"expires_at": AT}]
)
def test_what_is_changed_in_the_database_makes_it_fail(
    vault: Vault, share: Share_, change: dict[str, object]
) -> None:
    _, link = share()
    with vault.database.write() as connection:
        connection.execute(table.update().values(**change))
    with pytest.raises((LinkRefused, LinkWrong)):
        decrypted(vault, link, download(vault, link))


def test_a_view_link_made_one_to_download_in_the_database_opens_nothing(
    vault: Vault, share: Share_
) -> None:
    _, link = share(mode=Mode.VIEW, password="correct horse")
    values = {"mode": "download", "password": 0, "password_salt": None, "password_hash": None}
    with vault.database.write() as connection:
        connection.execute(table.update().values(**values))
    opened = download(vault, link)
    with pytest.raises(LinkWrong):
        decrypted(vault, link, opened)


def test_the_trail_says_who_opened_what_and_never_a_secret(vault: Vault, share: Share_) -> None:
    made, link = share(recipient="某公司", password="correct horse")
    opened = download(vault, link, "correct horse")
    with vault.database.read() as connection:
        lines = [each for each in audit_trail.lines(connection) if each.action == "share-opened"]
    (line,) = lines
    detail = json.loads(line.detail)
    assert detail["address"] == PARTNER.address
    assert detail["recipient"] == "某公司"
    assert (line.actor, line.version) == (f"share:{made.id}", "V1.0")
    vault.close()
    data = b"".join(p.read_bytes() for p in vault.own.glob("vault.db*"))
    for secret in (link.token, link.sid_text, opened.ticket, "correct horse"):
        assert secret.encode() not in data


def test_a_ticket_ends_with_its_hour_and_with_the_link(vault: Vault, share: Share_) -> None:
    _, link = share()
    ticket = download(vault, link).ticket
    assert ticket_of(vault, ticket)
    later(vault, minutes=60)
    assert ticket_of(vault, ticket) is None


def test_the_sharer_is_told_of_the_first_opening_by_mail(vault: Vault, share: Share_) -> None:
    registering.add(vault, "王芳", actor="a", department="运营部", email="wf@example.com")
    _, link = share(recipient="某公司")
    with mail_server() as server:
        mail = MailSettings(
            host="localhost", port=server.port, security="none", sender="dv@example.com"
        )
        vault.settings = vault.settings.model_copy(update={"mail": mail})
        for _ in range(2):
            download(vault, link)
        assert deliver(vault) == 1
    (got,) = server.messages
    assert got["To"] == "wf@example.com"
    body = got.get_content()
    assert NOTE in body
    assert "某公司" in body
    assert PARTNER.address in body
    assert link.token not in body
