"""The end of links: revoked, expired, used up, locked, lost with the key jar.

State first, in one transaction: from then on nothing opens it. Then the server's half is
overwritten and removed, then the ciphertext, then who was still at it; the audit event is last and
says that nothing is left. Killed anywhere in between, `sweep` goes on from there.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from docvault.access import Actor, Right, decide
from docvault.database import audit_trail, documents, file_requests, share_tickets, shares
from docvault.database.shares import ShareFilter
from docvault.errors import ShareNotFound, ShareOver, StoreError
from docvault.model.document import Document
from docvault.model.share import Share, ShareLock, State
from docvault.model.version import Version
from docvault.sharing import requests, trail
from docvault.sharing.place import alone, jar_of, note_now, shelf_of
from docvault.sharing.rules import ensure_days, ensure_still_allowed, is_own
from docvault.vault import Vault

_ORPHANED_SECONDS = 24 * 3600.0
_MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did."""

    expired: int = 0
    used_up: int = 0
    lost: int = 0
    erased: int = 0
    requests: int = 0
    """Of files, whose time was over."""


def find(vault: Vault, share_id: str, *, actor: Actor) -> Share:
    """Return a link of the actor's own, any for who oversees the vault. Raises ShareNotFound."""
    with vault.database.read() as connection:
        found = shares.by_id(connection, share_id)
    if found is None or not (
        is_own(actor, found.created_by) or decide(actor, Right.OVERSEE).allowed
    ):
        raise ShareNotFound(share=share_id)
    return found


def revoke(vault: Vault, share_id: str, *, actor: Actor) -> Share:
    """End a link now, for good. One that is over stays as it is.

    Raises ShareNotFound, StoreError (it is revoked all the same, and erased later).
    """
    share = find(vault, share_id, actor=actor)
    _end(vault, share, State.REVOKED, actor.name)
    finish(vault)
    return find(vault, share_id, actor=actor)


def revoke_all(vault: Vault, maker: str, *, actor: Actor) -> int:
    """End all links that somebody made; return how many. Raises StoreError."""
    with vault.database.read() as connection:
        wanted = ShareFilter(created_by=maker, state=State.ACTIVE)
        found = shares.page(connection, wanted, limit=_MANY)
    for share in found:
        find(vault, share.id, actor=actor)
        _end(vault, share, State.REVOKED, actor.name)
    finish(vault)
    return len(found)


def extend(vault: Vault, share_id: str, days: int, *, actor: Actor) -> Share:
    """Let a link hold for so many days from now.

    Raises ShareNotFound, ShareOver, BadArgument; ActorNotAllowed or ShareNotAllowed where such a
    link might not be made today.
    """
    share = find(vault, share_id, actor=actor)
    days = ensure_days(vault.settings, days)
    ensure_still_allowed(vault.settings, actor, share, _documents(vault, share))
    with vault.database.write() as connection:
        now = note_now(vault, connection)
        until = now + datetime.timedelta(days=days)
        if not shares.extend(connection, share.id, until, now):
            raise ShareOver(share=share.id, state=share.state.value)
        files = shares.files_of(connection, share.id)
        events = trail.of_each(
            now,
            "extended",
            share,
            files,
            actor=actor.name,
            expires=until.isoformat(),
            before=share.expires_at.isoformat(),
        )
        audit_trail.append(connection, *events)
    return find(vault, share_id, actor=actor)


def sweep(vault: Vault) -> Swept:
    """End what is over, erase what is ended, note the time; every minute, and when serving begins.

    Repeatable, and safe beside others that sweep. Raises StoreError.
    """
    with vault.database.write() as connection:
        now = note_now(vault, connection)
        share_tickets.forget_old(connection, now)
    with vault.database.read() as connection:
        due, used, live = (
            shares.due(connection, now),
            shares.used_up(connection, now),
            shares.active(connection),
        )
    jar = jar_of(vault)
    lost = [share for share, lock in live if jar.half(lock.sid_hash) is None]
    done = Swept(
        expired=sum(_end(vault, share, State.EXPIRED) for share in due),
        used_up=sum(_end(vault, share, State.USED_UP) for share in used),
        lost=sum(_end(vault, share, State.LOST) for share in lost),
        requests=requests.sweep(vault),
    )
    try:
        _clear(vault)
    finally:  # whatever else goes wrong, what is over is erased
        erased = finish(vault)
    return replace(done, erased=erased)


def finish(vault: Vault) -> int:
    """Erase what is left of links that are over; return of how many.

    Raises StoreError for the first that could not be erased, after all the others were.
    """
    with vault.database.read() as connection:
        found = shares.unerased(connection)
    failed: list[StoreError] = []
    for share, lock in found:
        try:
            _erase(vault, share, lock)
        except StoreError as error:
            failed.append(error)
    if failed:
        raise failed[0]
    return len(found)


def _documents(vault: Vault, share: Share) -> list[tuple[Document, Version]]:
    """Return the documents of a link as they are now, with the versions that it opens."""
    with vault.database.read() as connection:
        files = shares.files_of(connection, share.id)
        known = documents.by_ids(connection, {file.document for file in files})
    return [
        (known[file.document], vault.version(known[file.document], file.version))
        for file in files
        if file.document in known
    ]


def _end(vault: Vault, share: Share, how: State, by: str | None = None) -> bool:
    with vault.database.write() as connection:
        return shares.end(connection, share.id, how, note_now(vault, connection), by)


def _erase(vault: Vault, share: Share, lock: ShareLock) -> None:
    with alone(vault, lock.sid_hash):
        jar_of(vault).erase(lock.sid_hash)
        shelf_of(vault).remove(lock.sid_hash)
    with vault.database.write() as connection:
        share_tickets.end_all(connection, share.id)
        now = note_now(vault, connection)
        if shares.note_erased(connection, share.id, now):
            files = shares.files_of(connection, share.id)
            how = "expired-and-erased" if share.state is State.EXPIRED else share.state.value
            who = share.ended_by or "docvault"
            events = trail.of_each(now, how, share, files, actor=who, opens=share.opens)
            audit_trail.append(connection, *events)


def _clear(vault: Vault) -> None:
    """Remove what somebody killed while making a link has left, once it is a day old."""
    with vault.database.read() as connection:
        known = shares.known_sids(connection) | file_requests.sids(connection)
        live = shares.active(connection)
    jar, shelf = jar_of(vault), shelf_of(vault)
    for name in {*jar.older_than(_ORPHANED_SECONDS)} - known:
        jar.erase(name)
    for name in {*shelf.older_than(_ORPHANED_SECONDS)} - known:
        shelf.remove(name)
    for share, lock in live:
        if len(shelf.generations(lock.sid_hash)) > 1:
            _clear_sealings(vault, share, lock.sid_hash)


def _clear_sealings(vault: Vault, share: Share, sid_hash: str) -> None:
    """Remove the sealings of a link that nobody is at any more; none is made meanwhile."""
    with alone(vault, sid_hash):
        with vault.database.read() as connection:
            now = shares.lock_of(connection, share.id).generation
            still = share_tickets.generations(connection, share.id) | {now}
        shelf_of(vault).remove_others(sid_hash, still)
