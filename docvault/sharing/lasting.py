"""Whether what a partner has begun may go on: until the link itself is ended or its time is over.

The hour of a ticket is not asked for here: it bounds what may be begun, and a large document takes
as long as it takes. A link whose openings are used up is not ended either.
"""

from __future__ import annotations

from docvault.database import shares
from docvault.model.share import State
from docvault.sharing.place import now_of
from docvault.vault import Vault

_GOING = frozenset({State.ACTIVE, State.USED_UP})


def lasts(vault: Vault, share: str) -> bool:
    """Tell whether a link, by its id, still lets a download go on that was begun with it."""
    with vault.database.read() as connection:
        found = shares.by_id(connection, share)
        now = now_of(vault, connection)
    return found is not None and found.state in _GOING and now < found.expires_at
