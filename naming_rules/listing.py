"""The folders of a tree, one after the other: from the disk, or from a list of paths."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from naming_rules.language import Text

Skip = Callable[[str], bool]

NOT_A_FILE: Final = "not-a-file"
UNREADABLE: Final = "unreadable-folder"
_LINK: Final = Text("是链接，不会跟随", "is a link; it is not followed")
_SPECIAL: Final = Text("既不是文件也不是文件夹", "is neither a file nor a folder")
_REFUSED: Final = Text("无法读取：{reason}", "cannot be read: {reason}")


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something that is no file, or a folder that cannot be read: path, rule, what is wrong."""

    path: str
    rule: str
    message: Text

    @property
    def name(self) -> str:
        """The last step of the path."""
        return self.path.rpartition("/")[2]


@dataclass(slots=True)
class Listing:
    """What lies in a folder; `folder` is relative to the root, `/`-joined, "" for the root.

    `superseded` are the files of its history folder. `folders` are all folders in it.
    """

    folder: str
    files: list[str] = field(default_factory=list)
    superseded: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)

    def path(self, name: str) -> str:
        """Return the path of something in the folder."""
        return f"{self.folder}/{name}" if self.folder else name


def walk(
    root: Path, history: str, enter: Callable[[str, str], bool], start: str = ""
) -> Iterator[Listing]:
    """Yield the folders below `root`, from `start` on, each before those in it, in order.

    `history` is the name of history folders. `enter` is asked whether an entry (its path, its
    name) is to be looked at, folders only. Links are never followed. Raises OSError when the
    first folder cannot be read; later ones are oddities.
    """
    top = os.fspath(root)
    pending = [start]
    first = True
    while pending:
        listing = Listing(pending.pop())
        try:
            _scan(top, listing, listing.files)
        except OSError as exc:
            if first:
                raise
            listing.oddities.append(_unreadable(listing.folder, exc))
        first = False
        listing.folders.sort()
        below = [name for name in listing.folders if enter(listing.path(name), name)]
        if history in below:
            below.remove(history)
            below += [f"{history}/{name}" for name in _history(top, listing, history, enter)]
        listing.files.sort()
        yield listing
        pending += [listing.path(name) for name in sorted(below, reverse=True)]


def _history(
    root: str, listing: Listing, history: str, enter: Callable[[str, str], bool]
) -> list[str]:
    """Add the files of a folder's history folder to its listing; return the folders in it."""
    inner = Listing(listing.path(history))
    try:
        _scan(root, inner, listing.superseded)
    except OSError as exc:
        listing.oddities.append(_unreadable(inner.folder, exc))
    listing.superseded.sort()
    listing.oddities += inner.oddities
    return [name for name in sorted(inner.folders) if enter(inner.path(name), name)]


def _scan(root: str, listing: Listing, files: list[str]) -> None:
    with os.scandir(f"{root}/{listing.folder}" if listing.folder else root) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                files.append(entry.name)
            elif entry.is_dir(follow_symlinks=False):
                listing.folders.append(entry.name)
            else:
                message = _LINK if entry.is_symlink() else _SPECIAL
                listing.oddities.append(Oddity(listing.path(entry.name), NOT_A_FILE, message))


def _unreadable(folder: str, error: OSError) -> Oddity:
    return Oddity(folder, UNREADABLE, _REFUSED.format(reason=error.strerror or str(error)))


def listings_of(
    paths: Iterable[str], history: str, enter: Callable[[str, str], bool]
) -> Iterator[Listing]:
    """Yield the folders that the paths of files make up, as `walk` does. Holds all paths."""
    known = _folders_of(paths)
    pending = [""]
    while pending:
        listing = known[pending.pop()]
        listing.folders.sort()
        listing.files.sort()
        below = [name for name in listing.folders if enter(listing.path(name), name)]
        if history in below:
            below.remove(history)
            inner = known[listing.path(history)]
            listing.superseded = sorted(inner.files)
            entered = [name for name in sorted(inner.folders) if enter(inner.path(name), name)]
            below += [f"{history}/{name}" for name in entered]
        yield listing
        pending += [listing.path(name) for name in sorted(below, reverse=True)]


def _folders_of(paths: Iterable[str]) -> dict[str, Listing]:
    known: dict[str, Listing] = {"": Listing("")}
    for path in paths:
        *folders, name = [step for step in path.split("/") if step not in {"", "."}] or [""]
        here = known[""]
        for folder in folders:
            below = here.path(folder)
            if below not in known:
                here.folders.append(folder)
                known[below] = Listing(below)
            here = known[below]
        if name:
            here.files.append(name)
    return known
