"""Tokens with which programs act for a user: `dv_…`, shown once, kept as a hash.

A token may what its user may, no more, and nothing once the user is disabled.
"""

from __future__ import annotations

import datetime
import secrets
from typing import TYPE_CHECKING

from docvault.access import Right, require
from docvault.database import api_tokens, audit_trail, users
from docvault.errors import BadArgument, TokenNotFound, UserNotFound
from docvault.model.event import Event
from docvault.model.token import Token
from docvault.model.user import User
from docvault.users.secret import hash_of, new_secret
from naming_rules.language import Text

if TYPE_CHECKING:
    from docvault.vault import Vault

PREFIX = "dv_"
"""What every token begins with: scanners for leaked secrets look for such."""
_SEEN_EVERY = datetime.timedelta(minutes=1)
_LONGEST_LABEL = 60
_LONGEST_DAYS = 3660
_LABEL = Text(
    f"1–{_LONGEST_LABEL} 个可见字符", f"1 to {_LONGEST_LABEL} characters that can be seen"
)
_DAYS = Text(f"1–{_LONGEST_DAYS} 天", f"1 to {_LONGEST_DAYS} days")


def create(
    vault: Vault, user: str, label: str, *, actor: str, days: int | None = None
) -> tuple[Token, str]:
    """Make a token for a user; return it and its secret, which is told now and never again.

    For oneself, or as an administrator. Without `days` it holds until it is revoked. Raises
    ActorNotAllowed, UserNotFound, BadArgument.
    """
    _ensure_may(vault, user, actor)
    if not (label.isprintable() and label == label.strip() and 0 < len(label) <= _LONGEST_LABEL):
        raise BadArgument(argument="label", value=label, allowed=_LABEL)
    if days is not None and not 0 < days <= _LONGEST_DAYS:
        raise BadArgument(argument="days", value=days, allowed=_DAYS)
    secret = new_secret(PREFIX)
    now = vault.now()
    until = now + datetime.timedelta(days=days) if days else None
    token = Token(secrets.token_hex(8), user, label, now, until)
    detail = {"name": user, "token": token.id, "label": label}
    with vault.database.write() as connection:
        api_tokens.insert(connection, token, hash_of(secret))
        audit_trail.append(connection, Event(now, actor, "token-create", detail=detail))
    return token, secret


def find(vault: Vault, secret: str) -> tuple[User, Token] | None:
    """Return whose token this is; None when it is none, revoked, too old, or its user disabled."""
    if not secret.startswith(PREFIX):
        return None
    with vault.database.read() as connection:
        found = api_tokens.find(connection, hash_of(secret))
    now = vault.now()
    if found is None or found[0].disabled or _is_over(found[1], now):
        return None
    seen_at = found[1].seen_at
    if seen_at is None or now - seen_at >= _SEEN_EVERY:
        with vault.database.write() as connection:
            api_tokens.see(connection, found[1].id, now)
    return found


def of(vault: Vault, user: str) -> list[Token]:
    """Return a user's tokens that hold, the oldest first."""
    now = vault.now()
    with vault.database.read() as connection:
        return [token for token in api_tokens.of(connection, user) if not _is_over(token, now)]


def revoke(vault: Vault, user: str, token: str, *, actor: str) -> None:
    """Let a token, named by its id, open nothing any more.

    One's own, or as an administrator. Raises ActorNotAllowed, UserNotFound, TokenNotFound.
    """
    _ensure_may(vault, user, actor)
    now = vault.now()
    with vault.database.write() as connection:
        if not api_tokens.revoke(connection, user, token, now):
            raise TokenNotFound(token=token)
        detail = {"name": user, "token": token}
        audit_trail.append(connection, Event(now, actor, "token-revoke", detail=detail))


def _ensure_may(vault: Vault, user: str, actor: str) -> None:
    if actor != user:
        require(vault.actor(actor), Right.ADMINISTER)
    with vault.database.read() as connection:
        if users.by_name(connection, user) is None:
            raise UserNotFound(name=user)


def _is_over(token: Token, now: datetime.datetime) -> bool:
    return token.revoked_at is not None or (
        token.expires_at is not None and now >= token.expires_at
    )
