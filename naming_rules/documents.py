"""The documents of one folder together with its history folder: what folder rules judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from naming_rules.codes import folded
from naming_rules.convention import Convention
from naming_rules.name import DocumentName, SupersededName, VersionNumber
from naming_rules.scheme import Scheme


@dataclass(frozen=True, slots=True)
class VisibleVersion:
    """A version that lies in a folder; `name` is relative to it (`历史版本/旧版-…`)."""

    name: str
    version: VersionNumber
    history: bool


@dataclass(frozen=True, slots=True)
class FolderOfDocuments:
    """A folder as folder rules see it.

    `names` are all entries, relative to the folder: its files, its folders, and the files of the
    history folder.
    `documents` holds for each document its visible versions, the oldest first; of one version
    the superseded file first.
    """

    convention: Convention
    folder: str
    names: tuple[str, ...]
    documents: tuple[tuple[VisibleVersion, ...], ...]

    def superseded_path(self, name: str) -> str | None:
        """Return where a current file belongs once it is superseded, from the root on."""
        parsed = self.convention.parse(name)
        if parsed is None:
            return None
        steps = (self.folder, self.convention.history_folder)
        return "/".join((*filter(None, steps), self.convention.superseded_name(parsed)))


def documents_of(
    convention: Convention,
    folder: str,
    files: Sequence[str],
    superseded: Sequence[str] = (),
    *,
    folders: Sequence[str] = (),
    history: bool = False,
) -> FolderOfDocuments:
    """Group the files of a folder, and the superseded ones of its history folder, by document.

    `history` tells that `files` are superseded ones too.
    """
    groups: dict[str, list[VisibleVersion]] = defaultdict(list)
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name in () if history else files:
        if parsed := convention.parse(name):
            key = folded(convention.identity(parsed))
            groups[key].append(VisibleVersion(name, parsed.version, history=False))
            owners[_trace(convention.scheme(parsed), parsed)].add(key)
    inner = [f"{convention.history_folder}/{name}" for name in superseded]
    for path in files if history else inner:
        if old := convention.parse_superseded(path.rpartition("/")[2]):
            key = _owner(owners, _trace(*old))
            groups[key].append(VisibleVersion(path, old[1].version, history=True))
    return FolderOfDocuments(
        convention,
        folder,
        (*files, *folders, *inner),
        tuple(tuple(sorted(group, key=_order)) for group in groups.values()),
    )


def _trace(scheme: Scheme, name: DocumentName | SupersededName) -> tuple[str, ...]:
    """Return what the name of a document still says once it is superseded."""
    title = folded(name.title or "")
    return scheme.id, name.date.isoformat(), title, name.extension.casefold()


def _owner(owners: Mapping[tuple[str, ...], set[str]], trace: tuple[str, ...]) -> str:
    """Return the document a superseded file belongs to; where two could own it, it is its own."""
    keys = owners.get(trace, set())
    return next(iter(keys)) if len(keys) == 1 else "|".join(("superseded", *trace))


def _order(file: VisibleVersion) -> tuple[VersionNumber, bool, str]:
    return file.version, not file.history, file.name
