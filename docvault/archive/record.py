"""What one commit says: everything the register needs to be made again from git alone.

The subject line is for people, the trailers are the record. A note of several lines, or a source
whose name has line ends in it, is folded as in RFC 822: following lines begin with a space, an
empty line is ` .` (so that no line of it ends the block of trailers or passes for one).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from docvault.store.git import StoredCommit

_PREFIX = "DocVault-"


class Action(StrEnum):
    """What a commit did to its document."""

    ADD = "add"
    REVISE = "revise"
    RESTORE = "restore"
    IMPORT = "import"
    KEEP = "keep"
    """A visible file was changed without a new version: its bytes are kept, no version is made."""


@dataclass(frozen=True, slots=True)
class Record:
    """One commit of an archive. Paths are relative to the archive, `/`-joined.

    `superseded` is where the version before went; `removed` are the paths that left the tree;
    `source` is where the file lay in the vault before (adopted or imported in place).
    """

    document: str
    action: Action
    version: str
    path: str
    sha256: str
    actor: str
    at: datetime
    note: str = ""
    superseded: str | None = None
    removed: tuple[str, ...] = ()
    source: str | None = None
    commit: str = ""

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.rpartition("/")[2]

    def message(self) -> str:
        """Return the commit message: the inverse of `record_of`."""
        trailers = [
            ("Document", self.document),
            ("Version", self.version),
            ("SHA256", self.sha256),
            ("Action", self.action.value),
            ("Path", self.path),
            *([("Superseded", self.superseded)] if self.superseded else []),
            *(("Removed", path) for path in self.removed),
            *([("Source", _folded(self.source))] if self.source else []),
            *([("Note", _folded(self.note))] if self.note else []),
        ]
        lines = "".join(f"{_PREFIX}{key}: {value}\n" for key, value in trailers)
        return f"{self.action.value} {self.name}\n\n{lines}"


def record_of(commit: StoredCommit) -> Record | None:
    """Read the record from a commit; None for a commit that DocVault did not make."""
    found: dict[str, list[str]] = {}
    for line in _unfolded(commit.message):
        key, _, value = line.partition(": ")
        if key.startswith(_PREFIX):
            found.setdefault(key.removeprefix(_PREFIX), []).append(value)
    try:
        record = Record(
            document=found["Document"][0],
            action=Action(found["Action"][0]),
            version=found["Version"][0],
            path=found["Path"][0],
            sha256=found["SHA256"][0],
            actor=commit.actor,
            at=commit.at,
            commit=commit.id,
        )
    except (KeyError, ValueError):
        return None
    return replace(
        record,
        note=found.get("Note", [""])[0],
        superseded=found.get("Superseded", [None])[0],
        removed=tuple(found.get("Removed", ())),
        source=found.get("Source", [None])[0],
    )


def _folded(note: str) -> str:
    first, *rest = note.split("\n")
    return "\n".join([first, *(f" {line or '.'}" for line in rest)])


def _unfolded(message: str) -> list[str]:
    lines: list[str] = []
    for line in message.split("\n"):
        if line.startswith(" ") and lines:
            lines[-1] += "\n" + ("" if line == " ." else line[1:])
        else:
            lines.append(line)
    return lines


def clean_note(note: str) -> str:
    """Return a note as it is stored: one kind of line end, no NUL, no blanks around it.

    A line that is only `.` gets a space behind it, since `.` alone stands for an empty line.
    Bytes that were no UTF-8 become `?`: the register could not hold them.
    """
    text = note.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    return "\n".join(". " if line == "." and number else line for number, line in enumerate(lines))
