"""Which files get which names, with every conflict found before anything moves."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from naming_rules.codes import folded
from naming_rules.journal import Identity
from naming_rules.language import Text
from naming_rules.moving import is_real_folder
from naming_rules.renaming import Move

_NOT_A_FILE: Final = Text("它不是普通文件", "it is not an ordinary file")
_NOT_A_FOLDER: Final = Text(
    "目标文件夹不是普通文件夹", "the folder it belongs in is not an ordinary folder"
)
_OTHER_DISK: Final = Text("目标文件夹在另一个磁盘上", "the folder it belongs in is on another disk")
_TWO_NAMES: Final = Text(
    "它与另一个要改名的文件是同一个文件（硬链接）",
    "it is one file with another that is to be renamed (a hard link)",
)
_SAME_TARGET: Final = Text(
    "另有文件应改为同一个名称 {target}", "another file would get the same name {target}"
)
_TAKEN: Final = Text("{name} 已存在", "{name} exists already")


@dataclass(frozen=True, slots=True)
class Rename:
    """One file that gets a new name; paths relative to the root. `rules` found fault with it."""

    source: str
    target: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """One file that a person must decide on: `suggestion` as far as there is one, and why."""

    source: str
    suggestion: str | None
    placeholders: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True)
class RenamePlan:
    """What `fix` would do, and what it leaves to a person."""

    renames: tuple[Rename, ...]
    unresolved: tuple[Unresolved, ...]

    @property
    def moves(self) -> tuple[Move, ...]:
        """The renames as `renaming.apply` takes them."""
        return tuple(Move(rename.source, rename.target) for rename in self.renames)


def settle(root: Path, wishes: Iterable[Rename], unresolved: Iterable[Unresolved]) -> RenamePlan:
    """Return the plan: those wishes that can all be carried out together, and the others.

    A file that stays because of a conflict keeps its place, which may be a conflict for another.
    """
    wanted = [wish for wish in wishes if wish.source != wish.target]
    left = list(unresolved)
    for find in (_impossible, _same_target):
        wanted = _without(wanted, find(root, wanted), left)
    look = _Folders(root)
    while taken := look.taken(wanted):
        wanted = _without(wanted, taken, left)
    return RenamePlan(
        tuple(sorted(wanted, key=lambda rename: rename.source)),
        tuple(sorted(left, key=lambda one: one.source)),
    )


_Conflicts = dict[str, Text]


def _without(
    wishes: Sequence[Rename], conflicts: _Conflicts, left: list[Unresolved]
) -> list[Rename]:
    """Return the wishes that have no conflict; the others go to `left`."""
    left.extend(
        Unresolved(wish.source, wish.target, (), conflicts[wish.source])
        for wish in wishes
        if wish.source in conflicts
    )
    return [wish for wish in wishes if wish.source not in conflicts]


def _impossible(root: Path, wishes: Sequence[Rename]) -> _Conflicts:
    """Find what the file system will not do."""
    conflicts: _Conflicts = {}
    identities = {wish.source: Identity.of(root / wish.source) for wish in wishes}
    names = Counter((i.device, i.inode) for i in identities.values() if i and i.inode)
    devices: dict[str, int | None] = {}
    for wish in wishes:
        identity = identities[wish.source]
        folder = wish.target.rpartition("/")[0]
        if folder not in devices:
            devices[folder] = _device(root, folder)
        if identity is None:
            conflicts[wish.source] = _NOT_A_FILE
        elif names[identity.device, identity.inode] > 1:
            conflicts[wish.source] = _TWO_NAMES
        elif devices[folder] is None:
            conflicts[wish.source] = _NOT_A_FOLDER
        elif devices[folder] != identity.device:
            conflicts[wish.source] = _OTHER_DISK
    return conflicts


def _device(root: Path, folder: str) -> int | None:
    """Return the device a folder is or will be on; None where there can be no folder."""
    if not is_real_folder(root, folder, or_missing=True):
        return None
    path = root / folder
    while not path.exists():
        path = path.parent
    return path.stat().st_dev


def _same_target(_root: Path, wishes: Sequence[Rename]) -> _Conflicts:
    """Find the files that would get one name, or names that some file system takes for one."""
    counts = Counter(folded(wish.target) for wish in wishes)
    return {
        wish.source: _SAME_TARGET.format(target=wish.target)
        for wish in wishes
        if counts[folded(wish.target)] > 1
    }


class _Folders:
    """The names in the folders that something is to be moved to, each folder read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.names: dict[str, dict[str, list[str]]] = {}

    def taken(self, wishes: Sequence[Rename]) -> _Conflicts:
        """Find the targets where something is that will not be moved away."""
        leaving = {wish.source for wish in wishes}
        conflicts: _Conflicts = {}
        for wish in wishes:
            folder, slash, name = wish.target.rpartition("/")
            for other in self._in(folder).get(folded(name), ()):
                if f"{folder}{slash}{other}" not in leaving:
                    conflicts[wish.source] = _TAKEN.format(name=f"{folder}{slash}{other}")
        return conflicts

    def _in(self, folder: str) -> dict[str, list[str]]:
        if folder not in self.names:
            names: dict[str, list[str]] = {}
            if (self.root / folder).is_dir():
                for name in os.listdir(self.root / folder):  # noqa: PTH208 - names, not paths
                    names.setdefault(folded(name), []).append(name)
            self.names[folder] = names
        return self.names[folder]
