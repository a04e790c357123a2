"""Rename runs: all or none, and every one can be taken back.

Order of writes: the journal (synced), the folders, the files, a sync of the folders touched,
the mark "done". No step overwrites anything. Where files change places, those in the way first
step aside to a temporary name in their own folder, which the journal holds too.

Taking back does not trust that a run came to any certain point: it looks where each file is
now (its old, temporary or new name) and brings it home from there. So it may itself be killed
and run again.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from naming_rules.codes import folded
from naming_rules.errors import FixFailed, FixHalfUndone, FixInterrupted, NothingToUndo
from naming_rules.journal import FOLDER, Entry, Identity, Journal, Journals, inside, new_id, read
from naming_rules.language import Text
from naming_rules.moving import is_real_folder, move, sync_folder
from naming_rules.whereabouts import find

_TAKEN = Text("原名称已被另一个文件占用", "its old name now belongs to another file")
_NO_FOLDER = Text("原文件夹已不是普通文件夹", "its old folder is no longer an ordinary folder")
_NOT_A_FILE = Text("它不是普通文件", "it is not an ordinary file")
_NOT_A_FOLDER = Text("目标文件夹不是普通文件夹", "the new folder is not an ordinary folder")
_REFUSED = Text("系统拒绝：{reason}", "the system refused: {reason}")


@dataclass(frozen=True, slots=True)
class Move:
    """One file to be moved; paths relative to the root, `/`-joined."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Left:
    """A file that could not be brought back: its old name, where it is (if it is), and why."""

    source: str
    at: str | None
    reason: Text


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking back came to: the files brought home, and those that were not."""

    journal: Path
    restored: tuple[Move, ...]
    left: tuple[Left, ...]


Stays = Callable[[str], Text | None]


@dataclass(frozen=True, slots=True)
class _Trip:
    at: str
    to: str
    temporary: str


def journals_of(root: Path, folder: Path | None = None) -> Journals:
    """Return where the journals of `root` lie: `.naming-rules` in it, unless told otherwise."""
    return Journals(folder or root / FOLDER)


def apply(root: Path, moves: Sequence[Move], *, journals: Path | None = None) -> Path:
    """Move all files or none; return the journal's path.

    Nothing is overwritten. Raises FixBusy and FixInterrupted before anything moves; FixFailed
    when a move failed and all others were taken back; FixHalfUndone when some could not be.
    """
    store = journals_of(root, journals)
    with store.locked(root):
        if store.unfinished():
            raise FixInterrupted(root=root)
        journal = _journal(root, moves)
        path = store.begin(journal)
        try:
            _make_folders(root, journal.folders)
            for _, at, to in _hops(
                [_Trip(e.source, e.target, e.temporary) for e in journal.entries]
            ):
                _hop(root, at, to)
            _sync(root, journal)
        except _HopFailed as exc:
            raise _taken_back(root, store, path, exc) from exc
        return store.mark(path, "done")


def undo(root: Path, *, journals: Path | None = None, stays: Stays = lambda _: None) -> Undone:
    """Take back the newest run that has not been, finished or not.

    What somebody has changed meanwhile is left alone and reported; a file only edited is brought
    home with its edits. `stays` tells of a path why the file there is to stay, if it is. Raises
    NothingToUndo, FixBusy, JournalDamaged.
    """
    store = journals_of(root, journals)
    if not store.folder.is_dir():
        raise NothingToUndo(root=root)
    with store.locked(root):
        path = store.unfinished() or store.latest()
        if path is None:
            raise NothingToUndo(root=root)
        return _undo(root, store, path, stays)


def _undo(root: Path, store: Journals, path: Path, stays: Stays = lambda _: None) -> Undone:
    journal = read(path)
    places = list(find(root, journal.entries, finished=path.name.endswith(".done.json")))
    for name in (name for place in places for name in place.also):
        (root / name).unlink()
    left = [Left(p.entry.source, None, p.reason) for p in places if p.reason]
    trips = [
        _Trip(place.at, place.entry.source, place.entry.temporary)
        for place in places
        if place.at not in (None, place.entry.source)
    ]
    staying = {trip: reason for trip in trips if (reason := stays(trip.at))}
    trips = [trip for trip in trips if trip not in staying]
    restored = []
    for trip, failure in _bring_home(root, trips):
        if failure is None:
            restored.append(Move(trip.at, trip.to))
        else:
            left.append(Left(trip.to, trip.at, failure))
    _tidy(root, journal)
    if all(one.at is None for one in left):  # a second try would bring home nothing more
        path = store.mark(path, "undone")
    left += [Left(trip.to, trip.at, reason) for trip, reason in staying.items()]
    return Undone(path, tuple(restored), tuple(left))


def _bring_home(root: Path, trips: list[_Trip]) -> Iterator[tuple[_Trip, Text | None]]:
    """Move every file that can be moved home; yield each with what kept it, or None."""
    failures: dict[_Trip, Text] = {}
    while blocked := _blocked(root, trips):
        failures |= blocked
        trips = [trip for trip in trips if trip not in blocked]
    for trip, at, to in _hops(trips):
        if trip in failures:
            continue
        try:
            (root / to).parent.mkdir(parents=True, exist_ok=True)
            move(root / at, root / to)
        except OSError as exc:
            failures[trip] = _REFUSED.format(reason=exc.strerror or str(exc))
            if at == trip.temporary != trip.at:
                with contextlib.suppress(OSError):
                    move(root / at, root / trip.at)
    yield from failures.items()
    yield from ((trip, None) for trip in trips if trip not in failures)


def _blocked(root: Path, trips: Sequence[_Trip]) -> dict[_Trip, Text]:
    leaving = {folded(trip.at) for trip in trips}
    blocked = {}
    for trip in trips:
        if not is_real_folder(root, trip.to.rpartition("/")[0], or_missing=True):
            blocked[trip] = _NO_FOLDER
        elif os.path.lexists(root / trip.to) and folded(trip.to) not in leaving:
            blocked[trip] = _TAKEN
    return blocked


def _tidy(root: Path, journal: Journal) -> None:
    for folder in reversed(journal.folders):
        with contextlib.suppress(OSError):  # gone, or somebody uses it now
            (root / folder).rmdir()
    _sync(root, journal)


class _HopFailed(Exception):
    """One hop failed; carried to the end of its run, which is taken back."""

    def __init__(self, at: str, to: str, reason: str) -> None:
        super().__init__(reason)
        self.at, self.to, self.reason = at, to, reason


def _taken_back(root: Path, store: Journals, path: Path, exc: _HopFailed) -> Exception:
    undone = _undo(root, store, path)
    fields = {"source": exc.at, "target": exc.to, "reason": exc.reason}
    if undone.left:
        return FixHalfUndone(**fields, left=len(undone.left), journal=undone.journal)
    return FixFailed(**fields)


def _journal(root: Path, moves: Sequence[Move]) -> Journal:
    run = new_id()
    entries = []
    for number, one in enumerate(moves):
        folder, slash, _ = inside(one.source).rpartition("/")
        target_folder = inside(one.target).rpartition("/")[0]
        identity = Identity.of(root / one.source)
        if identity is None or not is_real_folder(root, folder):
            raise FixFailed(source=one.source, target=one.target, reason=_NOT_A_FILE)
        if not is_real_folder(root, target_folder, or_missing=True):
            raise FixFailed(source=one.source, target=one.target, reason=_NOT_A_FOLDER)
        temporary = f"{folder}{slash}{FOLDER}-{run}-{number}"
        entries.append(Entry(one.source, one.target, temporary, identity))
    return Journal(run, tuple(entries), _missing_folders(root, moves))


def _missing_folders(root: Path, moves: Sequence[Move]) -> tuple[str, ...]:
    missing: dict[str, None] = {}
    for folder in dict.fromkeys(one.target.rpartition("/")[0] for one in moves):
        parts = folder.split("/") if folder else []
        for count in range(1, len(parts) + 1):
            path = "/".join(parts[:count])
            if path not in missing and not os.path.lexists(root / path):
                missing[path] = None
    return tuple(missing)


def _make_folders(root: Path, folders: Sequence[str]) -> None:
    for folder in folders:
        try:
            (root / folder).mkdir(exist_ok=True)
        except OSError as exc:
            raise _HopFailed(folder, folder, exc.strerror or str(exc)) from exc


def _hops(trips: Sequence[_Trip]) -> Iterator[tuple[_Trip, str, str]]:
    """Yield single moves in an order in which no name is ever taken twice.

    Whoever stands where another wants to go steps aside first; so does a file whose new name
    differs only in case, which a case-insensitive file system takes for the same name.
    """
    wanted = {folded(trip.to) for trip in trips}
    aside = {trip for trip in trips if folded(trip.at) in wanted and trip.at != trip.temporary}
    in_the_way = [trip for trip in trips if trip in aside]
    yield from ((trip, trip.at, trip.temporary) for trip in in_the_way)
    yield from ((trip, trip.at, trip.to) for trip in trips if trip not in aside)
    yield from ((trip, trip.temporary, trip.to) for trip in in_the_way)


def _hop(root: Path, at: str, to: str) -> None:
    try:
        move(root / at, root / to)
    except OSError as exc:
        raise _HopFailed(at, to, exc.strerror or str(exc)) from exc


def _sync(root: Path, journal: Journal) -> None:
    names = [name for entry in journal.entries for name in (entry.source, entry.target)]
    folders = {(root / name).parent for name in names} | {root / f for f in journal.folders}
    for folder in folders | {folder.parent for folder in folders if folder != root}:
        with contextlib.suppress(FileNotFoundError):
            sync_folder(folder)
