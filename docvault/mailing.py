"""Mail: what is sent at once, and the outbox for what must not be forgotten.

Nothing secret goes through the outbox: it lies in the database. A link for a partner is sent at
once or not at all, and whoever sends it is told.
"""

from __future__ import annotations

import datetime
import os
import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING

from docvault.database import outbox
from docvault.errors import MailNotSent, MailNotSet
from docvault.settings.model import MailSettings

if TYPE_CHECKING:
    from docvault.vault import Vault

VARIABLE = "DOCVAULT_MAIL_PASSWORD"
_SECONDS = 20.0
_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")
_MOST_TRIES = 12
_FIRST_WAIT = datetime.timedelta(minutes=1)
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Mail:
    """A message in plain text to one recipient."""

    to: str
    subject: str
    body: str


def is_set(settings: MailSettings) -> bool:
    """Tell whether mail can be sent at all."""
    return bool(settings.host and settings.sender)


def is_address(text: str) -> bool:
    """Tell whether mail can be sent there: one address and nothing else."""
    return _ADDRESS.fullmatch(text) is not None


def send(settings: MailSettings, mail: Mail) -> None:
    """Hand a message to the mail server. Raises MailNotSet, MailNotSent."""
    if not is_set(settings):
        raise MailNotSet
    if not is_address(mail.to):
        raise MailNotSent(to=mail.to, reason="not a mail address")
    try:
        with _connected(settings) as server:
            server.send_message(_message(settings, mail))
    except (OSError, smtplib.SMTPException, ValueError) as exc:
        raise MailNotSent(to=mail.to, reason=_reason(exc)) from exc


def deliver(vault: Vault) -> int:
    """Send what waits in the outbox; return how many went.

    What cannot be sent waits twice as long each time; after the twelfth try it is given up and
    stays there with what the server said.
    """
    settings = vault.settings.mail
    if not is_set(settings):
        return 0
    with vault.database.read() as connection:
        waiting = outbox.due(connection, vault.now(), limit=_AT_ONCE)
    sent = 0
    for entry in waiting:
        error = None
        try:
            send(settings, Mail(entry.recipient, entry.subject, entry.body))
        except MailNotSent as exc:
            error = str(exc.fields["reason"])
        now = vault.now()
        over = entry.tries + 1 >= _MOST_TRIES
        again = None if over else now + _FIRST_WAIT * 2**entry.tries
        with vault.database.write() as connection:
            if error is None:
                outbox.note_sent(connection, entry.id, now)
            else:
                outbox.note_failed(connection, entry.id, error, again)
        sent += error is None
    return sent


def _connected(settings: MailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.security == "tls":
        server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=_SECONDS)
    try:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, _password(settings))
    except BaseException:
        server.close()
        raise
    return server


def _password(settings: MailSettings) -> str:
    if settings.password_file:
        return Path(settings.password_file).read_text("utf-8").strip()
    return os.environ.get(VARIABLE, "")


def _message(settings: MailSettings, mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.sender
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2] or "docvault")
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine is to answer
    message.set_content(mail.body)
    return message


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {text}"
    return str(error) or type(error).__name__
