"""What a partner does once a link is open: pages seen, files taken, put on record as it happens."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docvault.database import audit_trail, documents, share_tickets, shares
from docvault.database.share_tickets import Ticket
from docvault.model.share import Mode, Share, ShareFile, ShareLock, State
from docvault.settings.model import Reach
from docvault.sharing import keys, trail
from docvault.sharing.keys import Link, Policy
from docvault.sharing.opening import Viewing, ticket_of
from docvault.sharing.place import note_now, shelf_of
from docvault.sharing.trail import Visitor
from docvault.store.memory_files import memory_file
from docvault.store.sealed_stream import open_stream
from docvault.vault import Vault


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """A ciphertext that a ticket gives."""

    ticket: Ticket
    share: Share
    file: ShareFile
    path: Path
    etag: str
    """Names these bytes and no others, without quotes."""


def sealed_of(vault: Vault, sid: bytes, ticket: str, number: int) -> Sealed | None:
    """Return the ciphertext of one document of a link opened to download; None for all else."""
    known = ticket_of(vault, ticket)
    with vault.database.read() as connection:
        found = shares.by_sid(connection, hashlib.sha256(sid).hexdigest())
        if known is None or found is None or known.share != found[0].id:
            return None
        files = shares.files_of(connection, known.share, known.generation)
    share, lock = found
    if Mode.DOWNLOAD is not known.mode or share.mode is not Mode.DOWNLOAD:
        return None
    if not 0 <= number < len(files):
        return None
    path = shelf_of(vault).path(lock.sid_hash, known.generation, number)
    which = f"{lock.sid_hash}/{known.generation}-{number}".encode()
    return Sealed(known, share, files[number], path, hashlib.sha256(which).hexdigest()[:32])


def plaintext(vault: Vault, viewing: Viewing, number: int) -> Iterator[bytes]:
    """Yield the bytes of a document that was opened here. Raises SealBroken, StoreError."""
    lock = viewing.lock
    sealed = shelf_of(vault).read(lock.sid_hash, lock.generation, number)
    return open_stream(sealed, keys.file_key(viewing.cek, viewing.sid, number))


@contextlib.contextmanager
def laid_out(vault: Vault, viewing: Viewing, number: int) -> Iterator[Path]:
    """Give a document that was opened here as a file, for as long as a reader needs it.

    It lies in memory, not in the vault: what is shared sealed is on no disk in the clear.
    """
    size = viewing.files[number].size
    with memory_file(plaintext(vault, viewing, number), size) as path:
        yield path


def manifest_of(viewing: Viewing) -> dict[str, Any]:
    """Return what a link that was opened here holds: names, from whom, the note."""
    share = viewing.share
    policy = Policy(viewing.sid, share.mode, share.password, share.files)
    return keys.open_manifest(viewing.cek, viewing.lock.manifest, policy)


def note_page(vault: Vault, viewing: Viewing, number: int, page: int, visitor: Visitor) -> bool:
    """Put on record that a page is seen, the first time it is; False: the opening is over."""
    ticket = ticket_of(vault, viewing.ticket)
    if ticket is None:
        return False
    with vault.database.write() as connection:
        now = note_now(vault, connection)
        if share_tickets.note_page(connection, ticket, number, page, now):
            seen = trail.event(
                now,
                "page-viewed",
                viewing.share,
                file=viewing.files[number],
                visitor=visitor,
                page=page,
            )
            audit_trail.append(connection, seen)
    return True


def note_download(
    vault: Vault, share: Share, file: ShareFile, visitor: Visitor, *, count: int, whole: bool
) -> None:
    """Put on record that a file was sent to its end, or how many bytes of it were."""
    how = "download-done" if whole else "download-aborted"
    with vault.database.write() as connection:
        now = note_now(vault, connection)
        event = trail.event(now, how, share, file=file, visitor=visitor, bytes=count)
        audit_trail.append(connection, event)


def repaired(vault: Vault, link: Link, visitor: Visitor) -> bool:
    """Tell whether a link that a gateway broke may be put right; put on record that it was broken.

    Its secret stood in an address, and in who knows which logs: one to a sealed document is not
    used any more. Of a link that is none nothing is told.
    """
    with vault.database.read() as connection:
        found = shares.by_sid(connection, hashlib.sha256(link.sid).hexdigest())
    if found is None or not _is_of(link, *found):
        return True
    share = found[0]
    with vault.database.write() as connection:
        files = shares.files_of(connection, share.id)
        known = documents.by_ids(connection, {file.document for file in files})
        levels = vault.settings.levels
        sealed = any(levels.reach(each.level) is Reach.NAMED for each in known.values())
        event = trail.event(
            note_now(vault, connection), "repaired", share, visitor=visitor, refused=sealed
        )
        audit_trail.append(connection, event)
    return not sealed


def _is_of(link: Link, share: Share, lock: ShareLock) -> bool:
    sent = hashlib.sha256(link.auth).digest()
    return share.state is State.ACTIVE and sent == lock.auth_hash
