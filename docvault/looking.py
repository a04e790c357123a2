"""Looks at documents: who has seen which version, and when.

Of sealed documents every look is on record in the audit trail (domain.md §5); of the others there
is a row that says when somebody first and last looked.
"""

from __future__ import annotations

import datetime

from docvault.database import audit_trail, looks
from docvault.model.document import Document
from docvault.model.event import Event
from docvault.model.look import Look
from docvault.model.version import Version
from docvault.settings.model import Reach
from docvault.vault import Vault

_AGAIN = datetime.timedelta(minutes=1)


def seen(vault: Vault, document: Document, version: Version, user: str) -> bool:
    """Record that a user opened a version, its preview or its bytes; tell whether that was news.

    A second look within a minute is the same one: pages of a preview, parts of a download. It then
    costs one small read. Raises StoreError: what cannot be put on record must not be shown.
    """
    now = vault.now()
    with vault.database.read() as connection:
        before = looks.last(connection, document.id, version.number, user)
    if before is not None and now - before < _AGAIN:
        return False
    sealed = vault.settings.levels.reach(document.level) is Reach.NAMED
    with vault.database.write() as connection:
        looks.record(connection, document.id, version.number, user, now)
        if sealed:
            event = Event(now, user, "look", document.id, version.number, {"name": version.name})
            audit_trail.append(connection, event)
    return True


def looks_at(vault: Vault, document: Document) -> list[Look]:
    """Return who has looked at the versions of a document, the latest look first."""
    with vault.database.read() as connection:
        return looks.of(connection, document.id)
