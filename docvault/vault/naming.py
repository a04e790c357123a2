"""Which name each file is to have: its own where it is right, else the one that is suggested."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from docvault.errors import KINDS, VersionConflict
from docvault.store.files import kind_of
from naming_rules.checker import check_name
from naming_rules.context import Context
from naming_rules.convention import Convention
from naming_rules.distinct import distinct
from naming_rules.finding import Finding, Severity
from naming_rules.language import Text
from naming_rules.name import DocumentName, SupersededName
from naming_rules.scheme import Scheme, version_of
from naming_rules.suggest import suggest
from naming_rules.suggestion import Suggestion
from naming_rules.thorough import modified_on

if TYPE_CHECKING:
    from docvault.vault.vault import Vault

_NO_FILE = Text("不是普通文件，而是{kind}", "is not a regular file but {kind}")
_NO_CURRENT = Text(
    "是旧版，但旁边没有它的当前版本，无法得知属于哪个文件",
    "is an old version, but its current one is not beside it, so its document is not known",
)

_Currents = dict[tuple[str, date, str | None, str], DocumentName]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The name one file is to have (None: it cannot be known), and what is wrong with its own.

    `path` is relative to the folder looked at, `/`-joined. `suggestion` stands where its own name
    is wrong. `superseded` tells that the file is an old version in a history folder; `name` then
    is its full one.
    """

    path: str
    name: DocumentName | None
    findings: tuple[Finding, ...] = ()
    suggestion: Suggestion | None = None
    superseded: bool = False


def propose(
    vault: Vault,
    folder: Path,
    paths: Iterable[str],
    *,
    defaults: Mapping[str, str] | None = None,
) -> list[Proposal]:
    """Say for each file below `folder` which name it is to have; no two get one name by guessing.

    `defaults` gives codes for what neither a name nor its folders tell (`department`, `type`).
    A file that is gone meanwhile is left out. Changes nothing.
    """
    within = vault.relative(folder / "x")
    above = within.split("/")[:-1] if within else [folder.resolve().name]
    # Files come folder by folder: a large history asks about one and the same again and again.
    current_in = lru_cache(maxsize=1)(partial(_current_in, vault.convention))
    found = []
    for path in paths:
        if os.path.lexists(folder / path):
            found.append(_look_at(vault, folder / path, path, above, defaults or {}, current_in))
    return _distinct(vault, found)


def faults_of(vault: Vault, name: str) -> list[Finding]:
    """Return why a document cannot have this name; nothing when it can."""
    context = Context(history=False)
    return [f for f in check_name(vault.convention, name, context=context) if _counts(f)]


def suggestion_for(
    vault: Vault,
    file: Path,
    folders: Sequence[str],
    *,
    name: str | None = None,
    defaults: Mapping[str, str] | None = None,
) -> Suggestion | None:
    """Return the nearest compliant name of a file that lies in `folders`, the outermost first.

    `name` is what it is called, where that is not the name it has on disk.
    """
    return suggest(
        vault.convention,
        file.name if name is None else name,
        folders=folders,
        modified=modified_on(file),
        defaults=defaults or {},
    )


def next_free(vault: Vault, name: DocumentName, conflict: VersionConflict) -> str:
    """Return the name that would follow, for one whose version came too late."""
    version = version_of(str(conflict.fields["next"]))
    return vault.convention.format(replace(name, version=version))


def _counts(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def _look_at(
    vault: Vault,
    file: Path,
    path: str,
    above: Sequence[str],
    defaults: Mapping[str, str],
    current_in: Callable[[Path], _Currents],
) -> Proposal:
    if kind := kind_of(file):
        message = _NO_FILE.format(kind=KINDS.get(kind, kind))
        return Proposal(path, None, (Finding("not-a-file", path, message, Severity.ERROR),))
    old = vault.convention.parse_superseded(file.name)
    if old and file.parent.name == vault.convention.history_folder:
        return _superseded(path, *old, current_in(file.parent.parent))
    findings = faults_of(vault, file.name)
    name = vault.convention.parse(file.name)
    if name is not None and not findings:
        return Proposal(path, name)
    folders = (*above, *path.split("/")[:-1])
    suggestion = suggestion_for(vault, file, folders, defaults=defaults)
    wish, holes = (suggestion.name, suggestion.placeholders) if suggestion else (None, ())
    said = tuple(replace(f, path=path, suggestion=wish, placeholders=holes) for f in findings)
    name = vault.convention.parse(wish) if wish and not holes else None
    return Proposal(path, name, said, suggestion)


def _superseded(path: str, scheme: Scheme, old: SupersededName, currents: _Currents) -> Proposal:
    """Give an old version in a history folder its full name, from its current one beside it."""
    name = currents.get((scheme.id, old.date, old.title, old.extension))
    if name:
        return Proposal(path, replace(name, version=old.version), superseded=True)
    alone = Finding("no-current-version", path, _NO_CURRENT, Severity.ERROR)
    return Proposal(path, None, (alone,), superseded=True)


def _current_in(convention: Convention, folder: Path) -> _Currents:
    """Return the names of the documents in a folder by what is left of them in the history."""
    names = (convention.parse(name) for name in sorted(os.listdir(folder)))  # noqa: PTH208
    found: _Currents = {}
    for name in names:
        if name:
            found.setdefault((name.scheme, name.date, name.title, name.extension), name)
    return found


def _distinct(vault: Vault, found: Sequence[Proposal]) -> list[Proposal]:
    """Keep suggested names apart where several files would have the same."""
    suggested = [(one.path, one.suggestion) for one in found if one.name and one.suggestion]
    right = [vault.convention.format(one.name) for one in found if one.name and not one.suggestion]
    names = {
        path: vault.convention.parse(suggestion.name)
        for (path, _), suggestion in zip(
            suggested, distinct(vault.convention, suggested, right), strict=True
        )
    }
    return [replace(one, name=names.get(one.path, one.name)) for one in found]
