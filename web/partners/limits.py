"""How often somebody outside may try: by address, by link, and after wrong links not for an hour.

Counted in this process, in memory. An IPv6 address stands for its network of one subscriber.
"""

from __future__ import annotations

import hashlib
import math
import time

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from docvault.errors import TriesExceeded
from docvault.users.throttling import network_of

_LOOKS = RateLimitItemPerMinute(60, namespace="look")
_ASKS = RateLimitItemPerMinute(10, namespace="ask")
_TRIES = RateLimitItemPerMinute(10, namespace="try")
_OF_LINK = RateLimitItemPerMinute(20, namespace="link")
_SENDS = RateLimitItemPerMinute(120, namespace="send")
_WRONG = RateLimitItemPerHour(20, namespace="wrong")
_SHUT_OUT = RateLimitItemPerHour(1, namespace="shut-out")


class Limits:
    """What one process has seen."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()
        self._counts = MovingWindowRateLimiter(self._storage)

    def forget(self) -> None:
        """Begin anew, with nobody counted."""
        self._storage.reset()

    def look(self, address: str) -> None:
        """Count a page that anybody may ask for. Raises TriesExceeded."""
        self._count(_LOOKS, network_of(address))

    def ask(self, address: str) -> None:
        """Count a question what a link is. Raises TriesExceeded."""
        self._let_in(address)
        self._count(_ASKS, network_of(address))

    def attempt(self, address: str) -> None:
        """Count an attempt to open a link, whatever link it is. Raises TriesExceeded."""
        self._let_in(address)
        self._count(_TRIES, network_of(address))

    def of_link(self, sid: str) -> None:
        """Count an attempt by who has the link, and not only its address. Raises TriesExceeded.

        Whoever knows no more than the address could keep a link from all others otherwise.
        """
        self._count(_OF_LINK, hashlib.sha256(sid.encode("utf-8", "surrogatepass")).hexdigest())

    def send(self, address: str) -> None:
        """Count a file that somebody sends; a request bounds them anyway. Raises TriesExceeded."""
        self._let_in(address)
        self._count(_SENDS, network_of(address))

    def wrong(self, address: str) -> None:
        """Count a link that is none; after the twentieth within an hour nothing opens for one."""
        network = network_of(address)
        self._counts.hit(_WRONG, network)
        if not self._counts.test(_WRONG, network):
            self._counts.hit(_SHUT_OUT, network)

    def _let_in(self, address: str) -> None:
        network = network_of(address)
        if not self._counts.test(_SHUT_OUT, network):
            raise self._exceeded(_SHUT_OUT, network)

    def _count(self, limit: RateLimitItem, who: str) -> None:
        if not self._counts.hit(limit, who):
            raise self._exceeded(limit, who)

    def _exceeded(self, limit: RateLimitItem, who: str) -> TriesExceeded:
        left = self._counts.get_window_stats(limit, who).reset_time - time.time()
        return TriesExceeded(seconds=max(1, math.ceil(left)))
