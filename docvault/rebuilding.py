"""Rebuild: the register made anew from the repositories alone."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from docvault import register
from docvault.archive import Archive
from docvault.database import archives, audit_trail, documents, kept_changes, versions
from docvault.database.address import sqlite_address
from docvault.database.engine import Connection, Database
from docvault.errors import StoreError
from docvault.model.event import Event
from docvault.register import Entry
from docvault.store.files import ensure_no_link, make_folder, scratch_path, store_errors
from docvault.vault.follow import content_of, ensure_nothing_lost

if TYPE_CHECKING:
    from docvault.vault import Vault


def rebuild(
    vault: Vault,
    *,
    actor: str,
    accept_loss: bool = False,
    done: Callable[[int], None] = lambda _: None,
) -> tuple[int, int]:
    """Make the register anew from git and put back visible files that are gone.

    Users, procedures, levels and the audit trail stay as they are. Returns how many commits were
    read and how many files were put back. A branch that was deleted or set back returns to where
    the register knows it was, while git still has the commits. Raises StoreCorrupt when git
    cannot be read, or when it has lost what the register knows (unless `accept_loss`); then the
    register is as it was.
    """
    with contextlib.ExitStack() as locks:
        for name in vault.archive_names():
            locks.enter_context(vault.archive(name).locked())
        with vault.database.write() as connection:
            levels = {document.id: document.level for document in documents.every(connection)}
            for name, recorded in archives.tips(connection).items():
                archive = vault.archive(name)
                _mend_branch(archive, recorded)
                if not accept_loss:
                    ensure_nothing_lost(archive, recorded, archive.tip())
                archives.forget(connection, name)
            tips = {name: vault.archive(name).tip() for name in vault.archive_names()}
            commits = _replay(vault, connection, tips, levels, done)
            put_back = _put_back(vault, connection)
            detail = {"commits": commits, "put_back": put_back}
            audit_trail.append(connection, Event(vault.now(), actor, "rebuild", detail=detail))
    return commits, put_back


def _mend_branch(archive: Archive, recorded: str | None) -> None:
    """Let the branch return to the commit that the register knows, if it comes from there."""
    tip, git = archive.tip(), archive.repository
    if not recorded or tip == recorded or not archive.exists:
        return
    if git.is_ancestor(tip or recorded, recorded):
        git.move_branch(recorded, tip)


@contextlib.contextmanager
def scratch_register(
    vault: Vault, tips: Mapping[str, str | None]
) -> Iterator[tuple[Connection, dict[str, StoreError]]]:
    """Give a register made anew from git in a database of its own, which then goes away.

    `tips`: archive -> the commit up to which its history counts. With the register come the
    archives whose history cannot be read, and why; they are left out.
    """
    unread: dict[str, StoreError] = {}
    file = scratch_path(vault.staging)
    database = Database(sqlite_address(file), create=True)
    try:
        for name, tip in tips.items():
            try:
                with database.write() as connection:
                    _replay(vault, connection, {name: tip}, {}, lambda _: None)
            except StoreError as error:
                unread[name] = error
        with database.read() as connection:
            yield connection, unread
    finally:
        database.close()
        for leftover in file.parent.glob(f"{file.name}*"):
            leftover.unlink(missing_ok=True)


def _replay(
    vault: Vault,
    connection: Connection,
    tips: Mapping[str, str | None],
    levels: Mapping[str, str],
    done: Callable[[int], None],
) -> int:
    count = 0
    for name, tip in tips.items():
        archive = vault.archive(name)
        if tip is None or not archive.exists:
            continue  # its first check-in did not come to its end
        archives.set_tip(connection, name, tip)
        for record in archive.history(None, tip):
            register.enter(
                connection,
                Entry(record, archive.content_of(record)),
                documents.by_id(connection, record.document),
                archive=name,
                convention=vault.convention,
                level=levels.get(record.document, vault.settings.levels.default),
            )
            count += 1
            done(1)
    return count


def _put_back(vault: Vault, connection: Connection) -> int:
    count = 0
    kept = {one.path: one for one in kept_changes.all_open(connection)}
    for file in list(versions.files(connection)):
        path = vault.root / file.path
        if os.path.lexists(path):
            continue
        ensure_no_link(vault.root, path.parent)
        with store_errors(path):
            make_folder(path.parent)
        content = content_of(kept.get(file.path, file))
        vault.archive(file.path.partition("/")[0]).write(content, path)
        count += 1
    return count
