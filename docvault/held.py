"""What lies in the inbox: files in the holding area 待更正, and those that wait to be filed.

Mending one checks it in under its new name, in the name of whoever mends it. Taking one out moves
it to `.docvault/removed/`, so that nothing is lost by a click; the audit trail says who did it.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import hashlib
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from docvault import vault as vaults
from docvault.database import audit_trail, holdings
from docvault.errors import FileNotFound, NotAFile, UnreadableFile
from docvault.model.event import Event
from docvault.model.holding import Holding
from docvault.model.version import Version
from docvault.store.files import ensure_no_link, kind_of, make_folder, store_errors, sync_folder
from docvault.vault import Vault
from docvault.vault.folders import files_below, is_foreign
from docvault.vault.holding import clear_notes, is_note
from naming_rules.report.visible import visible


@dataclass(frozen=True, slots=True)
class Held:
    """One file that lies in the inbox."""

    id: str
    """Of its place: a file renamed is another one."""
    path: str
    """Relative to the vault."""
    name: str
    """What it was called when it came, or is called."""
    folders: tuple[str, ...]
    """The folders in the inbox it lies in; they may tell its department."""
    reasons: tuple[str, ...]
    """Why it is held, as written down then; none for a file that waits."""
    since: datetime.datetime
    size: int
    modified_ns: int
    actor: str = ""
    """Who found it, where it is held."""


def every(vault: Vault) -> tuple[list[Held], list[Held]]:
    """Return the files that are held, the longest held first, and those that wait to be filed."""
    area = vault.settings.inbox.holding + "/"
    with vault.database.read() as connection:
        known = {holding.path: holding for holding in holdings.every(connection)}
    held: list[Held] = []
    waiting: list[Held] = []
    for path in files_below(vault.inbox, leave_out=lambda p: is_note(p) or is_foreign(vault, p)):
        relative = f"{vault.settings.inbox.folder}/{path}"
        if found := _held(vault, relative, known.get(relative)):
            (held if path.startswith(area) else waiting).append(found)
    return sorted(held, key=_since), sorted(waiting, key=_since)


def id_of(path: str) -> str:
    """Return the id of a file that lies in the inbox at this place, relative to the vault."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def find(vault: Vault, held_id: str) -> Held:
    """Return the file of this id, held or waiting. Raises FileNotFound."""
    held, waiting = every(vault)
    for found in (*held, *waiting):
        if found.id == held_id:
            return found
    raise FileNotFound(path=held_id)


def mend(vault: Vault, held: Held, name: str, *, actor: str, note: str = "") -> Version:
    """Check a file in under a right name; it leaves the inbox. Raises what `add` raises."""
    path = _place(vault, held)
    version = vaults.add(vault, path, actor=actor, name=name, note=note)
    _forget(vault, held)
    return version


def take_out(vault: Vault, held: Held, *, actor: str) -> Path:
    """Move a file out of the inbox to where removed ones are kept; return where it lies now."""
    path = _place(vault, held)
    folder = vault.own / "removed"
    at = vault.now()
    target = folder / f"{at:%Y%m%dT%H%M%S%f}-{held.id}{path.suffix[:20]}"
    with store_errors(path):
        make_folder(folder)
        folder.chmod(0o700)
        path.rename(target)
        sync_folder(folder)
    detail = {"from": visible(held.path), "to": target.relative_to(vault.root).as_posix()}
    with vault.database.write() as connection:
        holdings.release(connection, held.path)
        audit_trail.append(connection, Event(at, actor, "take-out", detail=detail))
    clear_notes(vault.holding_area)
    return target


def opened(vault: Vault, held: Held) -> BinaryIO:
    """Open a file of the inbox for reading. Raises FileNotFound, NotAFile, UnreadableFile."""
    path = _place(vault, held)
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as exc:
        raise FileNotFound(path=held.name) from exc
    except OSError as exc:
        if exc.errno in {errno.ELOOP, errno.ENXIO}:
            raise NotAFile(path=held.name, kind="symlink") from exc
        raise UnreadableFile(path=held.name, reason=exc.strerror) from exc
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise NotAFile(path=held.name, kind=kind_of(path) or "device")
    return os.fdopen(fd, "rb")


def _held(vault: Vault, relative: str, known: Holding | None) -> Held | None:
    path = vault.root / relative
    with contextlib.suppress(OSError):
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return None
        folders = relative.split("/")[1:-1]
        return Held(
            id=id_of(relative),
            path=relative,
            name=known.original_name if known else visible(path.name),
            folders=tuple(f for f in folders if f != vault.settings.inbox.holding),
            reasons=tuple(json.loads(known.reason)) if known else (),
            since=known.held_at if known else _time(found.st_mtime),
            size=found.st_size,
            modified_ns=found.st_mtime_ns,
            actor=known.actor if known else "",
        )
    return None


def _place(vault: Vault, held: Held) -> Path:
    path = vault.root / held.path
    ensure_no_link(vault.root, path.parent)
    return path


def _forget(vault: Vault, held: Held) -> None:
    with vault.database.write() as connection:
        holdings.release(connection, held.path)
    clear_notes(vault.holding_area)


def _since(held: Held) -> datetime.datetime:
    return held.since


def _time(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def pieces(file: BinaryIO, size: int = 1 << 16) -> Iterator[bytes]:
    """Yield what an open file has, and close it."""
    with file:
        while piece := file.read(size):
            yield piece
