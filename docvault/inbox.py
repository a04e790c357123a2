"""Looking after the inbox and the folders: file what is right, hold what is wrong, keep changes.

| where a file appears | what is done |
|---|---|
| inbox, right name | filed |
| inbox or an archive's folder, wrong name | held, with its reason and a suggestion |
| an archive's folder, right name, not registered | filed where it belongs |
| a registered file, changed in place | its bytes are kept in git at once, and it is flagged |
| holding area, renamed rightly | filed |

A file that is still being written is left until it has been still for a while.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event as Stop
from typing import TYPE_CHECKING, Literal

from docvault import vault as vaults
from docvault.database import audit_trail, holdings, versions
from docvault.errors import (
    ArchiveMoved,
    Conflict,
    DocVaultError,
    FileChanging,
    NameRefused,
    NotFound,
    Refused,
    StoreError,
    VersionConflict,
)
from docvault.model.event import Event
from docvault.model.holding import Holding
from docvault.settings import Settings
from docvault.store.files import kind_of, make_folder, store_errors
from docvault.store.watching import being_written, changes
from docvault.vault.folders import files_below, is_foreign
from docvault.vault.follow import catch_up
from docvault.vault.holding import clear_notes, hold, is_note, note_of
from docvault.vault.naming import next_free, suggestion_for
from naming_rules.language import Text
from naming_rules.report.visible import visible

if TYPE_CHECKING:
    from docvault.vault import Vault

_LOOK_SECONDS = 0.5
_LOOK_AT_ALL_SECONDS = 300.0
"""Network folders tell nobody what other machines did there."""
_TRY_AGAIN_SECONDS = 30.0
_EMPTY_SECONDS = 60.0
"""Whoever copies a folder in may pause between two files."""

Signature = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. Paths are relative to the vault."""

    what: Literal["filed", "held", "kept", "failed"]
    path: str
    now: str
    reason: str = ""
    suggestion: str | None = None


@dataclass(slots=True)
class Watcher:
    """Looks after one vault as `actor`; remembers what it is waiting for."""

    vault: Vault
    actor: str
    _waiting: dict[Path, tuple[Signature, float]] = field(default_factory=dict)
    _left_alone: dict[Path, Signature] = field(default_factory=dict)
    _again: dict[Path, float] = field(default_factory=dict)
    _emptied: set[Path] = field(default_factory=set)
    _archives: frozenset[str] = frozenset()
    _made: int = 0
    _settings: Settings | None = None

    def __post_init__(self) -> None:
        """Learn which folders can be archives."""
        self._take_settings()

    def _take_settings(self) -> None:
        """Go by the settings as they are now, whoever changed them."""
        self.vault.refresh_settings()
        if self.vault.settings is not self._settings:
            self._settings = self.vault.settings
            self._archives = self.vault.convention.top_folders()

    # ---- going round

    def run(self, stop: Stop) -> Iterator[Outcome]:
        """Yield what is done, until `stop` is set. Starts with what lies there already."""
        while not stop.is_set():
            places = self._places()
            self.notice_all()
            looked = time.monotonic()
            for paths in changes(places, every=_LOOK_SECONDS, stop=stop):
                self._take_settings()
                for path in paths:
                    self._notice(path)
                yield from self.handle_settled()
                self._come_back()
                self._remove_emptied(_EMPTY_SECONDS)
                late = time.monotonic() - looked > _LOOK_AT_ALL_SECONDS
                if late or places != self._places():
                    break

    def sweep(self) -> Iterator[Outcome]:
        """Look at everything once; return when nothing is waited for any more."""
        self._take_settings()
        self.notice_all()
        while self._waiting:
            yield from self.handle_settled()
            if self._waiting:
                time.sleep(min(_LOOK_SECONDS, self.vault.settings.inbox.settle_seconds) or 0.05)
        self._remove_emptied(0)

    def notice_all(self) -> None:
        """Put every file that may need something on the waiting list.

        A wrong name that lies in the archives' folders already is left to the audit and the
        import: taking over an old tree is not to empty it into the holding area.
        """
        clear_notes(self.vault.holding_area)
        self._forget_released()
        with self.vault.database.read() as connection:
            known = {file.path: (file.size, file.mtime_ns) for file in versions.files(connection)}
        inbox = f"{self.vault.settings.inbox.folder}/"
        for relative in files_below(self.vault.root, leave_out=self._leaves_out):
            path = self.vault.root / relative
            if relative in known:
                changed = known[relative] != _signature(path)
            else:
                changed = relative.startswith(inbox) or self._is_named_rightly(path)
            if changed:
                self._wait_for(path)

    def _places(self) -> dict[Path, tuple[int, int]]:
        """Return the folders to watch, with what tells a new folder from an old one of its name.

        The inbox is made again when somebody removed it.
        """
        if not self.vault.inbox.is_dir():
            self._made += 1  # it may get the number that the old one had
        with store_errors(self.vault.holding_area):
            make_folder(self.vault.holding_area)
        archives = (self.vault.root / name for name in sorted(self._archives))
        folders = (self.vault.inbox, *(path for path in archives if path.is_dir()))
        return {folder: (folder.stat().st_ino, self._made) for folder in folders}

    def _leaves_out(self, relative: str) -> bool:
        top = relative.partition("/")[0]
        concerned = top in self._archives or top == self.vault.settings.inbox.folder
        return not concerned or is_note(relative) or is_foreign(self.vault, relative)

    def _is_named_rightly(self, path: Path) -> bool:
        return self.vault.convention.parse(path.name) is not None

    # ---- what is waited for

    def _notice(self, path: Path) -> None:
        relative = self.vault.relative(path)
        if relative is None:
            return
        if kind_of(path) == "directory":
            prefix = f"{relative}/"
            for child in files_below(path, leave_out=lambda p: self._leaves_out(prefix + p)):
                self._wait_for(path / child)
        elif not self._leaves_out(relative):
            self._wait_for(path)

    def _wait_for(self, path: Path) -> None:
        signature = _signature(path)
        if signature is None or self._left_alone.get(path) == signature:
            return
        note = note_of(path, self.vault.settings.vault.language)
        if path.parent == self.vault.holding_area and note.exists():
            return  # held, and told why
        known = self.vault.at_path(str(self.vault.relative(path)))
        if known is None or (known.size, known.mtime_ns) != signature:
            self._waiting.setdefault(path, (signature, time.monotonic()))

    def _come_back(self) -> None:
        """Try again what failed for a reason that may have passed."""
        for path, due in list(self._again.items()):
            if time.monotonic() >= due:
                del self._again[path]
                self._wait_for(path)

    def handle_settled(self) -> Iterator[Outcome]:
        """Deal with the files that have been still for the time of the settings."""
        still = self.vault.settings.inbox.settle_seconds
        for path, (seen, since) in list(self._waiting.items()):
            signature = _signature(path)
            if signature is None:
                del self._waiting[path]
            elif signature != seen or being_written(path):
                self._waiting[path] = (signature, time.monotonic())
            elif time.monotonic() - since >= still:
                del self._waiting[path]
                if outcome := self._handle(path, signature):
                    yield outcome

    # ---- dealing with one file

    def _handle(self, path: Path, signature: Signature) -> Outcome | None:
        relative = str(self.vault.relative(path))
        try:
            outcome = self._deal_with(path, relative)
        except (FileChanging, ArchiveMoved):
            self._waiting[path] = (signature, time.monotonic())
            return None
        except NotFound:
            return None  # taken away meanwhile
        except DocVaultError as error:
            self._left_alone[path] = signature
            if isinstance(error, StoreError):
                del self._left_alone[path]
                self._again[path] = time.monotonic() + _TRY_AGAIN_SECONDS
            return Outcome("failed", relative, relative, str(error))
        if outcome is None or outcome.what == "kept":
            self._left_alone[path] = signature  # its bytes are known; they need no second look
        else:
            self._emptied.add(path.parent)
            clear_notes(self.vault.holding_area)
            self._forget_released()
        return outcome

    def _deal_with(self, path: Path, relative: str) -> Outcome | None:
        if self.vault.at_path(relative):
            kept = vaults.keep(self.vault, relative, actor=self.actor)
            return Outcome("kept", relative, relative) if kept else None
        try:
            version = vaults.add(self.vault, path, actor=self.actor)
        except (FileChanging, ArchiveMoved):
            raise
        except (Refused, Conflict) as error:
            if kind_of(path):
                raise  # a link or a pipe is not ours to move
            return self._turn_away(path, relative, error)
        return Outcome("filed", relative, str(version.path))

    def _turn_away(self, path: Path, relative: str, error: DocVaultError) -> Outcome | None:
        with contextlib.ExitStack() as stack:
            top = relative.partition("/")[0]
            if top in self._archives:
                # Another process may be putting this very file in its place just now.
                archive = self.vault.archive(top)
                stack.enter_context(archive.locked())
                catch_up(self.vault, archive)
                if self.vault.at_path(relative):
                    return None
            wish, why = self._suggestion(path, relative, error)
            target = hold(
                self.vault.root,
                self.vault.holding_area,
                path,
                _reasons(error),
                wish,
                why=why,
                language=self.vault.settings.vault.language,
            )
        now = str(self.vault.relative(target))
        self._record(relative, now, error, wish)
        return Outcome("held", relative, now, str(error), wish)

    def _suggestion(
        self, path: Path, relative: str, error: DocVaultError
    ) -> tuple[str | None, Text | None]:
        name = self.vault.convention.parse(path.name)
        if name and isinstance(error, VersionConflict):
            return next_free(self.vault, name, error), None
        if not isinstance(error, NameRefused):
            return None, None
        folders = relative.split("/")[:-1]
        if path.is_relative_to(self.vault.inbox):
            folders = folders[1:]
        found = suggestion_for(self.vault, path, folders)
        return (found.name, found.why) if found else (None, None)

    def _record(self, original: str, now: str, error: DocVaultError, wish: str | None) -> None:
        reason = json.dumps([reason.zh for reason in _reasons(error)], ensure_ascii=False)
        at = self.vault.now()
        original = visible(original)
        holding = Holding(now, original.rpartition("/")[2], reason, wish, at, self.actor)
        detail = {"from": original, "to": now, "code": error.code}
        with self.vault.database.write() as connection:
            known = holdings.at(connection, now) if original == now else None
            if known:  # it lay here before, with the name it came with and why it is held
                holdings.put(connection, replace(known, suggestion=wish))
                return
            holdings.put(connection, holding)
            audit_trail.append(connection, Event(at, self.actor, "hold", detail=detail))

    # ---- tidying up

    def _forget_released(self) -> None:
        with self.vault.database.read() as connection:
            held = [holding.path for holding in holdings.every(connection)]
        gone = [path for path in held if not os.path.lexists(self.vault.root / path)]
        if gone:
            with self.vault.database.write() as connection:
                for path in gone:
                    holdings.release(connection, path)

    def _remove_emptied(self, seconds: float) -> None:
        """Remove the folders in the inbox that filing has emptied, once they are still."""
        emptied, self._emptied = self._emptied, set()
        while emptied:
            folder = emptied.pop()
            own = self.vault.inbox not in folder.parents or folder == self.vault.holding_area
            if own or not folder.is_dir():
                continue
            if time.time() - folder.stat().st_mtime < seconds:
                self._emptied.add(folder)
                continue
            with contextlib.suppress(OSError):  # something else is in it
                folder.rmdir()
                emptied.add(folder.parent)


def _reasons(error: DocVaultError) -> Sequence[Text]:
    findings = error.fields.get("findings")
    if isinstance(findings, list) and findings:
        return [finding.message for finding in findings]
    return [error.message]


def _signature(path: Path) -> Signature | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
