"""Making a share link: the documents are sealed first, and last the database knows of it."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import secrets

from docvault.access import Actor
from docvault.database import audit_trail, shares
from docvault.model.share import Share, ShareFile, ShareLock, State
from docvault.sharing import keys, trail
from docvault.sharing.keys import Link, Policy
from docvault.sharing.place import jar_of, now_of
from docvault.sharing.rules import Wanted, ensure_allowed, ensure_days
from docvault.sharing.sealing import seal
from docvault.vault import Vault


def create(vault: Vault, wanted: Wanted, *, actor: Actor) -> tuple[Share, Link]:
    """Make a link. Its secret is returned now and known nowhere afterwards.

    Raises ActorNotAllowed, ShareNotAllowed, BadArgument (then nothing was done), StoreError (then
    what was begun opens nothing, and the sweeper removes it).
    """
    ensure_allowed(vault.settings, actor, wanted)
    link = Link.new()
    policy = Policy(link.sid, wanted.mode, wanted.password is not None, len(wanted.documents))
    before, password = _lock(link, wanted.password)
    name = actor.user.display_name if actor.user else actor.name
    lock, files = seal(
        vault,
        wanted.documents,
        before,
        policy,
        link_key=link.link_key,
        password=password,
        sharer=name,
        note=wanted.note,
    )
    if wanted.follows:
        jar_of(vault).put_follow(lock.sid_hash, link.link_key, password)
    share = _share(vault, wanted, actor.name)
    _enter(vault, share, lock, files)
    return share, link


def sid_hash(sid: bytes) -> str:
    """Return what the database and the folders know a link by."""
    return hashlib.sha256(sid).hexdigest()


def _lock(link: Link, password: str | None) -> tuple[ShareLock, bytes]:
    """Return what does not depend on the documents, and the password's part of the key."""
    salt = proof = None
    part = keys.NO_PASSWORD
    if password is not None:
        salt = secrets.token_bytes(keys.PASSWORD_SALT)
        root = keys.password_root(password, salt)
        part = keys.password_key(root, link.sid)
        proof = hashlib.sha256(keys.password_proof(root, link.sid)).digest()
    auth = hashlib.sha256(link.auth).digest()
    return ShareLock(sid_hash(link.sid), auth, salt, proof, b"", b"", b"", 0), part


def _share(vault: Vault, wanted: Wanted, maker: str) -> Share:
    with vault.database.read() as connection:
        now = now_of(vault, connection)
    days = datetime.timedelta(days=ensure_days(vault.settings, wanted.days))
    return Share(
        id=secrets.token_hex(6),
        created_by=maker,
        created_at=now,
        expires_at=now + days,
        mode=wanted.mode,
        password=wanted.password is not None,
        files=len(wanted.documents),
        follows=wanted.follows,
        recipient=wanted.recipient,
        note=wanted.note,
        max_opens=wanted.max_opens,
        opens=0,
        first_opened_at=None,
        state=State.ACTIVE,
        ended_at=None,
        ended_by=None,
        erased_at=None,
    )


def _enter(vault: Vault, share: Share, lock: ShareLock, files: list[ShareFile]) -> None:
    told = dataclasses.asdict(share)
    kept = ("mode", "password", "max_opens", "follows")
    more = {key: told[key] for key in kept} | {"expires": share.expires_at.isoformat()}
    with vault.database.write() as connection:
        shares.insert(connection, share, lock, files)
        events = trail.of_each(
            share.created_at, "created", share, files, actor=share.created_by, **more
        )
        audit_trail.append(connection, *events)
