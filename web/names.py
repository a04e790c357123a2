"""What people are called: pages show display names, records hold user names."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from docvault.database import users
from docvault.vault import Vault
from naming_rules.language import Text

_SECONDS = 10.0
_PARTNERS = {
    "request": Text("合作方（征集 {id}）", "a partner (request {id})"),
    "share": Text("合作方（链接 {id}）", "a partner (link {id})"),
}


@dataclass(slots=True)
class DisplayNames:
    """User name -> display name, looked at again every ten seconds."""

    vault: Vault
    _known: Mapping[str, str] = field(default_factory=dict)
    _at: float = -_SECONDS

    def __call__(self, name: str) -> str:
        """Return what somebody is called; a name that no user has stays as it is."""
        if time.monotonic() - self._at >= _SECONDS:
            with self.vault.database.read() as connection:
                self._known = {user.name: user.display_name for user in users.every(connection)}
            self._at = time.monotonic()
        return self._known.get(name) or _partner(name)


def _partner(name: str) -> str:
    """Return what somebody outside is called, who has nothing but a link."""
    place, colon, which = name.partition(":")
    return str(_PARTNERS[place].format(id=which)) if colon and place in _PARTNERS else name
