"""Who the users of a vault are: registering, listing, disabling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docvault.access import Right, require
from docvault.database import audit_trail, users
from docvault.errors import BadArgument, UserExists, UserNotFound
from docvault.model.event import Event
from docvault.model.user import Role, User, ensure_name
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


def disable(vault: Vault, name: str, *, actor: str) -> User:
    """Let a user act no more; the name stays taken, for what it did stays done.

    Disabling again changes nothing. Returns the user as it is now. Raises ActorNotAllowed,
    UserNotFound.
    """
    require(vault.actor(actor), Right.ADMINISTER)
    with vault.database.write() as connection:
        at = vault.now()
        if users.disable(connection, name, at):
            event = Event(at, actor, "user-disable", detail={"name": name})
            audit_trail.append(connection, event)
        user = users.by_name(connection, name)
    if user is None:
        raise UserNotFound(name=name)
    return user


def every(vault: Vault) -> list[User]:
    """Return all users, the disabled ones too, by name."""
    with vault.database.read() as connection:
        return users.every(connection)


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
