"""Who is signed in, from which browsers.

A session ends when it was not used for `[sign_in] idle_hours`, after `longest_days` in any case,
when its user is disabled, and when somebody ends it. The browser holds a secret, the database its
hash: whoever reads the database cannot come in. Signing in always begins a new session, so one
that was slipped to somebody before leads nowhere.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from docvault.access import Actor, actor_for
from docvault.database import audit_trail, sessions
from docvault.database.engine import Connection
from docvault.model.event import Event
from docvault.model.session import Session
from docvault.model.user import User
from docvault.users.secret import hash_of, new_secret

if TYPE_CHECKING:
    from docvault.vault import Vault

_SEEN_EVERY = datetime.timedelta(minutes=1)
_LONGEST_ADDRESS = 100
_LONGEST_AGENT = 300


def begin(vault: Vault, user_name: str, *, method: str, address: str, agent: str) -> str:
    """Sign a user in and return the secret for the browser, which is told to nobody else.

    Who it is must be known already; `method` says how: `password`, `password+totp`, `oidc`,
    `invitation`.
    """
    secret = new_secret()
    now = vault.now()
    session = Session(
        id=hash_of(secret),
        user=user_name,
        created_at=now,
        seen_at=now,
        expires_at=now + datetime.timedelta(days=vault.settings.sign_in.longest_days),
        address=_tidy(address, _LONGEST_ADDRESS),
        agent=_tidy(agent, _LONGEST_AGENT),
        method=method,
    )
    detail = {"method": method, "address": session.address}
    with vault.database.write() as connection:
        sessions.delete_old(connection, now, now - _idle(vault))
        sessions.insert(connection, session)
        audit_trail.append(connection, Event(now, user_name, "sign-in", detail=detail))
    return secret


def find(vault: Vault, secret: str) -> tuple[User, Session] | None:
    """Return who is signed in with this secret; None when the session is over or never was.

    Using a session keeps it; that is noted at most once a minute.
    """
    session_hash = hash_of(secret)
    with vault.database.read() as connection:
        found = sessions.find(connection, session_hash)
    now = vault.now()
    if found is None or found[0].disabled or _is_over(vault, found[1], now):
        return None
    if now - found[1].seen_at >= _SEEN_EVERY:
        with vault.database.write() as connection:
            sessions.see(connection, session_hash, now)
    return found


def actor_of(vault: Vault, user: User) -> Actor:
    """Return the actor that a user is, with what they were granted; the same at every door."""
    with vault.database.read() as connection:
        return actor_for(connection, user)


def of(vault: Vault, user_name: str) -> list[Session]:
    """Return a user's sessions that are not over, the one last used first."""
    now = vault.now()
    with vault.database.read() as connection:
        found = sessions.of(connection, user_name)
    return [session for session in found if not _is_over(vault, session, now)]


def last_seen(vault: Vault) -> dict[str, datetime.datetime]:
    """Return when users were last seen, of those whose last sessions are not long over."""
    with vault.database.read() as connection:
        return sessions.last_seen(connection)


def end(vault: Vault, secret: str) -> None:
    """Sign out. A session that is over already stays so."""
    session_hash = hash_of(secret)
    with vault.database.write() as connection:
        found = sessions.find(connection, session_hash)
        if found and sessions.delete(connection, session_hash):
            event = Event(vault.now(), found[0].name, "sign-out")
            audit_trail.append(connection, event)


def end_one(vault: Vault, user_name: str, session_id: str) -> bool:
    """End one of a user's own sessions, named by its id; tell whether there was such a one."""
    with vault.database.write() as connection:
        mine = {session.id for session in sessions.of(connection, user_name)}
        ended = session_id in mine and sessions.delete(connection, session_id)
        if ended:
            detail = {"name": user_name, "sessions": 1}
            event = Event(vault.now(), user_name, "sessions-end", detail=detail)
            audit_trail.append(connection, event)
    return ended


def end_all(vault: Vault, user_name: str, *, actor: str, kept: str = "") -> int:
    """End a user's sessions, but the one whose id is `kept`; return how many were ended."""
    with vault.database.write() as connection:
        return end_within(connection, vault.now(), user_name, actor=actor, kept=kept)


def end_within(
    connection: Connection, now: datetime.datetime, user_name: str, *, actor: str, kept: str = ""
) -> int:
    """Do what `end_all` does, in the transaction of something that must end them with it."""
    ended = sessions.delete_of(connection, user_name, kept=kept)
    if ended:
        detail = {"name": user_name, "sessions": ended}
        audit_trail.append(connection, Event(now, actor, "sessions-end", detail=detail))
    return ended


def _idle(vault: Vault) -> datetime.timedelta:
    return datetime.timedelta(hours=vault.settings.sign_in.idle_hours)


def _is_over(vault: Vault, session: Session, now: datetime.datetime) -> bool:
    return now >= session.expires_at or now - session.seen_at >= _idle(vault)


def _tidy(text: str, longest: int) -> str:
    """Return a header as one printable line: it is shown to its user and in the audit trail."""
    return "".join(sign for sign in text if sign.isprintable())[:longest]
