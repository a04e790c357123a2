"""One-time links: for the first administrator, for a newcomer, for a forgotten password.

Whoever has the link sets the password, once. A new link for somebody makes the one before void.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from docvault.access import Right, require
from docvault.database import audit_trail, invitations, passwords, users
from docvault.database.engine import Connection
from docvault.errors import InvitationOver, UserExists, UserNotFound
from docvault.model.event import Event
from docvault.model.invitation import Invitation, Purpose
from docvault.model.user import Role, User, ensure_name
from docvault.users import passwords as setting
from docvault.users.secret import hash_of, new_secret

if TYPE_CHECKING:
    from docvault.vault import Vault

_HOLDS = {
    Purpose.FIRST_RUN: datetime.timedelta(days=7),
    Purpose.JOIN: datetime.timedelta(days=7),
    Purpose.RESET: datetime.timedelta(days=1),
}


def needs_first_run(vault: Vault) -> bool:
    """Tell whether nobody could sign in and manage people: there is no active administrator."""
    with vault.database.read() as connection:
        return not _administrators(connection)


def first_run(vault: Vault) -> str | None:
    """Return the secret of a link that makes its taker the first administrator.

    None when there is an administrator. Asking again makes the link before void: whoever starts
    the server reads the one that holds.
    """
    secret = new_secret()
    with vault.database.write() as connection:
        if _administrators(connection):
            return None
        invitations.withdraw_for(connection, Purpose.FIRST_RUN)
        _enter(vault, connection, secret, Purpose.FIRST_RUN, None)
    return secret


def invite(vault: Vault, name: str, *, actor: str) -> tuple[Invitation, str]:
    """Make a link for a user to set a password: a newcomer's first one, or a forgotten one.

    Returns the link and its secret, which is told now and never again. Raises ActorNotAllowed,
    UserNotFound (also for a disabled one).
    """
    require(vault.actor(actor), Right.ADMINISTER)
    secret = new_secret()
    with vault.database.write() as connection:
        user = users.by_name(connection, name)
        if user is None or user.disabled:
            raise UserNotFound(name=name)
        purpose = Purpose.RESET if passwords.hash_of(connection, name) else Purpose.JOIN
        invitations.withdraw(connection, name)
        invitation = _enter(vault, connection, secret, purpose, name)
        detail = {"name": name, "purpose": purpose.value}
        audit_trail.append(connection, Event(vault.now(), actor, "invite", detail=detail))
    return invitation, secret


def look(vault: Vault, secret: str) -> Invitation:
    """Return what a link is for, without using it up. Raises InvitationOver."""
    with vault.database.read() as connection:
        return _valid(vault, connection, secret)


def of_user(vault: Vault, secret: str) -> tuple[Invitation, User]:
    """Return a link and the user who may take it. Raises InvitationOver."""
    invitation = look(vault, secret)
    return invitation, _user_of(vault, invitation)


def pending(vault: Vault) -> dict[str, Invitation]:
    """Return the links that can still be used, by user."""
    with vault.database.read() as connection:
        found = invitations.still_open(connection, vault.now())
    return {each.user: each for each in found if each.user}


def accept(vault: Vault, secret: str, password: str) -> User:
    """Set the password of the link's user, and use the link up; ends that user's sessions.

    Raises InvitationOver, PasswordRefused (then the link can still be used).
    """
    user = _user_of(vault, look(vault, secret))
    ready = setting.ready_for(vault, user, password)
    with vault.database.write() as connection:
        _use(vault, connection, secret)
        setting.put(vault, connection, user.name, ready, actor=user.name)
    return user


def accept_first(
    vault: Vault, secret: str, name: str, password: str, *, display_name: str | None = None
) -> User:
    """Register the first administrator with a password, and use the link up.

    Raises InvitationOver (also when there is an administrator by now), UserNameRefused,
    UserExists, PasswordRefused; then nothing has happened.
    """
    if look(vault, secret).purpose is not Purpose.FIRST_RUN:
        raise InvitationOver
    now = vault.now()
    user = User(name, display_name or name, Role.ADMINISTRATOR, None, None, created_at=now)
    ensure_name(user.name)
    ensure_name(user.display_name)
    ready = setting.ready_for(vault, user, password)
    detail = {"name": name, "role": user.role.value, "department": None}
    with vault.database.write() as connection:
        _use(vault, connection, secret)
        if _administrators(connection):
            raise InvitationOver
        if taken := users.spelled_like(connection, name):
            raise UserExists(name=taken.name)
        users.insert(connection, user)
        audit_trail.append(connection, Event(now, name, "user-add", detail=detail))
        setting.put(vault, connection, name, ready, actor=name)
    return user


def _enter(
    vault: Vault, connection: Connection, secret: str, purpose: Purpose, name: str | None
) -> Invitation:
    now = vault.now()
    invitation = Invitation(hash_of(secret), purpose, name, now, now + _HOLDS[purpose])
    invitations.insert(connection, invitation)
    return invitation


def _valid(vault: Vault, connection: Connection, secret: str) -> Invitation:
    found = invitations.by_hash(connection, hash_of(secret))
    if found is None or found.used_at or vault.now() >= found.expires_at:
        raise InvitationOver
    return found


def _use(vault: Vault, connection: Connection, secret: str) -> None:
    _valid(vault, connection, secret)
    if not invitations.use(connection, hash_of(secret), vault.now()):
        raise InvitationOver


def _user_of(vault: Vault, invitation: Invitation) -> User:
    with vault.database.read() as connection:
        user = users.by_name(connection, invitation.user) if invitation.user else None
    if user is None or user.disabled:
        raise InvitationOver
    return user


def _administrators(connection: Connection) -> list[User]:
    return [
        user
        for user in users.every(connection)
        if user.role is Role.ADMINISTRATOR and not user.disabled
    ]
