"""Cloning: an archive's whole history for whoever may read all of it.

A clone carries every version of every document, so nothing less than the right to read each of
them is enough. It is written down in the audit trail before the first byte of a document leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docvault.access import Actor, Right, Subject, decide
from docvault.database import archives, audit_trail
from docvault.errors import ActorNotAllowed, ArchiveNotFound
from docvault.model.event import Event
from naming_rules.language import Text

if TYPE_CHECKING:
    from docvault.archive import Archive
    from docvault.vault import Vault

_CLONE = Text("克隆档案库", "clone the archive")
_PARTLY = Text(
    "档案库 {archive} 中有您无权查看的文件（{reason}），因此不能整库克隆",
    "the archive {archive} holds documents you may not read ({reason}), so it cannot be cloned",
)


def archive_for(vault: Vault, actor: Actor, name: str) -> Archive:
    """Return the archive that the actor wants to clone.

    Raises ActorNotAllowed where some of it is not for the actor, and ArchiveNotFound where there
    is none of that name, or none of it is.
    """
    if name not in vault.archive_names():
        raise ArchiveNotFound(archive=name)
    decisions = [decide(actor, Right.READ, subject) for subject in _subjects(vault, name)]
    refused = [decision for decision in decisions if not decision.allowed]
    if len(refused) == len(decisions):
        raise ArchiveNotFound(archive=name)
    if refused:
        reason = _PARTLY.format(archive=name, reason=refused[0].reason)
        raise ActorNotAllowed(actor=actor.name, action="clone", doing=_CLONE, reason=reason)
    return vault.archive(name)


def record(vault: Vault, actor: Actor, archive: Archive) -> None:
    """Write down that the actor is given the archive's documents."""
    detail = {"archive": archive.name, "tip": archive.tip()}
    with vault.database.write() as connection:
        audit_trail.append(connection, Event(vault.now(), actor.name, "clone", detail=detail))


def _subjects(vault: Vault, name: str) -> list[Subject]:
    """Return one subject for each kind of document in the archive; of an empty one, its own."""
    levels = vault.settings.levels
    with vault.database.read() as connection:
        kinds = archives.kinds(connection, name)
    return [Subject(department, levels.reach(level)) for department, level in kinds] or [
        Subject(name)
    ]
