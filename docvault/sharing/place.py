"""What sharing has of a vault: the share store, the key jar, the time."""

from __future__ import annotations

import datetime
from contextlib import AbstractContextManager

from docvault.database import high_water
from docvault.database.engine import Connection
from docvault.sharing.jar import KeyJar
from docvault.sharing.shelf import Shelf
from docvault.store.lock import locked
from docvault.vault import Vault

_WAIT_SECONDS = 60.0


def shelf_of(vault: Vault) -> Shelf:
    """Return where a vault's links have their ciphertexts."""
    return Shelf(vault.own / "shares", vault.staging)


def jar_of(vault: Vault) -> KeyJar:
    """Return where a vault keeps its halves of the keys."""
    return KeyJar(vault.own / "keyjar", vault.staging)


def now_of(vault: Vault, connection: Connection) -> datetime.datetime:
    """Return the moment it is, and never one before the latest that the vault has known."""
    now = vault.now()
    mark = high_water.mark(connection)
    return max(now, mark) if mark else now


def note_now(vault: Vault, connection: Connection) -> datetime.datetime:
    """Return the same, and let the vault remember it; where something is written anyway."""
    return high_water.advance(connection, vault.now())


def alone(vault: Vault, sid_hash: str) -> AbstractContextManager[None]:
    """Hold a link's files alone, over all processes. Raises StoreLocked."""
    return locked(vault.own / "locks" / f"share-{sid_hash[:16]}.lock", timeout=_WAIT_SECONDS)
