"""What all requests share: the vault, the site's own secret, the long work that goes on."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from docvault.store.keys import key_at
from docvault.vault import Vault
from web.jobs import Jobs
from web.making import Making
from web.names import DisplayNames
from web.partners.limits import Limits
from web.partners.views import Views
from web.turns import Turns


@dataclass(frozen=True, slots=True)
class Site:
    """One vault being served."""

    vault: Vault
    key: bytes
    """The site's secret: what it signs is known again by every process of this vault."""
    jobs: Jobs
    person: DisplayNames
    """What pages call somebody."""
    secure: bool = False
    """Whether it is reached by HTTPS: then cookies travel by nothing else."""
    hosts: tuple[str, ...] = ()
    """The host names it answers to; none: to all."""
    making: Making = field(default_factory=Making)
    """Previews and comparisons in the making."""
    turns: Turns = field(default_factory=Turns)
    """Who is worked for at the moment, and who waits."""
    views: Views = field(default_factory=Views)
    """Partners who have opened a share link here."""
    limits: Limits = field(default_factory=Limits)
    """How often partners may try."""

    @classmethod
    def of(cls, vault: Vault, *, hosts: tuple[str, ...] = ()) -> Site:
        """Return the site of a vault. Raises StoreError where its key cannot be kept."""
        web = vault.settings.web
        return cls(
            vault,
            key_at(vault.own / "keys" / "site"),
            Jobs(),
            DisplayNames(vault),
            secure=web.url.startswith("https://"),
            hosts=web.hosts or hosts,
        )

    def sign(self, purpose: str, text: str) -> str:
        """Return a signature of `text` that holds for this purpose only."""
        message = f"{purpose}\0{text}".encode()
        return hmac.new(self.key, message, hashlib.sha256).hexdigest()

    def is_signed(self, purpose: str, text: str, signature: str) -> bool:
        """Tell whether `sign` gave this signature; takes the same time for every wrong one."""
        return hmac.compare_digest(self.sign(purpose, text).encode(), signature.encode())
