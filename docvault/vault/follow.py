"""Tree and database follow git: after a check-in, after a crash, or from nothing.

Git's branch is the log that is written first. The database remembers up to which commit of each
archive it and the visible tree have followed; whatever git has beyond that is caught up with
here, from the records in the commits. A check-in does nothing else for its own commit, so what
recovery does is exercised with every one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from docvault import register
from docvault.archive import Archive, Content, Wanted, settle
from docvault.database import archives, documents, kept_changes, versions
from docvault.database.engine import Connection
from docvault.errors import StoreCorrupt
from docvault.model.version import KeptChange, Version, VisibleFile
from docvault.register import Entry
from docvault.store.files import scratch_path
from docvault.store.staging import Staged

if TYPE_CHECKING:
    from docvault.vault.vault import Vault

_BATCH = 500


def catch_up(vault: Vault, archive: Archive) -> str | None:
    """Let tree and database follow what git has beyond them; return the branch's tip.

    Needs the archive's lock. Raises StoreCorrupt when git has lost what the database knows.
    """
    tip = archive.tip()
    with vault.database.read() as connection:
        recorded = archives.tip(connection, archive.name)
    ensure_nothing_lost(archive, recorded, tip)
    if tip is None or tip == recorded:
        return tip
    records = archive.history(recorded, tip)
    aside: list[Path] = []
    while batch := list(islice(records, _BATCH)):
        entries = [Entry(record, archive.content_of(record)) for record in batch]
        follow(vault, archive, entries, {}, aside)
        while aside:
            aside.pop().unlink(missing_ok=True)
    with vault.database.write() as connection:
        archives.set_tip(connection, archive.name, tip)
    return tip


def ensure_nothing_lost(archive: Archive, recorded: str | None, tip: str | None) -> None:
    """Raise StoreCorrupt unless the branch at `tip` still has all up to `recorded`."""
    if recorded is None or recorded == tip:
        return
    if tip is None or not archive.repository.is_ancestor(recorded, tip):
        raise StoreCorrupt(
            what=f"{archive.git_dir.name} (refs/heads/main)",
            detail=f"recorded {recorded}, found {tip or 'nothing'}",
        )


def follow(
    vault: Vault,
    archive: Archive,
    entries: Sequence[Entry],
    at_hand: Mapping[str, Sequence[Path]],
    aside: list[Path],
) -> None:
    """Enter records just committed, settle the files of their documents, in one transaction.

    `at_hand`: SHA-256 -> files whose bytes may be moved into place. What leaves the folders is
    moved to the staging folder and named in `aside`. Needs the archive's lock.
    """

    def take_out(path: Path) -> None:
        aside.append(scratch_path(vault.staging))
        path.rename(aside[-1])

    with vault.database.write() as connection:
        gone: dict[Path, list[Content]] = {}
        for entry in entries:
            before = documents.by_id(connection, entry.record.document)
            if before:
                _remember_places(vault, connection, before.id, gone)
            if entry.record.source:
                gone.setdefault(vault.root / entry.record.source, []).append(entry.content)
            register.enter(
                connection,
                entry,
                before,
                archive=archive.name,
                convention=vault.convention,
                level=vault.settings.levels.default,
            )
        wanted = _wanted(vault, connection, entries, gone, at_hand)
        settle(wanted, write=archive.write, put_aside=vault.put_aside, take_out=take_out)
        register.announce(connection, [entry.record for entry in entries], archive=archive.name)
        archives.set_tip(connection, archive.name, entries[-1].record.commit)


def _remember_places(
    vault: Vault, connection: Connection, document: str, gone: dict[Path, list[Content]]
) -> None:
    """Add the places where a document's files lie, with the contents git has of them."""
    for version in versions.visible(connection, document):
        gone.setdefault(vault.root / str(version.path), []).append(content_of(version))
    for change in kept_changes.open_of(connection, document):
        gone.setdefault(vault.root / change.path, []).append(content_of(change))


def _wanted(
    vault: Vault,
    connection: Connection,
    entries: Sequence[Entry],
    gone: Mapping[Path, Sequence[Content]],
    at_hand: Mapping[str, Sequence[Path]],
) -> Wanted:
    """Say what the files of the documents just entered shall be."""
    files: dict[Path, Content] = {}
    kept: set[Path] = set()
    for document in {entry.record.document for entry in entries}:
        changes = kept_changes.open_of(connection, document)
        kept |= {vault.root / change.path for change in changes}
        for version in versions.visible(connection, document):
            files[vault.root / str(version.path)] = content_of(version)
    hints = {sha: list(paths) for sha, paths in at_hand.items()}
    for path, contents in gone.items():
        for content in contents:
            hints.setdefault(content.sha256, []).append(path)
    # What somebody changed in place stays as it is until the next version or a restore.
    return Wanted(
        vault.root,
        files={path: content for path, content in files.items() if path not in kept},
        gone={path: known for path, known in gone.items() if path not in files.keys() | kept},
        at_hand=hints,
    )


def content_of(known: Version | VisibleFile | KeptChange | Staged) -> Content:
    """Return the bytes of a version, of a change or of a staged file, as they are known."""
    seen = None if isinstance(known, KeptChange) else known.mtime_ns
    return Content(known.sha256, known.blob, known.size, seen)
