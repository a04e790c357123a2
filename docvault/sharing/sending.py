"""A link sent by mail right after it was made: later nobody knows it."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from docvault.access import Actor
from docvault.database import audit_trail, shares
from docvault.errors import LinkWrong, ShareOver
from docvault.model.share import Share, State
from docvault.sharing import notices, trail
from docvault.sharing.keys import Link
from docvault.sharing.making import sid_hash
from docvault.sharing.place import now_of
from docvault.sharing.telling import Story
from docvault.vault import Vault


def link_in(vault: Vault, url: str, share: Share) -> Link:
    """Return the link that an address holds.

    Raises LinkBroken, LinkWrong (another's, or none), ShareOver (it opens no more).
    """
    parts = urlsplit(url.strip())
    link = Link.parse(parts.path.rpartition("/")[2], parts.fragment)
    with vault.database.read() as connection:
        lock = shares.lock_of(connection, share.id)
    same = hmac.compare_digest(hashlib.sha256(link.auth).digest(), lock.auth_hash)
    if sid_hash(link.sid) != lock.sid_hash or not same:
        raise LinkWrong
    if share.state is not State.ACTIVE:
        raise ShareOver(share=share.id, state=share.state.value)
    return link


def send(vault: Vault, story: Story, url: str, to: str, *, actor: Actor) -> None:
    """Mail a link to a partner and put it on record. Raises MailNotSet, MailNotSent."""
    notices.send_link(vault, story.share, story.files, url, to=to)
    with vault.database.write() as connection:
        now = now_of(vault, connection)
        events = trail.of_each(
            now, "mailed", story.share, story.files, actor=actor.name, sent_to=to
        )
        audit_trail.append(connection, *events)
