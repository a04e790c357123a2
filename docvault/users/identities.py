"""Who somebody is whom an identity provider vouches for.

Issuer and subject decide, which a provider never gives to somebody else. The first time, a
verified address of mail finds the user, if it is exactly one's and that one is not linked yet.
An administrator is not found that way: whoever runs the mail would run the vault.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docvault.database import audit_trail, identities, users
from docvault.database.engine import Connection
from docvault.errors import SingleSignOnFailed, UserNameRefused
from docvault.model.event import Event
from docvault.model.user import Role, User, ensure_name
from naming_rules.language import Text

if TYPE_CHECKING:
    from docvault.vault import Vault

_NOBODY = Text(
    "文件库里没有与此账号对应的用户，请联系管理员",
    "nobody in the vault has this account; ask the administrator",
)
_DISABLED = Text("这个用户已停用", "this user is disabled")
_MOST_NAMES = 100


@dataclass(frozen=True, slots=True)
class Claims:
    """What a provider vouches for, after its signature was checked."""

    issuer: str
    subject: str
    email: str | None = None
    """Only when the provider says that it is verified."""
    name: str | None = None
    display_name: str | None = None


def user_of(vault: Vault, claims: Claims, *, create: bool) -> User:
    """Return the user whom the provider means, linking or registering them the first time.

    `create`: somebody unknown becomes a member without a department. Raises SingleSignOnFailed.
    """
    with vault.database.write() as connection:
        user = identities.user_of(connection, claims.issuer, claims.subject)
        if user is None:
            user = _by_mail(connection, claims)
            if user is None and create:
                user = _registered(vault, connection, claims)
            if user is None:
                raise SingleSignOnFailed(reason=_NOBODY)
            _link(vault, connection, claims, user)
    if user.disabled:
        raise SingleSignOnFailed(reason=_DISABLED)
    return user


def _by_mail(connection: Connection, claims: Claims) -> User | None:
    if not claims.email:
        return None
    found = [user for user in users.with_email(connection, claims.email) if not user.disabled]
    if len(found) != 1 or found[0].role is Role.ADMINISTRATOR:
        return None
    return None if identities.has_other(connection, claims.issuer, found[0].name) else found[0]


def _registered(vault: Vault, connection: Connection, claims: Claims) -> User:
    name = _free_name(connection, claims)
    shown = claims.display_name if _can_stand(claims.display_name) else None
    # An address somebody has already would make two users of one address.
    taken = claims.email and users.with_email(connection, claims.email)
    email = None if taken else claims.email
    user = User(name, shown or name, Role.MEMBER, None, email, created_at=vault.now())
    users.insert(connection, user)
    detail = {"name": name, "role": user.role.value, "department": None, "issuer": claims.issuer}
    audit_trail.append(connection, Event(user.created_at, name, "user-add", detail=detail))
    return user


def _free_name(connection: Connection, claims: Claims) -> str:
    """Return a name nobody has, after what the provider calls them."""
    mail = claims.email.partition("@")[0] if claims.email else None
    wanted = (claims.name, mail, claims.display_name)
    first = next((name for name in wanted if name and _can_stand(name)), "user")[:60]
    for number in range(1, _MOST_NAMES):
        name = first if number == 1 else f"{first}{number}"
        if _can_stand(name) and users.spelled_like(connection, name) is None:
            return name
    raise SingleSignOnFailed(reason=_NOBODY)


def _can_stand(name: str | None) -> bool:
    try:
        ensure_name(name or "")
    except UserNameRefused:
        return False
    return True


def _link(vault: Vault, connection: Connection, claims: Claims, user: User) -> None:
    now = vault.now()
    identities.insert(connection, claims.issuer, claims.subject, user.name, now)
    detail = {"name": user.name, "issuer": claims.issuer, "subject": claims.subject}
    audit_trail.append(connection, Event(now, user.name, "identity-link", detail=detail))
