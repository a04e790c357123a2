"""What was uploaded becomes a version: as a new document, or as the next version of one."""

from __future__ import annotations

from dataclasses import dataclass

from docvault import vault as vaults
from docvault.access import Right, Subject, decide, require, subject_of
from docvault.database import documents, versions
from docvault.errors import SameContent
from docvault.model.document import Document
from docvault.model.version import Version
from docvault.store.staging import Staged
from docvault.uploads import Uploads
from docvault.vault import Vault
from naming_rules.language import Text
from web.site import Site
from web.visit import Visit, document_of

CHECKED_IN = Text("已签入 {version}：{name}", "{version} was checked in: {name}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How something uploaded is to be checked in."""

    name: str
    """The document's name; in a revision only its extension counts."""
    note: str = ""
    document: str | None = None
    """The id of the document it revises; None: its name decides."""
    major: bool = True
    anyway: bool = False
    """Also when these bytes are there already."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A document that has exactly these bytes, which the visitor may see."""

    id: str
    name: str
    version: str


def check_in_upload(site: Site, visit: Visit, upload_id: str, wanted: Wanted) -> Version:
    """Check an upload in; after an error it is there as before.

    Raises NameRefused, VersionConflict, SameContent, Unchanged, ActorNotAllowed, …
    """
    with Uploads(site.vault, visit.name).taken(upload_id) as staged:
        return check_in(site, visit, staged, wanted)


def check_in(site: Site, visit: Visit, staged: Staged, wanted: Wanted) -> Version:
    """Check in what is staged, in the visitor's name."""
    vault = site.vault
    if wanted.document:
        document = document_of(site, visit, wanted.document)
        require(visit.actor, Right.CHECK_IN, subject_of(document, vault.settings))
        return vaults.revise_staged(
            vault,
            document.id,
            staged,
            actor=visit.name,
            file_name=wanted.name,
            major=wanted.major,
            note=wanted.note,
            unchanged=wanted.anyway,
        )
    _ensure_allowed(vault, visit, wanted.name)
    if not wanted.anyway and (twin := twin_of(vault, visit, staged.sha256)):
        raise SameContent(document=twin.name, id=twin.id, version=twin.version)
    return vaults.add_staged(vault, staged, actor=visit.name, name=wanted.name, note=wanted.note)


def steps_of(vault: Vault, document: Document) -> tuple[str, ...]:
    """Return the numbers its next version may have: the whole step, and the small one if any."""
    name = vault.convention.parse(document.name)
    if name is None:
        return ()
    kinds = (True,) if name.version.minor is None else (True, False)
    return tuple(str(name.version.next(major=major)) for major in kinds)


def twin_of(vault: Vault, visit: Visit, sha256: str) -> Twin | None:
    """Return a document of which a version has these bytes, if the visitor may see one."""
    with vault.database.read() as connection:
        for version in versions.with_sha256(connection, sha256):
            found = documents.by_id(connection, version.document)
            if found and decide(visit.actor, Right.READ, subject_of(found, vault.settings)).allowed:
                return Twin(found.id, found.name, version.number)
    return None


def _ensure_allowed(vault: Vault, visit: Visit, text: str) -> None:
    """Raise ActorNotAllowed where the visitor may not check in; a wrong name is told later."""
    name = vault.convention.parse(text)
    if name is None:
        return
    archive = vault.convention.place(name)[0]
    with vault.database.read() as connection:
        found = documents.by_key(connection, archive, vault.convention.identity(name))
    subject = subject_of(found, vault.settings) if found else Subject(name.department)
    require(visit.actor, Right.CHECK_IN, subject)
