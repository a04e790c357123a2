"""Health: how the vault is, at a glance, and the checks that tell more and take longer."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from docvault import verifying
from docvault.database import audit_check, audit_trail, checks, index_queue, usage
from docvault.errors import DocVaultError
from docvault.extract.fonts import PACKAGE, fonts
from docvault.extract.programs import missing_programs
from docvault.model.check import Check
from docvault.model.event import Event
from docvault.vault.folders import files_below
from docvault.vault.holding import is_note
from naming_rules.language import Text

if TYPE_CHECKING:
    from docvault.vault import Vault

_MOST_TOLD = 100
Done = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Health:
    """How the vault is; sizes in bytes. What cannot be told is None."""

    documents: int
    archives: int
    index_waiting: int
    """Versions that search does not know yet."""
    waiting_since: datetime | None
    index_size: int
    index_made: datetime | None
    """When the index in use was last made anew; None where there is none."""
    inbox: int
    """Files in the inbox that were not taken yet."""
    holding: int
    """Files in the holding area."""
    disk_free: int
    disk_size: int
    database: str
    database_size: int | None
    settings_error: DocVaultError | None
    """Why docvault.toml as it stands on the disk is not in use; None when it is."""
    verified: Check | None
    trail_checked: Check | None
    missing: tuple[Text, ...]
    """What is not installed on this machine, and what cannot be done without it."""


def health(vault: Vault) -> Health:
    """Return how the vault is; costs a few queries and a look at three folders."""
    with vault.database.read() as connection:
        waiting = index_queue.length(connection)
        first = index_queue.pending(connection, 1)
        documents = sum(usage.counts(connection, "scheme").values())
        verified, trail = (checks.last(connection, kind) for kind in ("verify", "trail"))
    disk = shutil.disk_usage(vault.root)
    file = vault.database.address.file
    index = vault.own / "index"
    return Health(
        documents=documents,
        archives=len(vault.archive_names()),
        index_waiting=waiting,
        waiting_since=first[0].at if first else None,
        index_size=_size(index),
        index_made=_changed(index / "in-use"),
        inbox=_count(vault.inbox, leave_out=f"{vault.settings.inbox.holding}/"),
        holding=_count(vault.holding_area),
        disk_free=disk.free,
        disk_size=disk.total,
        database="SQLite" if file else "PostgreSQL",
        database_size=_database_size(Path(file)) if file else None,
        settings_error=vault.settings_file.error,
        verified=verified,
        trail_checked=trail,
        missing=tuple(_missing()),
    )


def verify(vault: Vault, *, actor: str, deep: bool = False, done: Done = lambda _: None) -> Check:
    """Check everything against everything (`verifying.verify`) and keep how it came out."""
    tally = verifying.Tally()
    problems = (
        ": ".join(part for part in (one.kind, one.document, one.version, one.detail) if part)
        for one in verifying.verify(vault, deep=deep, tally=tally, done=done)
    )
    return _checked(vault, "verify", actor, problems, lambda: tally.checked)


def check_trail(vault: Vault, *, actor: str, done: Done = lambda _: None) -> Check:
    """Follow the chain of the audit trail and keep how it came out."""
    with vault.database.read(lenient=True) as connection:
        end = audit_trail.head(connection)
        problems = (str(one.text) for one in audit_check.verify(connection, done=done))
        return _checked(vault, "trail", actor, problems, lambda: end[0] if end else 0)


def _checked(
    vault: Vault, kind: str, actor: str, problems: Iterator[str], checked: Callable[[], int]
) -> Check:
    at, begin = vault.now(), time.monotonic()
    told: list[str] = []
    count = 0
    for count, problem in enumerate(problems, 1):  # noqa: B007
        if len(told) < _MOST_TOLD:
            told.append(problem)
    seconds = round(time.monotonic() - begin)
    check = Check(kind, at, actor, seconds, checked(), count, tuple(told))
    event = Event(at, actor, f"check-{kind}", detail={"checked": check.checked, "problems": count})
    with vault.database.write() as connection:
        checks.put(connection, check)
        audit_trail.append(connection, event)
    return check


def _missing() -> Iterator[Text]:
    for program in missing_programs():
        title, reads = program.title, program.reads
        yield Text(
            f"未安装 {title}：无法读取{reads.zh}。",
            f"{title} is not installed: it reads {reads.en}.",
        )
    if not fonts().chinese:
        yield Text(
            f"没有中文字体：仅供查看的分享链接无法显示中文。请安装 {PACKAGE}。",
            f"There is no Chinese font: view-only links cannot show Chinese. Install {PACKAGE}.",
        )


def _count(folder: Path, leave_out: str | None = None) -> int:
    paths = files_below(folder, leave_out=lambda path: path == leave_out)
    return sum(not is_note(path) for path in paths)


def _size(folder: Path) -> int:
    total = 0
    for path in files_below(folder):
        try:
            total += os.lstat(folder / path).st_size
        except FileNotFoundError:
            continue  # an index being tidied
    return total


def _database_size(file: Path) -> int:
    beside = (file, file.with_name(f"{file.name}-wal"))
    return sum(path.stat().st_size for path in beside if path.exists())


def _changed(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None
