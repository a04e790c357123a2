"""What changed lately, of what somebody may read; what is their own; what waits in a department.

The one function that decides is asked, kind by kind: for the open levels once, for the others in
each department that the actor may have to do with. What comes back from the register is asked for
again, document by document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docvault.access import Actor, Right, Subject, decide, readable_kinds, subject_of
from docvault.database import documents, kept_changes, latest, looks
from docvault.database.kinds import EVERYTHING
from docvault.model.document import Document
from docvault.model.version import KeptChange
from docvault.settings.model import Reach
from docvault.vault import Vault


@dataclass(frozen=True, slots=True)
class Unversioned:
    """A document whose visible file was changed in place, and what was kept of it."""

    document: Document
    change: KeptChange


def recently_changed(vault: Vault, actor: Actor, *, limit: int = 10) -> list[Document]:
    """Return the documents that changed last, of what the actor may read."""
    kinds = readable_kinds(actor, vault.settings)
    with vault.database.read() as connection:
        return _seen(vault, actor, latest.of_kinds(connection, kinds, limit=limit))


def own_documents(vault: Vault, actor: Actor, *, limit: int = 10) -> list[Document]:
    """Return what the actor made or changed last, the last changed first, as far as readable."""
    with vault.database.read() as connection:
        return _seen(vault, actor, latest.of_person(connection, actor.name, limit=limit))


def looked_at(vault: Vault, actor: Actor, *, limit: int = 10) -> list[Document]:
    """Return the documents whose versions the actor opened last, as far as still readable."""
    with vault.database.read() as connection:
        ids = looks.latest(connection, actor.name, limit)
        known = documents.by_ids(connection, ids)
    return _seen(vault, actor, [known[each] for each in ids if each in known])


def changed_in_place(
    vault: Vault, actor: Actor, *, limit: int = 5
) -> tuple[int, Sequence[Unversioned]]:
    """Return how many open changes are the actor's to deal with, and the last few of them.

    Those in the departments where the actor may check in; a newer version closes each of them.
    """
    with vault.database.read() as connection:
        counts = {
            kind: count
            for kind, count in kept_changes.open_counts(connection).items()
            if _decided(actor, Right.CHECK_IN, kind[0], vault.settings.levels.reach(kind[1]))
        }
        if not counts:
            return 0, ()
        changes = kept_changes.last_open(connection, list(counts), limit=limit)
        known = documents.by_ids(connection, {change.document for change in changes})
    last = [Unversioned(known[change.document], change) for change in changes]
    return sum(counts.values()), last


def is_empty(vault: Vault) -> bool:
    """Tell whether nothing was ever checked in."""
    with vault.database.read() as connection:
        return not latest.of_kinds(connection, [EVERYTHING], limit=1)


def _decided(actor: Actor, right: Right, department: str | None, reach: Reach) -> bool:
    return decide(actor, right, Subject(department, reach)).allowed


def _seen(vault: Vault, actor: Actor, found: Iterable[Document]) -> list[Document]:
    return [
        document
        for document in found
        if decide(actor, Right.READ, subject_of(document, vault.settings)).allowed
    ]
