"""Commits as bytes: git's own object format, and the stream of `git fast-import`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from docvault.store.files import CHUNK
from docvault.store.git.tree import Put, Remove, TreeChange

_COMMITTER = "DocVault <docvault@docvault.invalid>"


@dataclass(frozen=True, slots=True)
class CommitDraft:
    """One commit to be made: what changes in the tree, who did it, when, and the message."""

    changes: tuple[TreeChange, ...]
    actor: str
    at: datetime
    message: str


@dataclass(frozen=True, slots=True)
class StoredCommit:
    """One commit as it stands in git."""

    id: str
    parent: str | None
    actor: str
    at: datetime
    message: str


def author_of(actor: str) -> str:
    """Return git's author line for an actor (without the time).

    The name stays as it is, so that it can be read back; `<`, `>` and line ends, which would
    break the format, cannot be in an actor's name (see users.py) and are dropped all the same.
    """
    name = "".join(c for c in actor if c not in "<>\n\r\0").strip() or "unknown"
    return f"{name} <{name.replace(' ', '.')}@docvault.invalid>"


def raw_commit(draft: CommitDraft, tree: str, parent: str | None) -> bytes:
    """Return the bytes of a commit object."""
    when = f"{int(draft.at.timestamp())} +0000"
    lines = [f"tree {tree}"]
    if parent:
        lines.append(f"parent {parent}")
    lines += [f"author {author_of(draft.actor)} {when}", f"committer {_COMMITTER} {when}"]
    return "\n".join([*lines, "", draft.message]).encode("utf-8", "surrogateescape")


def import_stream(
    draft: CommitDraft, contents: Sequence[Path], mark: int, reference: str, parent: str | None
) -> Iterator[bytes]:
    """Yield one commit in the language of `git fast-import`.

    `contents` are the files whose bytes it brings: blobs that its `Put`s may name. `mark`
    numbers the commit; `parent` is named for the first commit of a stream only.
    """
    for content in contents:
        yield from _blob(content)
    when = f"{int(draft.at.timestamp())} +0000"
    # A path it tells may be in an encoding that is no Unicode.
    message = draft.message.encode("utf-8", "surrogateescape")
    yield (
        f"commit {reference}\nmark :{mark}\nauthor {author_of(draft.actor)} {when}\n"
        f"committer {_COMMITTER} {when}\ndata {len(message)}\n"
    ).encode()
    yield message + b"\n"
    if parent:
        yield f"from {parent}\n".encode()
    for change in draft.changes:
        match change:
            case Put(path, blob):
                yield f"M 100644 {blob} {_quoted(path)}\n".encode()
            case Remove(path):
                yield f"D {_quoted(path)}\n".encode()
    yield b"\n"


def _blob(content: Path) -> Iterator[bytes]:
    with content.open("rb") as file:
        yield f"blob\ndata {content.stat().st_size}\n".encode()
        while chunk := file.read(CHUNK):
            yield chunk
    yield b"\n"


def _quoted(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def read_marks(path: Path, count: int) -> list[str]:
    """Return the commit ids that fast-import wrote to its marks file, in order."""
    marks = {}
    for line in path.read_text("ascii").splitlines():
        mark, _, oid = line.partition(" ")
        marks[int(mark[1:])] = oid
    return [marks[number] for number in range(1, count + 1)]
