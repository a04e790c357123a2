"""What people may do in departments that are not theirs. Only administrators give and take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docvault.access import GRANTABLE, Right, require
from docvault.database import audit_trail, grants, users
from docvault.errors import BadArgument, UserNotFound
from docvault.model.event import Event
from docvault.model.grant import Grant
from docvault.users.registering import ensure_department

if TYPE_CHECKING:
    from docvault.vault import Vault


def grant(vault: Vault, user: str, department: str, right: Right, *, actor: str) -> Grant:
    """Let a user read (READ), or read and check in (CHECK_IN), what is a department's.

    Sealed documents stay with the people named for them. Granting again changes nothing. Raises
    ActorNotAllowed, UserNotFound, BadArgument (a department that is not there, a right that
    cannot be granted).
    """
    require(vault.actor(actor), Right.ADMINISTER)
    if right not in GRANTABLE:
        allowed = ", ".join(each.value for each in GRANTABLE)
        raise BadArgument(argument="right", value=right.value, allowed=allowed)
    ensure_department(vault, department)
    given = Grant(user, department, right.value, actor, vault.now())
    with vault.database.write() as connection:
        if users.by_name(connection, user) is None:
            raise UserNotFound(name=user)
        if grants.insert(connection, given):
            audit_trail.append(connection, _event(given, "grant"))
    return given


def revoke(vault: Vault, user: str, department: str, right: Right, *, actor: str) -> bool:
    """Take a grant back; tell whether it was there. Raises ActorNotAllowed."""
    require(vault.actor(actor), Right.ADMINISTER)
    taken = Grant(user, department, right.value, actor, vault.now())
    with vault.database.write() as connection:
        there = grants.delete(connection, user, department, right.value)
        if there:
            audit_trail.append(connection, _event(taken, "grant-revoke"))
    return there


def every(vault: Vault) -> list[Grant]:
    """Return all grants, by user and department."""
    with vault.database.read() as connection:
        return grants.every(connection)


def _event(change: Grant, action: str) -> Event:
    detail = {"name": change.user, "department": change.department, "right": change.right}
    return Event(change.granted_at, change.granted_by, action, detail=detail)
