"""Git, then the folders, then the register: all of a check-in, or nothing of it.

Whoever is told of an error is told the truth: the branch is where it was and the files lie where
they lay, also when the disk was full after git had the commit already. Taking back needs next to
no room, which is held from the beginning: what left the folders was only set aside. Killed while
taking back, a version that nobody was told of is there after the next opening; that is allowed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docvault.archive import Action, Archive, Content, Record, Wanted, settle, tree_changes
from docvault.database import archives, kept_changes, versions
from docvault.errors import StoreError
from docvault.register import Entry
from docvault.store.files import room_to_go_back
from docvault.store.staging import Staged
from docvault.vault.follow import content_of, follow

if TYPE_CHECKING:
    from docvault.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Plan:
    """One commit to be made: its record, its bytes, and (path, blob) of the version before."""

    record: Record
    staged: Staged
    previous: tuple[str, str] | None = None


def carry_out(vault: Vault, archive: Archive, plans: Sequence[Plan]) -> list[Record]:
    """Let git, the folders and the register have what is planned; return the records made.

    Needs the archive's lock, a vault that has caught up, and each document once at most. When it
    raises, nothing has happened; only where taking back failed as well, the next opening goes on.
    """
    with room_to_go_back(vault.staging) as make_room:
        before = archive.tip()
        at_hand: dict[str, list[Path]] = {}
        for plan in plans:
            at_hand.setdefault(plan.staged.sha256, []).append(plan.staged.path)
        aside: list[Path] = []
        try:
            records = _commit(archive, plans)
            entries = [
                Entry(record, content_of(plan.staged))
                for record, plan in zip(records, plans, strict=True)
            ]
            follow(vault, archive, entries, at_hand, aside)
        except BaseException:
            make_room()
            with contextlib.suppress(StoreError):
                _take_back(vault, archive, before, plans, aside)
            archive.repository.clear_leftovers()
            raise
        finally:
            for path in aside:
                path.unlink(missing_ok=True)
        return records


def _commit(archive: Archive, plans: Sequence[Plan]) -> list[Record]:
    drafts = [
        (plan.record, tree_changes(plan.record, plan.staged.blob, plan.previous), plan.staged)
        for plan in plans
    ]
    return [archive.commit(*drafts[0])] if len(drafts) == 1 else archive.commit_many(drafts)


def _take_back(
    vault: Vault, archive: Archive, before: str | None, plans: Sequence[Plan], aside: Sequence[Path]
) -> None:
    """Put files and branch back to where they were, as the register still knows it."""
    tip = archive.tip()
    if tip in {before, None}:
        return  # git never had it, so nothing was moved
    with vault.database.read() as connection:
        came_through = archives.tip(connection, archive.name) != before
    if came_through or not _are_ours(archive, before, str(tip), plans):
        return
    wanted = _as_it_was(vault, archive, plans, aside)
    settle(wanted, write=archive.write, put_aside=vault.put_aside, take_out=Path.unlink)
    archive.repository.move_branch(before, tip)


def _are_ours(archive: Archive, before: str | None, tip: str, plans: Sequence[Plan]) -> bool:
    made = [(plan.record.document, plan.record.version) for plan in plans]
    return [(r.document, r.version) for r in archive.history(before, tip)] == made


def _as_it_was(
    vault: Vault, archive: Archive, plans: Sequence[Plan], aside: Sequence[Path]
) -> Wanted:
    """Say which files must come back and which must go; what lies there already stays."""
    files: dict[Path, Content] = {}
    came: dict[Path, list[Content]] = {}
    for plan in plans:
        record, content = plan.record, content_of(plan.staged)
        had = _files_of(vault, record.document)
        files.update(had)  # a change that was kept comes last, and is what lay there
        if record.source:
            files[vault.root / record.source] = content
        if record.action is not Action.KEEP:
            for path in filter(None, (record.path, record.superseded)):
                came[archive.folder / path] = [content, *(known for _, known in had)]
    hints = [*came, *aside, *(plan.staged.path for plan in plans)]
    return Wanted(
        vault.root,
        files={path: known for path, known in files.items() if not os.path.lexists(path)},
        gone={path: known for path, known in came.items() if path not in files},
        at_hand={known.sha256: hints for known in files.values()},
    )


def _files_of(vault: Vault, document: str) -> list[tuple[Path, Content]]:
    with vault.database.read() as connection:
        visible = versions.visible(connection, document)
        kept = kept_changes.open_of(connection, document)
    return [
        *((vault.root / str(version.path), content_of(version)) for version in visible),
        *((vault.root / change.path, content_of(change)) for change in kept),
    ]
