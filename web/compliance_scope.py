"""Whose findings somebody may see: all of them, their department's, or none."""

from __future__ import annotations

from docvault.access import Right, Subject, decide, require
from docvault.database import documents, versions
from docvault.database.audit_findings import Found
from docvault.model.document import Document
from docvault.vault import Vault
from web.site import Site
from web.visit import Visit, may_read


def scope_of(visit: Visit) -> str | None:
    """Return the department whose findings the visitor may see, None for the whole vault.

    Raises ActorNotAllowed, with the reason, for who may see none.
    """
    if decide(visit.actor, Right.OVERSEE).allowed:
        return None
    department = visit.user.department if visit.user else None
    if department and decide(visit.actor, Right.OVERSEE, Subject(department)).allowed:
        return department
    require(visit.actor, Right.OVERSEE)
    return None


def may_see(site: Site, visit: Visit, found: Found) -> bool:
    """Tell whether a finding may be shown: a sealed document's name is not a head's to see."""
    if decide(visit.actor, Right.OVERSEE).allowed:
        return True
    document = _owner(site.vault, found.finding.path)
    return document is None or may_read(site, visit, document)


def _owner(vault: Vault, path: str) -> Document | None:
    """Return the document a file is of, or by its name would be of: it may have moved since."""
    name = vault.convention.parse(path.rpartition("/")[2])
    with vault.database.read() as connection:
        if owner := versions.at_path(connection, path):
            return documents.by_id(connection, owner[0].document)
        if name is None:
            return None
        archive = vault.convention.place(name)[0]
        return documents.by_key(connection, archive, vault.convention.identity(name))
