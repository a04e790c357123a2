"""Who has opened a link here and reads it: the keys are in this process's memory and nowhere else.

When the process ends, so do they. Each request asks the database whether the opening still holds,
so a link that is revoked ends at once, by whichever process.
"""

from __future__ import annotations

import datetime
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from docvault.extract.unread import Unread
from docvault.previews.stamped import Stamped
from docvault.sharing.opening import Viewing, ticket_of
from docvault.vault import Vault

IDLE = datetime.timedelta(minutes=15)
_MOST = 5_000
_MOST_PREPARED = 256 << 20
_FILE = tuple[str, int, int]


@dataclass(slots=True, repr=False)
class View:
    """One opening that the server decrypts for; what its watermarks say."""

    viewing: Viewing
    sharer: str
    note: str
    opened_at: datetime.datetime
    seen_at: datetime.datetime

    def file(self, number: int) -> _FILE:
        """Return what a document set out on pages is kept under."""
        return (self.viewing.share.id, self.viewing.lock.generation, number)


class Views:
    """All openings of this process, and their documents set out on pages, as far as they fit."""

    def __init__(self) -> None:
        self._views: OrderedDict[str, View] = OrderedDict()
        self._prepared: OrderedDict[_FILE, Stamped | Unread] = OrderedDict()
        self._guard = threading.Lock()

    @property
    def count(self) -> int:
        """How many openings there are."""
        return len(self._views)

    def add(self, view: View) -> None:
        """Remember an opening, by the secret of its ticket."""
        with self._guard:
            self._views[view.viewing.ticket] = view
            while len(self._views) > _MOST:
                self._views.popitem(last=False)

    def find(self, vault: Vault, sid: str, secret: str) -> View | None:
        """Return the opening that a browser's cookie stands for, while it and its link hold."""
        with self._guard:
            view = self._views.get(secret)
        if view is None:
            return None
        now = vault.now()
        if now - view.seen_at > IDLE or ticket_of(vault, secret) is None:
            self._drop({secret})
            return None
        if view.viewing.sid_text != sid:
            return None
        view.seen_at = now
        return view

    def tidy(self, vault: Vault) -> None:
        """Forget the keys of all that is over; every minute."""
        with self._guard:
            known = dict(self._views)
        now = vault.now()
        self._drop(
            {
                secret
                for secret, view in known.items()
                if now - view.seen_at > IDLE or ticket_of(vault, secret) is None
            }
        )

    def prepared(
        self, view: View, number: int, make: Callable[[], Stamped | Unread]
    ) -> Stamped | Unread:
        """Return a document set out on pages, made anew where it had to make room for others."""
        key = view.file(number)
        with self._guard:
            known = self._prepared.get(key)
            if known is not None:  # what could not be read counts as false
                self._prepared.move_to_end(key)
                return known
        made = make()
        with self._guard:
            self._prepared[key] = made
            while len(self._prepared) > 1 and _size(self._prepared) > _MOST_PREPARED:
                self._prepared.popitem(last=False)
        return made

    def is_prepared(self, view: View, number: int) -> bool:
        """Tell whether a document is set out on pages."""
        with self._guard:
            return view.file(number) in self._prepared

    def _drop(self, secrets: set[str]) -> None:
        with self._guard:
            for secret in secrets:
                self._views.pop(secret, None)
            still = {view.viewing.share.id for view in self._views.values()}
            for key in [key for key in self._prepared if key[0] not in still]:
                del self._prepared[key]


def _size(prepared: OrderedDict[_FILE, Stamped | Unread]) -> int:
    return sum(
        len(each.prepared.data)
        for each in prepared.values()
        if isinstance(each, Stamped) and each.prepared
    )
