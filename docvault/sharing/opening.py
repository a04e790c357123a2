"""Opening a link: whoever has it, while it holds, as often as it may be; for all others one answer.

The order is the protocol's: what was sent is compared, the password is tried, the server's half is
read, and only then one opening is spent, by one conditional UPDATE that also asks whether the link
is still alive. Why somebody was refused stands in the audit trail and is not told, except that
who has the right link learns that it is over.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass

from docvault.database import audit_trail, share_tickets, shares
from docvault.database.share_tickets import Ticket
from docvault.errors import LinkRefused, LinkWrong, TriesExceeded
from docvault.model.share import Mode, Share, ShareFile, ShareLock, State
from docvault.sharing import following, keys, notices, trail
from docvault.sharing.keys import Link, Policy
from docvault.sharing.place import jar_of, note_now, now_of
from docvault.sharing.trail import Visitor
from docvault.vault import Vault
from naming_rules.language import Text

TICKET_HOLDS = datetime.timedelta(minutes=60)
_FREE_TRIES, _MOST_TRIES = 5, 20
_SECRET = 32
_AT_ONCE = threading.BoundedSemaphore(2)  # passwords that are tried: 64 MiB each
_NOBODY = bytes(_SECRET)

REFUSED = Text(
    "这个链接打不开。它可能不完整、已过期、已撤销或次数已用完；请向发送人索取新的链接。",
    "This link does not open. It may be cut off, expired, revoked or used up; ask whoever sent it"
    " for a new one.",
)
_WRONG_PASSWORD = Text("密码不对，请再试。", "The password is wrong; try again.")
_ASKS_PASSWORD = Text("这个链接需要密码。", "This link needs a password.")
_OTHER_MODE = {
    Mode.VIEW: Text("这个链接只能查看。", "This link is for viewing only."),
    Mode.DOWNLOAD: Text("这个链接用于下载。", "This link is for downloading."),
}
_OVER = {
    State.EXPIRED: Text(
        "这个链接已于 {when} 过期，内容已销毁；请向{who}索取新的链接。",
        "This link expired on {when} and its content was destroyed; ask {who} for a new one.",
    ),
    State.REVOKED: Text(
        "这个链接已于 {when} 撤销；请联系{who}。",
        "This link was revoked on {when}; ask {who}.",
    ),
    State.USED_UP: Text(
        "这个链接的打开次数已用完；请向{who}索取新的链接。",
        "This link has been opened as often as it could; ask {who} for a new one.",
    ),
    State.LOCKED: Text(
        "密码输错太多次，这个链接已锁定；请向{who}索取新的链接。",
        "After too many wrong passwords this link is locked; ask {who} for a new one.",
    ),
    State.LOST: Text(
        "文件库从备份恢复过，此前的链接都已失效；请向{who}索取新的链接。",
        "The vault was restored from a backup, which ends all links; ask {who} for a new one.",
    ),
}


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """What a partner sends: `A`, for looking `K_L`, the password."""

    auth: bytes
    password: str | None = None
    link_key: bytes | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """What a partner gets to download: everything but the link's own part of the key."""

    half: bytes
    password_salt: bytes | None
    wrapped: bytes
    commit: bytes
    policy: Policy
    manifest: bytes
    ticket: str


@dataclass(frozen=True, slots=True, repr=False)
class Viewing:
    """What the server needs to show pages, or to decrypt for a browser that cannot.

    It lives in memory only. What may be done with it, `share.mode` says.
    """

    share: Share
    lock: ShareLock
    files: tuple[ShareFile, ...]
    cek: bytes
    sid: bytes
    ticket: str

    @property
    def sid_text(self) -> str:
        """The locator as it stands in the address."""
        return keys.to_text(self.sid)


def open_to_download(vault: Vault, sid: bytes, claim: Claim, visitor: Visitor) -> Opened:
    """Open a link once, to download. Raises LinkRefused, TriesExceeded, StoreError."""
    share, lock, half, _ = _admitted(vault, sid, claim, visitor, Mode.DOWNLOAD)
    ticket = _spend(vault, share, lock, visitor)
    return Opened(
        half,
        lock.password_salt,
        lock.wrapped,
        lock.commit,
        _policy(share, sid),
        lock.manifest,
        ticket,
    )


def open_to_view(vault: Vault, sid: bytes, claim: Claim, visitor: Visitor) -> Viewing:
    """Open a link once, to look at it. Raises LinkRefused, TriesExceeded, StoreError."""
    return _opened_here(vault, sid, claim, visitor, Mode.VIEW)


def open_here(vault: Vault, link: Link, password: str | None, visitor: Visitor) -> Viewing:
    """Open a link of either mode once, by a partner who gave the server all of it.

    For browsers without scripts. Raises LinkRefused, TriesExceeded, StoreError.
    """
    claim = Claim(link.auth, password, link.link_key)
    return _opened_here(vault, link.sid, claim, visitor, None)


def go_on_here(vault: Vault, sid: bytes, ticket: str, cek: bytes, visitor: Visitor) -> Viewing:
    """Let the server decrypt what was opened to download, without opening it again.

    For what is too large for a browser's memory: it hands over the content key that it made.
    Raises LinkRefused.
    """
    with vault.database.read() as connection:
        known = share_tickets.find(connection, _hash(ticket), now_of(vault, connection))
        found = shares.by_sid(connection, hashlib.sha256(sid).hexdigest())
    if known is None or found is None or found[0].id != known.share:
        raise _refusal(vault, "wrong-ticket", visitor, None)
    share, lock = found
    right = hmac.compare_digest(keys.commitment(cek, sid), lock.commit)
    if known.mode is not Mode.DOWNLOAD or known.generation != lock.generation or not right:
        raise _refusal(vault, "wrong-key", visitor, share)
    return _viewing(vault, share, lock, cek, sid, ticket)


def known(vault: Vault, sid: bytes, auth: bytes, visitor: Visitor) -> Share:
    """Return the link to who has it, without opening it: whether it asks for a password, its mode.

    Raises LinkRefused.
    """
    return _found(vault, sid, auth, visitor)[0]


def ticket_of(vault: Vault, secret: str) -> Ticket | None:
    """Return the opening that a ticket stands for, while it and its link hold."""
    with vault.database.read() as connection:
        return share_tickets.find(connection, _hash(secret), now_of(vault, connection))


def _admitted(
    vault: Vault, sid: bytes, claim: Claim, visitor: Visitor, mode: Mode | None
) -> tuple[Share, ShareLock, bytes, bytes]:
    """Return the link, the server's half and the password's part, for who may open it."""
    share, lock = _found(vault, sid, claim.auth, visitor)
    if mode is not None and share.mode is not mode:
        raise _refusal(vault, "other-mode", visitor, share, _OTHER_MODE[share.mode])
    part = _password_part(vault, share, lock, sid, claim.password, visitor)
    if share.follows:
        share, lock = following.refresh(vault, share, sid)
    half = jar_of(vault).half(lock.sid_hash)
    if half is None:
        raise _refusal(vault, "half-missing", visitor, share, _told(vault, share, State.LOST))
    return share, lock, half, part


def _found(vault: Vault, sid: bytes, auth: bytes, visitor: Visitor) -> tuple[Share, ShareLock]:
    """Return the link that somebody has, while it holds."""
    with vault.database.read() as connection:
        found = shares.by_sid(connection, hashlib.sha256(sid).hexdigest())
        now = now_of(vault, connection)
    kept = found[1].auth_hash if found else _NOBODY
    right = hmac.compare_digest(hashlib.sha256(auth).digest(), kept)
    if found is None or not right:
        raise _refusal(vault, "wrong-token", visitor, found[0] if found else None)
    share, lock = found
    if over := _over(share, now):
        raise _refusal(vault, over.value, visitor, share, _told(vault, share, over))
    return share, lock


def _opened_here(
    vault: Vault, sid: bytes, claim: Claim, visitor: Visitor, mode: Mode | None
) -> Viewing:
    share, lock, half, part = _admitted(vault, sid, claim, visitor, mode)
    policy = _policy(share, sid)
    try:
        kek = keys.key_of_keys(claim.link_key or b"", half, part, policy)
        cek = keys.unwrap(kek, lock.wrapped, lock.commit, policy)
    except LinkWrong as exc:  # another link's key, or somebody changed the database
        raise _refusal(vault, "wrong-key", visitor, share) from exc
    return _viewing(vault, share, lock, cek, sid, _spend(vault, share, lock, visitor))


def _viewing(
    vault: Vault, share: Share, lock: ShareLock, cek: bytes, sid: bytes, ticket: str
) -> Viewing:
    with vault.database.read() as connection:
        files = tuple(shares.files_of(connection, share.id, lock.generation))
    return Viewing(share, lock, files, cek, sid, ticket)


def _over(share: Share, now: datetime.datetime) -> State | None:
    if share.state is not State.ACTIVE:
        return share.state
    if now >= share.expires_at:
        return State.EXPIRED
    used = share.max_opens is not None and share.opens >= share.max_opens
    return State.USED_UP if used else None


def _told(vault: Vault, share: Share, over: State) -> Text:
    maker = vault.actor(share.created_by).user
    who = maker.display_name if maker else share.created_by
    when = share.expires_at if over is State.EXPIRED else share.ended_at or share.expires_at
    return _OVER[over].format(when=f"{when.astimezone():%Y-%m-%d %H:%M}", who=who)


def _password_part(
    vault: Vault,
    share: Share,
    lock: ShareLock,
    sid: bytes,
    password: str | None,
    visitor: Visitor,
) -> bytes:
    """Return the password's part of the key. The try counts as wrong from its beginning."""
    if lock.password_salt is None or lock.password_hash is None:
        return keys.NO_PASSWORD
    if not password:
        raise LinkRefused(said=_ASKS_PASSWORD)
    tries = _count_try(vault, share)
    with _AT_ONCE:
        root = keys.password_root(password, lock.password_salt)
    proof = hashlib.sha256(keys.password_proof(root, sid)).digest()
    if not hmac.compare_digest(proof, lock.password_hash):
        if tries >= _MOST_TRIES:
            _lock_up(vault, share, visitor)
        raise _refusal(vault, "wrong-password", visitor, share, _WRONG_PASSWORD)
    return keys.password_key(root, sid)


def _count_try(vault: Vault, share: Share) -> int:
    with vault.database.write() as connection:
        now = note_now(vault, connection)
        counted, tries, until = shares.count_try(connection, share.id, now)
        if counted and tries >= _FREE_TRIES:
            wait = datetime.timedelta(seconds=2 ** (tries - _FREE_TRIES))
            shares.wait_until(connection, share.id, now + wait)
    if not counted:
        raise TriesExceeded(seconds=max(1, int((until - now).total_seconds())) if until else 1)
    return tries


def _lock_up(vault: Vault, share: Share, visitor: Visitor) -> None:
    with vault.database.write() as connection:
        now = note_now(vault, connection)
        if shares.end(connection, share.id, State.LOCKED, now):
            share_tickets.end_all(connection, share.id)
            audit_trail.append(connection, trail.event(now, "locked", share, visitor=visitor))


def _spend(vault: Vault, share: Share, lock: ShareLock, visitor: Visitor) -> str:
    """Use one of the openings; return the secret of the ticket it gives."""
    secret = keys.to_text(secrets.token_bytes(_SECRET))
    with vault.database.write() as connection:
        now = note_now(vault, connection)
        opened = shares.open_once(connection, share.id, lock.generation, now)
        if opened:
            until = min(now + TICKET_HOLDS, share.expires_at)
            ticket = Ticket(
                _hash(secret), share.id, lock.generation, share.mode, visitor.address, now, until
            )
            share_tickets.insert(connection, ticket)
            files = shares.files_of(connection, share.id, lock.generation)
            if shares.note_first(connection, share.id, now):
                notices.first_opening(vault, connection, share, files, visitor, now)
            events = trail.of_each(now, "opened", share, files, visitor=visitor)
            audit_trail.append(connection, *events)
    if not opened:  # somebody else took the last one, or it was revoked this moment
        raise _refusal(vault, "limit-reached", visitor, share, _told(vault, share, State.USED_UP))
    return secret


def _refusal(
    vault: Vault, reason: str, visitor: Visitor, share: Share | None, said: Text = REFUSED
) -> LinkRefused:
    """Write down why a link did not open; return what is told of it."""
    with vault.database.write() as connection:
        event = trail.refused(note_now(vault, connection), reason, visitor, share)
        audit_trail.append(connection, event)
    return LinkRefused(said=said)


def _policy(share: Share, sid: bytes) -> Policy:
    return Policy(sid, share.mode, share.password, share.files)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
