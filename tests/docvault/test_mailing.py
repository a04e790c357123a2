"""Mail to a real server on loopback: at once, from the outbox, and when it does not go."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from docvault.database import outbox
from docvault.errors import MailNotSent, MailNotSet
from docvault.mailing import Mail, deliver, is_address, send
from docvault.settings.model import MailSettings
from docvault.vault import Vault
from tests.mail_server import mail_server

MAIL = Mail("partner@example.com", "分享：周报\r\nBcc: evil@example.com", "您好\n" * 3)
SENDER = "docvault@example.com"


def settings(port: int, **more: object) -> MailSettings:
    values = {"host": "localhost", "port": port, "sender": SENDER, "security": "none", **more}
    return MailSettings.model_validate(values)


def set_mail(vault: Vault, mail: MailSettings) -> None:
    vault.settings = vault.settings.model_copy(update={"mail": mail})


def test_a_message_arrives_as_it_was_written_and_nobody_adds_a_header() -> None:
    with mail_server() as server:
        send(settings(server.port), MAIL)
    (got,) = server.messages
    assert got["To"] == "partner@example.com"
    assert got["Subject"] == "分享：周报 Bcc: evil@example.com"
    assert got["Bcc"] is None
    assert got["Auto-Submitted"] == "auto-generated"
    assert got.get_content().splitlines() == ["您好"] * 3


def test_it_is_encrypted_and_signed_in_where_the_server_wants_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mail-password\n")
    with mail_server(tmp_path, password="mail-password") as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        secure = settings(
            server.port, security="starttls", user="docvault", password_file=str(secret)
        )
        send(secure, MAIL)
        assert len(server.messages) == 1
        monkeypatch.setenv("DOCVAULT_MAIL_PASSWORD", "wrong")
        with pytest.raises(MailNotSent, match="535"):
            send(settings(server.port, security="starttls", user="docvault"), MAIL)
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(MailNotSent, match=r"(?i)certificate"):
            send(secure, MAIL)
    assert len(server.messages) == 1


def test_why_it_was_not_sent_is_told() -> None:
    with pytest.raises(MailNotSet):
        send(MailSettings(), MAIL)
    with mail_server() as server:
        server.refuses = "550 no such user here"
        with pytest.raises(MailNotSent, match="550 no such user here"):
            send(settings(server.port), MAIL)
    with pytest.raises(MailNotSent):  # nobody is there any more
        send(settings(server.port), MAIL)


@pytest.mark.parametrize("text", ["", "a", "a@", "a@b, c@d", "a@b\r\nBcc: c@d", "<a@b>"])
def test_what_is_no_single_address_gets_no_mail(text: str) -> None:
    assert not is_address(text)
    with mail_server() as server, pytest.raises(MailNotSent):
        send(settings(server.port), Mail(text, "s", "b"))


def test_the_outbox_waits_for_a_server_that_is_away(vault: Vault) -> None:
    now = datetime.datetime(2023, 11, 1, 9, 0, tzinfo=datetime.UTC)
    vault.now = lambda: now
    with vault.database.write() as connection:
        outbox.put(connection, "a@example.com", "s", "b", now)
    assert deliver(vault) == 0  # no server is set; nothing is lost
    with mail_server() as server:
        set_mail(vault, settings(server.port))
        server.refuses = "451 later"
        assert deliver(vault) == 0
        server.refuses = None
        assert deliver(vault) == 0  # not before a minute has gone
        now += datetime.timedelta(minutes=1)
        assert deliver(vault) == 1
        assert deliver(vault) == 0
    assert [message["To"] for message in server.messages] == ["a@example.com"]
