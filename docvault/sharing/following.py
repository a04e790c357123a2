"""Links that always open the current version: sealed anew when there is one.

It happens when somebody opens the link. The server does not know the link; such a link's own part
of the key lies in the key jar beside the server's half, and is erased with it. Every key is used
once: the new sealing has another half and another content key.
"""

from __future__ import annotations

from docvault.database import audit_trail, documents, share_tickets, shares
from docvault.database.engine import Connection
from docvault.errors import ActorNotAllowed, ShareNotAllowed
from docvault.model.document import Document
from docvault.model.share import Share, ShareFile, ShareLock, State
from docvault.sharing import trail
from docvault.sharing.keys import Policy
from docvault.sharing.place import alone, jar_of, note_now, shelf_of
from docvault.sharing.rules import ensure_still_allowed
from docvault.sharing.sealing import seal
from docvault.vault import Vault


def refresh(vault: Vault, share: Share, sid: bytes) -> tuple[Share, ShareLock]:
    """Return the link with what opens its current versions, sealing them where they are new.

    A link that might not be made today (its maker left, a level was raised, the settings are
    stricter) follows no more: it stays as it was sealed. Raises StoreError.
    """
    with vault.database.read() as connection:
        if not _moved(connection, share):
            return share, shares.lock_of(connection, share.id)
        sid_hash = shares.lock_of(connection, share.id).sid_hash
    with alone(vault, sid_hash):
        _seal_anew(vault, share, sid)
    with vault.database.read() as connection:
        return share, shares.lock_of(connection, share.id)


def _seal_anew(vault: Vault, share: Share, sid: bytes) -> None:
    with vault.database.read() as connection:
        known = shares.by_id(connection, share.id)
        before = shares.lock_of(connection, share.id)
        current = _moved(connection, share)
    kept = jar_of(vault).follow(before.sid_hash)
    if known is None or known.state is not State.ACTIVE or not current or kept is None:
        return
    link_key, password = kept
    maker = vault.actor(share.created_by)
    pairs = [(document, vault.version(document)) for document in current]
    try:
        ensure_still_allowed(vault.settings, maker, share, pairs)
    except (ActorNotAllowed, ShareNotAllowed):
        jar_of(vault).forget_follow(before.sid_hash)
        return
    user = maker.user
    lock, files = seal(
        vault,
        pairs,
        before,
        Policy(sid, share.mode, share.password, share.files),
        link_key=link_key,
        password=password,
        sharer=user.display_name if user else share.created_by,
        note=share.note,
    )
    _enter(vault, share, lock, files)


def _enter(vault: Vault, share: Share, lock: ShareLock, files: list[ShareFile]) -> None:
    with vault.database.write() as connection:
        entered = shares.seal_anew(connection, share.id, lock, files)
        if entered:
            now = note_now(vault, connection)
            events = trail.of_each(now, "followed", share, files, actor=share.created_by)
            audit_trail.append(connection, *events)
            still = share_tickets.generations(connection, share.id) | {lock.generation}
    if entered:
        shelf_of(vault).remove_others(lock.sid_hash, still)
    else:  # it was revoked meanwhile
        jar_of(vault).erase(lock.sid_hash)
        shelf_of(vault).remove(lock.sid_hash)


def _moved(connection: Connection, share: Share) -> list[Document]:
    """Return the documents of a link as they are now; empty where none has a newer version."""
    sealed = shares.files_of(connection, share.id)
    known = documents.by_ids(connection, {file.document for file in sealed})
    if all(file.document in known for file in sealed) and any(
        known[file.document].current != file.version for file in sealed
    ):
        return [known[file.document] for file in sealed]
    return []
