"""Many check-ins at once: one git stream, one transaction, the same promises.

Within one batch every document appears once, so that each version is planned upon what the one
before it left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docvault.archive import Archive
from docvault.errors import Conflict, FileNotFound, Refused
from docvault.store.files import sync_files
from docvault.store.staging import stage
from docvault.vault.check_in import (
    CheckIn,
    current_of,
    ensure_allowed,
    ensure_free,
    keep_changes,
    record_for,
)
from docvault.vault.follow import catch_up
from docvault.vault.whole import Plan, carry_out

if TYPE_CHECKING:
    from docvault.vault.vault import Vault

BATCH = 250


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file on its way in."""

    file: Path
    request: CheckIn


@dataclass(frozen=True, slots=True)
class Turned:
    """A file that was not taken, and why; the others went in."""

    file: Path
    error: Refused | Conflict | FileNotFound


def check_in_many(
    vault: Vault, incoming: Iterable[Incoming], *, done: Callable[[int], None] = lambda _: None
) -> Iterator[Turned]:
    """Check in many files; yield those that were not taken.

    Versions of one document must come in ascending order, best with many other documents
    between them. `done(n)` is told after each batch how many files were dealt with; no more than
    a batch for each archive is held in memory. Raises StoreError and NotAllowed; the batches
    before stand.
    """
    for name, batch in _batches(vault, incoming):
        archive = vault.archive(name)
        for item in batch:
            ensure_allowed(vault, item.request.actor, item.request.name)
        with archive.locked():
            catch_up(vault, archive)
            archive.make()
            yield from _check_in_batch(vault, archive, batch)
        done(len(batch))


def _batches(
    vault: Vault, incoming: Iterable[Incoming]
) -> Iterator[tuple[str, Sequence[Incoming]]]:
    """Cut the files into batches of one archive in which no document appears twice."""
    waiting: dict[str, dict[str, Incoming]] = {}
    for item in incoming:
        archive = vault.convention.place(item.request.name)[0]
        key = vault.convention.identity(item.request.name).casefold()
        batch = waiting.setdefault(archive, {})
        if key in batch or len(batch) == BATCH:
            yield archive, list(waiting.pop(archive).values())
            batch = waiting.setdefault(archive, {})
        batch[key] = item
    for archive, batch in waiting.items():
        yield archive, list(batch.values())


def _check_in_batch(vault: Vault, archive: Archive, batch: Sequence[Incoming]) -> Iterator[Turned]:
    planned: list[Plan] = []
    try:
        for item in batch:
            try:
                planned.append(_plan(vault, archive, item))
            except (Refused, Conflict, FileNotFound) as error:
                yield Turned(item.file, error)
        if planned:
            sync_files(plan.staged.path for plan in planned)
            carry_out(vault, archive, planned)
    finally:
        for plan in planned:
            plan.staged.discard()


def _plan(vault: Vault, archive: Archive, item: Incoming) -> Plan:
    limit = vault.settings.limits.max_file_size
    staged = stage(item.file, vault.staging, limit=limit, synced=False)
    try:
        current = current_of(vault, archive, item.request)
        if current:
            keep_changes(vault, archive, current, item.request.actor)
        record, previous = record_for(vault, archive, item.request, current, staged)
        ensure_free(vault, archive, record, staged)
    except BaseException:
        staged.discard()
        raise
    return Plan(record, staged, previous)
