"""Guessing is slowed down, by who is guessed and by where it comes from; nobody is locked out.

The first few failures cost nothing; from then on each doubles the wait. Failures are forgiven one
by one as time goes by. An attempt counts as failed from the moment it begins, so a hundred at once
are not a hundred free ones; one that is made while there is a wait is refused and does not count,
so nobody's wait can be kept from ending.
"""

from __future__ import annotations

import datetime
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docvault.database import failed_attempts
from docvault.errors import TooManyAttempts
from docvault.users.secret import hash_of

if TYPE_CHECKING:
    from docvault.vault import Vault

_FORGIVEN_EVERY = datetime.timedelta(minutes=5)
_FORGOTTEN_AFTER = datetime.timedelta(days=1)
_IPV6_NETWORK = 64  # what one subscriber has


@dataclass(frozen=True, slots=True)
class Meter:
    """What is counted: `free` failures cost nothing, then waits double up to `longest` seconds."""

    key: str
    free: int
    longest: int

    def wait(self, failures: int) -> int:
        """Return how many seconds lie between the last failure and the next attempt."""
        beyond = failures - self.free
        return 0 if beyond < 0 else min(2 ** min(beyond, 20), self.longest)


def of_user(name: str) -> Meter:
    """Return the meter of a name that is tried, whether somebody has it or not."""
    return Meter(f"user:{hash_of(name)[:32]}", free=5, longest=60)


def of_code(name: str) -> Meter:
    """Return the meter of a user's second factor."""
    return Meter(f"code:{hash_of(name)[:32]}", free=5, longest=300)


def of_address(address: str) -> Meter:
    """Return the meter of where it comes from; a whole office may be behind one address."""
    return Meter(f"address:{network_of(address)}", free=20, longest=300)


def begin(vault: Vault, *meters: Meter) -> None:
    """Count an attempt as failed before it is made. Raises TooManyAttempts: it must wait."""
    now = vault.now()
    with vault.database.write() as connection:
        failed_attempts.forget_old(connection, now - _FORGOTTEN_AFTER)
        known = failed_attempts.held(connection, [meter.key for meter in meters], now)
        counted = []
        for meter in meters:
            count, last_at = known[meter.key]
            count = max(0, count - (now - last_at) // _FORGIVEN_EVERY)
            left = last_at + datetime.timedelta(seconds=meter.wait(count)) - now
            if count and left > datetime.timedelta():
                raise TooManyAttempts(seconds=int(left.total_seconds()))
            counted.append((meter.key, count + 1))
        for key, count in sorted(counted):  # as they were locked: nobody waits in a ring
            failed_attempts.put(connection, key, count, now)


def succeed(vault: Vault, *meters: Meter) -> None:
    """Forget the failures on these meters, after an attempt that was right."""
    with vault.database.write() as connection:
        failed_attempts.forget(connection, [meter.key for meter in meters])


def take_back(vault: Vault, meter: Meter) -> None:
    """Take back the one failure that `begin` counted; those before it stay."""
    with vault.database.write() as connection:
        found = failed_attempts.of(connection, [meter.key]).get(meter.key)
        if found:
            failed_attempts.put(connection, meter.key, max(0, found[0] - 1), found[1])


def network_of(address: str) -> str:
    """Return what is counted as one place: an address, or the network of one IPv6 subscriber."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return hash_of(address)[:32]
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        network = ipaddress.ip_network((int(parsed), _IPV6_NETWORK), strict=False)
        return str(mapped or network)
    return str(parsed)
