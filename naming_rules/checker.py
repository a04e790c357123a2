"""Names or folders in, findings out; folder by folder, nothing of the tree is held.

Most names in a tree are right, and `quick` knows them at a glance. Only the others go through
the rules one by one, and only folders with something unusual through the folder rules.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from naming_rules.codes import folded
from naming_rules.context import Context
from naming_rules.context import today as today_here
from naming_rules.convention import Convention
from naming_rules.finding import Finding
from naming_rules.lines import Lines
from naming_rules.listing import Listing, Skip, listings_of, walk
from naming_rules.places import is_place, is_place_of_superseded
from naming_rules.quick import Glance, Quick

if TYPE_CHECKING:
    from naming_rules.thorough import Thorough

_PLAIN: Final = re.compile("[0-9A-Za-z\u4e00-\u9fff]{1,60}")
_DEVICE: Final = re.compile("(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)


@dataclass(slots=True)
class Tally:
    """How many files have been looked at; counted up while findings are yielded."""

    checked: int = 0


def check_name(
    convention: Convention, name: str, *, context: Context | None = None
) -> list[Finding]:
    """Return what is wrong with one bare file name, with suggestions; its path is the name."""
    from naming_rules.thorough import name_findings  # noqa: PLC0415 - a right name needs no rules

    return name_findings(convention, name, context or Context())


def check_tree(
    convention: Convention,
    root: Path,
    *,
    under: str | None = None,
    strict_places: bool = False,
    skip: Skip | None = None,
    tally: Tally | None = None,
    today: datetime.date | None = None,
) -> Iterator[Finding]:
    """Yield what is wrong in and below a folder, folder by folder, in a fixed order.

    Paths are relative to `root` and `/`-joined. `under` restricts the check to a folder or file
    below `root`; places are still judged relative to `root`. With `strict_places` a document
    must lie exactly where the convention places it; otherwise only folders that contradict its
    name are found. What `skip` says True of (a relative path) is not looked at. Links are never
    followed. Raises OSError when `root` cannot be read.
    """
    checker = _Checker(
        convention, root, tally or Tally(), today or today_here(), strict=strict_places, skip=skip
    )
    start, checker.only = _start(convention, root, under)
    for listing in walk(root, convention.history_folder, checker.enters, start):
        yield from checker.check(listing)


def check_paths(
    convention: Convention,
    paths: Iterable[str],
    *,
    strict_places: bool = False,
    tally: Tally | None = None,
    today: datetime.date | None = None,
) -> Iterator[Finding]:
    """Yield what is wrong with files that are only known by their paths, as `check_tree` does.

    The paths are relative to one root and `/`-joined; all of them are held.
    """
    checker = _Checker(
        convention, None, tally or Tally(), today or today_here(), strict=strict_places
    )
    for listing in listings_of(paths, convention.history_folder, checker.enters):
        yield from checker.check(listing)


def _start(convention: Convention, root: Path, under: str | None) -> tuple[str, str | None]:
    """Return the folder to start in, and the one path below it that is asked for, if only one.

    A file is judged among those beside it, a history folder with the folder it stands in.
    """
    if not under or under == ".":
        return "", None
    above, _, last = under.rpartition("/")
    path = root / under
    if last == convention.history_folder or path.is_symlink() or not path.is_dir():
        if above.rpartition("/")[2] == convention.history_folder:
            above = above.rpartition("/")[0]
        return above, under
    return under, None


class _Checker:
    """Checks the folders of one tree, and remembers what many of them have in common."""

    def __init__(
        self,
        convention: Convention,
        root: Path | None,
        tally: Tally,
        today: datetime.date,
        *,
        strict: bool,
        skip: Skip | None = None,
    ) -> None:
        self.convention, self.root, self.tally, self.today = convention, root, tally, today
        self.strict, self.skip = strict, skip
        self.only: str | None = None
        self.quick = Quick(convention, today)
        self.lines = Lines(convention.keep)
        self.entered: set[str] = set()
        # A history folder that is itself the root still holds superseded files.
        self.root_is_history = root is not None and root.resolve().name == convention.history_folder

    @cached_property
    def thorough(self) -> Thorough:
        """The long way; a tidy tree never needs it, nor the time it takes to load the rules."""
        from naming_rules.thorough import Thorough  # noqa: PLC0415

        return Thorough(self.convention, self.root, self.today, self.strict)

    def enters(self, path: str, name: str) -> bool:
        """Tell whether a folder is to be looked into: not the system's, and never git's own."""
        if self.only and not _is_below(path, self.only) and name != self.convention.history_folder:
            return False
        if name in self.entered:
            return not (self.skip and self.skip(path))
        if self._leaves_out(path, name):
            return False
        if _is_plain(name) or not self.thorough.is_git_name(name):
            self.entered.add(name)
            return True
        return False

    def _leaves_out(self, path: str, name: str) -> bool:
        """Tell whether nothing is to be said of an entry; at the root a `.git` is as it should."""
        if path == ".git" or self.convention.ignores(name):
            return True
        return bool(self.skip and self.skip(path))

    def check(self, listing: Listing) -> list[Finding]:
        """Return what is wrong in one folder; where `only` is set, at or below that path."""
        found: list[Finding] = []
        if listing.oddities:
            kept = [o for o in listing.oddities if not self._leaves_out(o.path, o.name)]
            found += self.thorough.oddities(listing.folder, kept)
        if strange := [name for name in listing.folders if not _is_plain(name)]:
            kept_ = [name for name in strange if not self._leaves_out(listing.path(name), name)]
            found += self.thorough.folder_names(listing.folder, kept_)
        found += self._files(listing)
        if not found:
            return found
        only = self.only
        return self.thorough.in_order(f for f in found if not only or _is_below(f.path, only))

    def _files(self, listing: Listing) -> list[Finding]:
        folder, convention = listing.folder, self.convention
        history = convention.history_folder in folder.split("/") or self.root_is_history
        inner = listing.path(convention.history_folder)
        files, own = self._look(folder, listing.files, history=history)
        old_files, old = self._look(inner, listing.superseded, history=True)
        tidy = self._is_tidy(listing, own, old, history=history)
        if tidy and not (own.rest or old.rest):
            return []
        found = [
            *self.thorough.names(folder, own.rest, history=history),
            *self.thorough.names(inner, old.rest, history=True),
        ]
        if tidy and self._are_strangers([*own.rest, *old.rest], listing.folders + files, old_files):
            return found
        versions = self.thorough.versions(
            folder, files, old_files, folders=listing.folders, history=history
        )
        return [*found, *versions]

    def _look(self, folder: str, names: list[str], *, history: bool) -> tuple[list[str], Glance]:
        """Return the files that count, and what a glance at them came to; count them."""
        if not names:
            return names, Glance([])
        if self.skip or self.quick.may_ignore:
            prefix = f"{folder}/" if folder else ""
            names = [name for name in names if not self._leaves_out(prefix + name, name)]
        glance = self.quick.look(
            folder, names, history=history, agrees=lambda name: self._agrees(folder, name, history)
        )
        if glance.rest:
            ignored = {name for name in glance.rest if self.convention.ignores(name)}
            glance.rest = sorted(name for name in glance.rest if name not in ignored)
            names = [name for name in names if name not in ignored] if ignored else names
        self.tally.checked += self._counted(folder, names)
        return names, glance

    def _counted(self, folder: str, names: list[str]) -> int:
        if self.only is None:
            return len(names)
        prefix = f"{folder}/" if folder else ""
        return sum(_is_below(prefix + name, self.only) for name in names)

    def _agrees(self, folder: str, name: str, history: bool) -> bool:
        """Tell whether a right name may lie in a folder."""
        parts = folder.split("/") if folder else []
        if not history:
            parsed = self.convention.parse(name)
            return bool(parsed and is_place(self.convention, parsed, parts, strict=self.strict))
        old = self.convention.parse_superseded(name)
        return bool(
            old and is_place_of_superseded(self.convention, *old, parts[:-1], strict=self.strict)
        )

    def _is_tidy(self, listing: Listing, own: Glance, old: Glance, *, history: bool) -> bool:
        """Tell whether no folder rule can find anything in files that are all right at a glance."""
        if history:
            own, old = Glance([]), own
        alike = {name.casefold() for name in listing.folders}
        return len(alike) == len(listing.folders) and self.lines.are_tidy(
            own.documents, old.documents
        )

    def _are_strangers(self, rest: list[str], *folders: list[str]) -> bool:
        """Tell whether the rest of the names is of no document and spelled like no other name."""
        parse, parse_superseded = self.convention.parse, self.convention.parse_superseded
        if any(parse(name) or parse_superseded(name) for name in rest):
            return False
        return all(len(set(map(folded, names))) == len(names) for names in folders)


def _is_below(path: str, only: str) -> bool:
    return path == only or path.startswith(f"{only}/")


def _is_plain(folder: str) -> bool:
    """Tell whether a folder's name is one that no rule has anything against."""
    return _PLAIN.fullmatch(folder) is not None and _DEVICE.fullmatch(folder) is None
