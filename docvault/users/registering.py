"""Who the users of a vault are: registering, changing, disabling, listing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from docvault.access import Right, require
from docvault.database import api_tokens, audit_trail, invitations, users
from docvault.database.engine import Connection
from docvault.errors import BadArgument, LastAdministrator, UserExists, UserNotFound
from docvault.model.event import Event
from docvault.model.user import Role, User, ensure_name
from docvault.users import sessions
from naming_rules.language import Text

# Not RFC 5322, only what keeps a slip of the pen out; whether it is read shows when it is used.
_MAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,190}")

if TYPE_CHECKING:
    from docvault.vault import Vault


def add(
    vault: Vault,
    name: str,
    *,
    actor: str,
    display_name: str | None = None,
    role: Role = Role.MEMBER,
    department: str | None = None,
    email: str | None = None,
) -> User:
    """Register a user, shown as `name` unless `display_name` says otherwise.

    Raises ActorNotAllowed; UserNameRefused; UserExists, also for a name that differs only in case;
    BadArgument for a department that the settings do not know or an address that is none.
    """
    require(vault.actor(actor), Right.ADMINISTER)
    user = User(name, display_name or name, role, department, email, created_at=vault.now())
    ensure_name(user.name)
    ensure_name(user.display_name)
    ensure_department(vault, department)
    _ensure_mail(email)
    detail = {"name": name, "role": role.value, "department": department}
    with vault.database.write() as connection:
        if taken := users.spelled_like(connection, name):
            raise UserExists(name=taken.name)
        users.insert(connection, user)
        audit_trail.append(connection, Event(vault.now(), actor, "user-add", detail=detail))
    return user


def change(
    vault: Vault,
    name: str,
    *,
    actor: str,
    display_name: str,
    role: Role,
    department: str | None,
    email: str | None,
) -> User:
    """Change what a user is called and is; the name stays. Another role ends their sessions.

    Returns the user as it is now. Raises ActorNotAllowed, UserNotFound, UserNameRefused,
    BadArgument, LastAdministrator.
    """
    require(vault.actor(actor), Right.ADMINISTER)
    ensure_name(display_name)
    ensure_department(vault, department)
    _ensure_mail(email)
    with vault.database.write() as connection:
        before = _known(connection, name)
        after = replace(
            before, display_name=display_name, role=role, department=department, email=email
        )
        if role is not Role.ADMINISTRATOR:
            _ensure_not_last(connection, before)
        if after != before:
            users.change(connection, after)
            detail = {"name": name, "before": _facts(before), "after": _facts(after)}
            event = Event(vault.now(), actor, "user-change", detail=detail)
            audit_trail.append(connection, event)
        if role is not before.role:
            sessions.end_within(connection, vault.now(), name, actor=actor)
    return after


def disable(vault: Vault, name: str, *, actor: str) -> User:
    """Let a user act no more; the name stays taken, for what it did stays done.

    Sessions, tokens and links end with it, so that none comes back when the user is enabled
    again. Disabling again changes nothing. Returns the user as it is now. Raises
    ActorNotAllowed, UserNotFound, LastAdministrator.
    """
    require(vault.actor(actor), Right.ADMINISTER)
    with vault.database.write() as connection:
        at = vault.now()
        _ensure_not_last(connection, _known(connection, name))
        if users.disable(connection, name, at):
            api_tokens.revoke_all(connection, name, at)
            invitations.withdraw(connection, name)
            event = Event(at, actor, "user-disable", detail={"name": name})
            audit_trail.append(connection, event)
            sessions.end_within(connection, at, name, actor=actor)
        return _known(connection, name)


def enable(vault: Vault, name: str, *, actor: str) -> User:
    """Let a disabled user act again, with the password they had.

    Returns the user as it is now. Raises ActorNotAllowed, UserNotFound.
    """
    require(vault.actor(actor), Right.ADMINISTER)
    with vault.database.write() as connection:
        if users.enable(connection, name):
            event = Event(vault.now(), actor, "user-enable", detail={"name": name})
            audit_trail.append(connection, event)
        return _known(connection, name)


def by_name(vault: Vault, name: str) -> User:
    """Return the user of exactly this name. Raises UserNotFound."""
    with vault.database.read() as connection:
        return _known(connection, name)


def every(vault: Vault) -> list[User]:
    """Return all users, the disabled ones too, by name."""
    with vault.database.read() as connection:
        return users.every(connection)


def _known(connection: Connection, name: str) -> User:
    user = users.by_name(connection, name)
    if user is None:
        raise UserNotFound(name=name)
    return user


def _ensure_not_last(connection: Connection, user: User) -> None:
    """Raise LastAdministrator when nobody would be left who can manage people."""
    if user.role is not Role.ADMINISTRATOR or user.disabled:
        return
    if not any(other.name != user.name for other in users.administrators(connection)):
        raise LastAdministrator(name=user.name)


def _facts(user: User) -> dict[str, object]:
    return {
        "display_name": user.display_name,
        "role": user.role.value,
        "department": user.department,
        "email": user.email,
    }


def ensure_department(vault: Vault, department: str | None) -> None:
    """Raise BadArgument for a department that the settings do not know.

    Access compares departments as written: one nobody has would quietly give no right.
    """
    codes = [entry.code for entry in vault.convention.departments]
    if department is not None and department not in codes:
        raise BadArgument(argument="department", value=department, allowed=", ".join(codes))


def _ensure_mail(email: str | None) -> None:
    if email is not None and not (email.isprintable() and _MAIL.fullmatch(email)):
        allowed = Text("形如 name@example.com 的地址", "an address such as name@example.com")
        raise BadArgument(argument="email", value=email, allowed=allowed)
