"""The holding area 待更正: files that could not be filed, each with a note that says why."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from docvault.errors import StoreUnwritable
from docvault.store.files import (
    ensure_no_link,
    make_folder,
    store_errors,
    sync_folder,
    write_atomically,
)
from naming_rules.language import Language, Text
from naming_rules.report.visible import visible

_NOTES: dict[Language, str] = {"zh": ".原因.txt", "en": ".reason.txt"}
_MOST_OF_ONE_NAME = 1000
_LONGEST_NAME = 220
"""In bytes: what file systems take (255) less what goes round it while it is written."""
_ADVICE = Text(
    "请改成合规的名称，文件会自动归入应在的文件夹。",
    "Give it a compliant name, and it will be filed by itself.",
)


def hold(
    root: Path,
    area: Path,
    path: Path,
    reasons: Sequence[Text],
    suggestion: str | None = None,
    *,
    why: Text | None = None,
    language: Language = "zh",
) -> Path:
    """Move the file `path` to the holding area of the vault `root`; return where it lies now.

    A note beside it says why, in both languages, under a name in the vault's `language`. A file
    of that name that is held already stays; one that lies in the area, or in a folder of it, is not
    moved. Characters of its name that nobody can see are made visible. `why` says more about the
    suggestion. Raises StoreUnwritable or DiskFull.
    """
    ensure_no_link(root, area)
    with store_errors(area):
        make_folder(area)
        name = path.name if path.name.isprintable() else visible(path.name).replace("\\", "_")
        there = path.is_relative_to(area) and path.name == name
        target = path if there else _free(area, name)
        if target != path:
            path.rename(target)
            sync_folder(area)
    write_atomically(note_of(target, language), _note(reasons, suggestion, why).encode())
    return target


def is_note(name: str) -> bool:
    """Tell whether a file of this name is a note, and no document."""
    return name.endswith(tuple(_NOTES.values()))


def note_of(held: Path, language: Language) -> Path:
    """Return where the note of a held file lies."""
    ending = _NOTES[language]
    return held.with_name(shortened(held.name, len(ending.encode())) + ending)


def clear_notes(area: Path) -> None:
    """Remove the notes whose files are gone: filed, renamed or thrown away."""
    with store_errors(area):
        for entry in list(os.scandir(area)) if area.is_dir() else ():
            if entry.is_dir(follow_symlinks=False):
                clear_notes(Path(entry.path))
        names = [entry.name for entry in os.scandir(area)] if area.is_dir() else []
        notes = {name for name in names if is_note(name)}
        held = set(names) - notes
        for language in _NOTES:
            notes -= {note_of(area / name, language).name for name in held}
        for name in notes:
            (area / name).unlink(missing_ok=True)


def _free(area: Path, name: str) -> Path:
    for number in range(_MOST_OF_ONE_NAME):
        mark = f"({number}) " if number else ""
        target = area / (mark + (shortened(name, len(mark)) if mark else name))
        if not os.path.lexists(target):
            return target
    raise StoreUnwritable(path=area, reason=name)


def shortened(name: str, room: int) -> str:
    """Return as much of a name as leaves room for so many more bytes; its extension stays."""
    raw = os.fsencode(name)
    most = _LONGEST_NAME - room
    if len(raw) <= most:
        return name
    stem, dot, extension = raw.rpartition(b".")
    end = dot + extension if stem and len(extension) < most // 2 else b""
    return (raw[: most - len(end)].decode("utf-8", "ignore")) + os.fsdecode(end)


def _note(reasons: Sequence[Text], suggestion: str | None, why: Text | None) -> str:
    lines = [f"{reason.zh}\n{reason.en}" for reason in reasons]
    if suggestion:
        lines.append(f"建议 · Suggestion: {suggestion}")
    if why and why.zh:
        lines.append(f"{why.zh}\n{why.en}")
    return "\n\n".join([*lines, f"{_ADVICE.zh}\n{_ADVICE.en}"]) + "\n"
