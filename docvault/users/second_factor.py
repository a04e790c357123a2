"""A second factor: the six digits of an app on one's phone (TOTP, RFC 6238), or a recovery code.

The secret is sealed with a key that lies beside the database. A code opens once; the one before
and the one after the present are taken as well, since clocks differ.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyotp

from docvault.access import Right, require
from docvault.database import audit_trail, second_factors, users
from docvault.database.engine import Connection
from docvault.database.second_factors import SecondFactor
from docvault.errors import CodeRefused, SecondFactorExists, UserNotFound
from docvault.model.event import Event
from docvault.store.keys import key_at, seal, unseal
from docvault.users import throttling
from docvault.users.secret import hash_of

if TYPE_CHECKING:
    from docvault.vault import Vault

_STEP_SECONDS = 30
_DRIFT = 1
_DIGITS = 6
_RECOVERY_CODES = 10
_RECOVERY_BYTES = 10


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an app is told, once."""

    secret: str
    """Base32, to be typed where no picture can be taken."""
    uri: str
    """`otpauth://…`, for a QR code."""


def begin(vault: Vault, user: str) -> Enrolment:
    """Prepare a second factor; it is not asked for until `confirm`.

    Beginning again replaces what was not confirmed. Raises SecondFactorExists.
    """
    secret = pyotp.random_base32()
    sealed = seal(_key(vault), secret, label=_label(user))
    with vault.database.write() as connection:
        known = second_factors.of(connection, user)
        if known and known.confirmed_at:
            raise SecondFactorExists(name=user)
        second_factors.put(connection, SecondFactor(user, sealed, None, 0, ()))
    return _enrolment(vault, user, secret)


def begun(vault: Vault, user: str) -> Enrolment | None:
    """Return what `begin` returned, as long as it is not confirmed."""
    with vault.database.write() as connection:
        known = second_factors.of(connection, user)
    if known is None or known.confirmed_at:
        return None
    return _enrolment(vault, user, unseal(_key(vault), known.sealed, label=_label(user)))


def confirm(vault: Vault, user: str, code: str) -> Sequence[str]:
    """Ask for the second factor from now on; return the recovery codes, which are told once.

    Raises CodeRefused, TooManyAttempts, SecondFactorExists.
    """
    throttling.begin(vault, throttling.of_code(user))
    with vault.database.write() as connection:
        known = second_factors.of(connection, user)
        if known and known.confirmed_at:
            raise SecondFactorExists(name=user)
        step = _step_of(vault, known, code) if known else None
        if known is None or step is None:
            raise CodeRefused
        codes = [_recovery_code() for _ in range(_RECOVERY_CODES)]
        hashes = tuple(hash_of(each) for each in codes)
        now = vault.now()
        confirmed = replace(known, confirmed_at=now, last_step=step, recovery_hashes=hashes)
        second_factors.put(connection, confirmed)
        audit_trail.append(connection, Event(now, user, "second-factor-on", detail={"name": user}))
    throttling.succeed(vault, throttling.of_code(user))
    return [_spaced(each) for each in codes]


def is_on(vault: Vault, user: str) -> bool:
    """Tell whether a user's second factor is asked for."""
    return user in owners(vault)


def owners(vault: Vault) -> frozenset[str]:
    """Return the names of all whose second factor is asked for."""
    with vault.database.read() as connection:
        return second_factors.owners(connection)


def check(vault: Vault, user: str, code: str) -> None:
    """Use a code of the app, or a recovery code, up. Raises CodeRefused, TooManyAttempts."""
    meter = throttling.of_code(user)
    throttling.begin(vault, meter)
    with vault.database.write() as connection:
        known = second_factors.of(connection, user)
        used = _used(vault, known, code) if known and known.confirmed_at else None
        if known is None or used is None:
            raise CodeRefused
        second_factors.put(connection, used)
        if used.recovery_hashes != known.recovery_hashes:
            detail = {"name": user, "left": len(used.recovery_hashes)}
            event = Event(vault.now(), user, "recovery-code-used", detail=detail)
            audit_trail.append(connection, event)
    throttling.succeed(vault, meter)


def turn_off(vault: Vault, user: str, *, actor: str) -> bool:
    """Ask for no second factor any more; tell whether there was one.

    One's own, after the password was checked again, or as an administrator. Raises
    ActorNotAllowed, UserNotFound.
    """
    if actor != user:
        require(vault.actor(actor), Right.ADMINISTER)
    with vault.database.write() as connection:
        if users.by_name(connection, user) is None:
            raise UserNotFound(name=user)
        return _turn_off_within(vault, connection, user, actor)


def _turn_off_within(vault: Vault, connection: Connection, user: str, actor: str) -> bool:
    there = second_factors.delete(connection, user)
    if there:
        event = Event(vault.now(), actor, "second-factor-off", detail={"name": user})
        audit_trail.append(connection, event)
    return there


def _used(vault: Vault, known: SecondFactor, code: str) -> SecondFactor | None:
    """Return the factor after this code; None when it is not right."""
    step = _step_of(vault, known, code)
    if step is not None:
        return replace(known, last_step=step)
    hashed = hash_of(_plain(code).upper())
    left = tuple(each for each in known.recovery_hashes if each != hashed)
    if len(left) == len(known.recovery_hashes):
        return None
    return replace(known, recovery_hashes=left)


def _step_of(vault: Vault, known: SecondFactor, code: str) -> int | None:
    """Return the time step of a code that is right and was not used yet."""
    secret = unseal(_key(vault), known.sealed, label=_label(known.user))
    totp = pyotp.TOTP(secret, digits=_DIGITS, interval=_STEP_SECONDS)
    present = int(vault.now().timestamp()) // _STEP_SECONDS
    given = _plain(code).encode()
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if step > known.last_step and hmac.compare_digest(totp.generate_otp(step).encode(), given):
            return step
    return None


def _plain(code: str) -> str:
    """Return a code as it is compared: without the blanks and dashes that make it readable."""
    kept = "".join(sign for sign in code if not sign.isspace() and sign != "-")
    return kept.encode("ascii", "replace").decode("ascii")


def _recovery_code() -> str:
    return base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode("ascii")


def _spaced(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _enrolment(vault: Vault, user: str, secret: str) -> Enrolment:
    totp = pyotp.TOTP(secret, digits=_DIGITS, interval=_STEP_SECONDS)
    issuer = vault.settings.vault.name.replace(":", " ")
    return Enrolment(secret, totp.provisioning_uri(name=user, issuer_name=issuer))


def _key(vault: Vault) -> bytes:
    return key_at(vault.own / "keys" / "people")


def _label(user: str) -> str:
    return f"second factor of {user}"
