"""The floors: what the same bytes cost without DocVault, each as safe as it can be made."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from docvault.store.files import sync_folder

_SETTINGS = (
    "core.fsync=all",
    "core.compression=0",
    "core.bigFileThreshold=8m",
    "gc.auto=0",
    "user.name=x",
    "user.email=x@example.invalid",
)
_OPTIONS = [word for setting in _SETTINGS for word in ("-c", setting)]
_CLEAN = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
_CHUNK = 1 << 20


def git(repository: Path, *words: str, stdin: bytes | None = None) -> None:
    """Run one git command in a repository, as synced as git can."""
    subprocess.run(
        ["git", *_OPTIONS, *words],
        cwd=repository,
        env=_CLEAN,
        input=stdin,
        check=True,
        capture_output=True,
    )


def repository(folder: Path, *, bare: bool = False) -> Path:
    """Return a new repository."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main", *(["--bare"] if bare else []))
    return folder


def copy(source: Path, target: Path) -> None:
    """Copy a file; its bytes and its name are on disk afterwards."""
    with source.open("rb") as reader, target.open("wb") as writer:
        while chunk := reader.read(_CHUNK):
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    sync_folder(target.parent)


def copy_all(sources: Iterable[Path], folder: Path) -> None:
    """Copy files without waiting for the disk, as a file manager does."""
    for source in sources:
        (folder / source.name).write_bytes(source.read_bytes())


def fast_import(repository: Path, sources: Iterable[Path], branch: str = "main") -> None:
    """Make a commit for each file in one stream, on top of what the branch has.

    Folders hold 80 files: a commit costs git what its folder holds.
    """
    known = (repository / "refs/heads" / branch).exists()
    with subprocess.Popen(
        ["git", *_OPTIONS, "fast-import", "--quiet", "--done", "--date-format=raw"],
        cwd=repository,
        env=_CLEAN,
        stdin=subprocess.PIPE,
    ) as process:
        assert process.stdin
        for number, source in enumerate(sources):
            parent = f"refs/heads/{branch}^0" if known and number == 0 else None
            path = f"{number // 8000}/{number // 80}/{source.name}"
            process.stdin.writelines(_commit(source.read_bytes(), path, branch, parent))
        process.stdin.write(b"done\n")
        process.stdin.close()
        assert process.wait() == 0


def _commit(data: bytes, path: str, branch: str, parent: str | None) -> Iterator[bytes]:
    yield (
        f"commit refs/heads/{branch}\ncommitter x <x@example.invalid> 1700000000 +0000\n"
        f"data 2\nx\n" + (f"from {parent}\n" if parent else "")
    ).encode()
    yield f'M 100644 inline "{path}"\ndata {len(data)}\n'.encode() + data + b"\n"


def add_and_commit(repository: Path, file: Path) -> None:
    """Check a file in as one does by hand."""
    git(repository, "add", "--", file.name)
    git(repository, "commit", "--quiet", "--allow-empty", "-m", "x")


def with_index_of(repository: Path, count: int) -> None:
    """Let the repository's index and tip hold `count` files, spread over folders."""
    blob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"  # of no bytes
    git(repository, "hash-object", "-w", "--stdin", stdin=b"")
    entries = (
        f"100644 {blob}\t{number // 10000}/{number // 100}/{number}.md\n" for number in range(count)
    )
    git(repository, "update-index", "--index-info", stdin="".join(entries).encode())
    git(repository, "commit", "--quiet", "--allow-empty", "-m", "x")
