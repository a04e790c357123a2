"""Where the files of a rename run are now, whatever has happened since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from naming_rules.journal import Entry, Identity
from naming_rules.language import Text

_GONE = Text("文件已不在了", "the file is no longer there")
_UNCLEAR = Text(
    "原名称和新名称下都有文件，无法确定哪一个是原来的",
    "there is a file under its old and its new name, and either could be it",
)


@dataclass(frozen=True, slots=True)
class Found:
    """Where one file is: `at` is None when it is not known, for `reason`.

    `also` are further names of the very same file, left when a run was killed between giving it
    the new name and taking the old one away.
    """

    entry: Entry
    at: str | None
    also: tuple[str, ...] = ()
    reason: Text | None = None


def find(root: Path, entries: Sequence[Entry], *, finished: bool) -> Iterator[Found]:
    """Yield for each entry where its file is; `finished` says whether the run came to its end.

    A file is known by its inode; where that is lost (another mount, restored, saved anew by an
    office program) by size and time; and where those have changed too by its being where the
    run put it. No file is taken for two entries.
    """
    there = {
        name: identity
        for entry in entries
        for name in _names(entry)
        if (identity := Identity.of(root / name))
    }
    known: dict[str, Found] = {}
    for same in (Identity.is_file, Identity.looks_like):
        for entry in entries:
            if entry.source in known:
                continue
            names = [n for n in _names(entry) if n in there and same(entry.identity, there[n])]
            if names:
                also = [n for n in names[1:] if there[names[0]].is_file(there[n])]
                known[entry.source] = Found(entry, names[0], tuple(also))
                for name in (names[0], *also):
                    del there[name]
    for entry in entries:
        yield known.get(entry.source) or _changed(entry, there, finished=finished)


def _changed(entry: Entry, there: dict[str, Identity], *, finished: bool) -> Found:
    """Return where a file is that has been replaced since the run; takes it out of `there`."""
    names = [name for name in (entry.temporary, entry.target, entry.source) if name in there]
    if not names:
        return Found(entry, None, reason=_GONE)
    if len(names) > 1 and not finished:
        return Found(entry, None, reason=_UNCLEAR)
    del there[names[0]]
    return Found(entry, names[0])


def _names(entry: Entry) -> tuple[str, str, str]:
    return entry.source, entry.temporary, entry.target
