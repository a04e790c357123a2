"""Passwords: kept as Argon2id, checked in the same time whoever is named, guessed only slowly.

The parameters are above what OWASP asks for (46 MiB, one pass). A hash made with older ones is
made anew when its user signs in. Few are computed at a time, so that many who knock at once cost
time and not memory.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from docvault.access import Right, require
from docvault.database import audit_trail, passwords, users
from docvault.database.engine import Connection
from docvault.errors import SignInRefused, TooManyAttempts, UserNotFound
from docvault.model.event import Event
from docvault.model.user import User
from docvault.users import sessions, throttling
from docvault.users.password_rules import LONGEST, ensure_good, normal

if TYPE_CHECKING:
    from docvault.vault import Vault

_HASHER = PasswordHasher(time_cost=2, memory_cost=46 * 1024, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(2)
_LONGEST_QUEUE_SECONDS = 20.0


def check(vault: Vault, name: str, password: str, *, address: str) -> User:
    """Return the user of this name, in any case, and password.

    Raises SignInRefused, the same and as late for a name nobody has, a wrong password, a user
    without one and a disabled one; TooManyAttempts.
    """
    name = name[:LONGEST].encode("utf-8", "replace").decode()
    with vault.database.read() as connection:
        user = users.spelled_like(connection, name)
        kept = passwords.hash_of(connection, user.name) if user else None
    who = throttling.of_user(user.name if user else name)
    where = throttling.of_address(address)
    # Where somebody is signed in already, others' guesses from elsewhere do not make them wait.
    known_here = user is not None and _is_known_at(vault, user, address)
    throttling.begin(vault, *((where,) if known_here else (who, where)))
    right = _verify(kept or _dummy(), password)
    if user is None or kept is None or not right or user.disabled:
        raise SignInRefused
    throttling.succeed(vault, who)
    throttling.take_back(vault, where)
    if _HASHER.check_needs_rehash(kept):
        with vault.database.write() as connection:
            passwords.put(connection, user.name, hashed(password), vault.now())
    return user


def change(
    vault: Vault, user: User, old: str, new: str, *, address: str, kept_session: str = ""
) -> None:
    """Change a user's own password, who must know the old one; ends their other sessions.

    Raises SignInRefused (the old one is wrong), TooManyAttempts, PasswordRefused.
    """
    check(vault, user.name, old, address=address)
    ready = ready_for(vault, user, new)
    with vault.database.write() as connection:
        put(vault, connection, user.name, ready, actor=user.name, kept_session=kept_session)


def set_by_administrator(vault: Vault, name: str, new: str, *, actor: str) -> None:
    """Set a user's password, as from the command line of the vault's machine.

    Raises ActorNotAllowed, UserNotFound, PasswordRefused.
    """
    require(vault.actor(actor), Right.ADMINISTER)
    with vault.database.read() as connection:
        user = users.by_name(connection, name)
    if user is None:
        raise UserNotFound(name=name)
    ready = ready_for(vault, user, new)
    with vault.database.write() as connection:
        put(vault, connection, name, ready, actor=actor)


def ready_for(vault: Vault, user: User, new: str) -> str:
    """Return the hash of a new password for `put`. Raises PasswordRefused."""
    company = vault.settings.vault.name
    known = (user.name, user.display_name, user.email, company, user.department)
    ensure_good(new, [name for name in known if name])
    return hashed(new)


def put(
    vault: Vault,
    connection: Connection,
    name: str,
    ready: str,
    *,
    actor: str,
    kept_session: str = "",
) -> None:
    """Set a password that `ready_for` has hashed, in a transaction; ends the other sessions."""
    now = vault.now()
    passwords.put(connection, name, ready, now)
    audit_trail.append(connection, Event(now, actor, "password-change", detail={"name": name}))
    sessions.end_within(connection, now, name, actor=actor, kept=kept_session)


def owners(vault: Vault) -> frozenset[str]:
    """Return the names of all who have a password."""
    with vault.database.read() as connection:
        return passwords.owners(connection)


def hashed(password: str) -> str:
    """Return the slow hash of a password."""
    with _turn():
        return _HASHER.hash(normal(password))


def _verify(kept: str, password: str) -> bool:
    # What is too long to be anybody's is cut: hashing a megabyte would cost time for nothing.
    with _turn():
        try:
            return _HASHER.verify(kept, normal(password[: LONGEST + 1]))
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_LONGEST_QUEUE_SECONDS):
        raise TooManyAttempts(seconds=5)
    try:
        yield
    finally:
        _AT_ONCE.release()


@cache
def _dummy() -> str:
    """Return a hash that is compared where there is none, so that it takes as long."""
    return _HASHER.hash("a password that nobody has")


def _is_known_at(vault: Vault, user: User, address: str) -> bool:
    return any(session.address == address for session in sessions.of(vault, user.name))
