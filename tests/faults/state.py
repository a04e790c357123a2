"""What a vault's disk says, read without DocVault: plain git, plain files, plain SQL.

`verify` must agree with what is found here, and never the other way round.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_GIT = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
_TABLES = (
    "archives",
    "documents",
    "document_keys",
    "versions",
    "kept_changes",
    "index_queue",
    "users",
    "audit_events",
    "audit_head",
    "holdings",
)
_LEFT_BEHIND = re.compile(
    r"archives/.*(\.lock|/tmp_\w+|/\.tmp-[^/]+|/fast_import_crash_\d+|/refs/docvault/.+)"
    r"|(.*/)?\.[^/]+\.[0-9a-f]{16}|staging/.+"
)


@dataclass(frozen=True, slots=True)
class State:
    """All of a vault that anybody could miss."""

    files: dict[str, str]
    """Path of every file people see -> its SHA-256, or where a link leads to."""
    references: dict[str, str]
    """`archive reference` -> commit."""
    rows: dict[str, list[tuple[object, ...]]]
    """Table -> its rows."""
    staging: frozenset[str]


def state_of(root: Path) -> State:
    """Read everything."""
    staging = root / ".docvault" / "staging"
    return State(
        files={
            path: str(file.readlink()) if file.is_symlink() else _sha256(file)
            for path in visible(root)
            for file in [root / path]
        },
        references={
            f"{archive.stem} {name}": oid
            for archive in archives(root)
            for oid, name in references(archive)
        },
        rows={table: rows(root, f"SELECT * FROM {table} ORDER BY 1, 2") for table in _TABLES},
        staging=frozenset(path.name for path in staging.glob("*")),
    )


def disagreements(root: Path) -> list[str]:
    """Return where git, the folders and the register disagree, and what the dead left behind.

    Empty for a vault in which no process is at work.
    """
    found: list[str] = []
    registered = _registered(root)
    for archive in archives(root):
        found += [f"{archive.stem}: fsck: {line}" for line in fsck(archive)]
        tip = git(archive, "for-each-ref", "--format=%(objectname)", "refs/heads/main").strip()
        recorded = rows(root, "SELECT tip FROM archives WHERE name = ?", archive.stem)
        if [(tip,)] != (recorded or [("",)]):
            found.append(f"{archive.stem}: main is {tip}, recorded {recorded}")
        tree = _tree(archive) if tip else {}
        folder = {p: _blob(root / p) for p in visible(root) if p.startswith(f"{archive.stem}/")}
        in_register = {p: b for p, b in registered.items() if p.startswith(f"{archive.stem}/")}
        found += [f"folder and git: {line}" for line in differences(folder, tree)]
        found += [f"register and git: {line}" for line in differences(in_register, tree)]
    strangers = {path.split("/")[0] for path in registered} - {a.stem for a in archives(root)}
    found += [f"registered without a repository: {name}" for name in strangers]
    found += [f"left behind: {path}" for path in left_behind(root / ".docvault")]
    integrity = [str(line) for (line,) in rows(root, "PRAGMA integrity_check")]
    return found + [f"damaged: {line}" for line in integrity if line != "ok"]


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return [
        f"{path}: {one.get(path)} is not {other.get(path)}"
        for path in sorted(one.keys() | other.keys())
        if one.get(path) != other.get(path)
    ]


def archives(root: Path) -> list[Path]:
    """Return the repositories; one without its config, which is written last, is none yet."""
    found = (root / ".docvault" / "archives").glob("*.git")
    return sorted(archive for archive in found if (archive / "config").is_file())


def git(archive: Path, *arguments: str, stdin: str | None = None) -> str:
    run = subprocess.run(
        ["git", f"--git-dir={archive}", f"--work-tree={archive}", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
        env=_GIT,
    )
    assert run.returncode == 0, (arguments, run.stderr)
    return run.stdout


def fsck(archive: Path) -> list[str]:
    run = subprocess.run(
        ["git", f"--git-dir={archive}", "fsck", "--strict", "--full", "--no-dangling"],
        capture_output=True,
        text=True,
        check=False,
        env={**_GIT, "GIT_WORK_TREE": str(archive)},
    )
    said = [line for line in (run.stdout + run.stderr).splitlines() if "notice:" not in line]
    return said or ([f"exit status {run.returncode}"] if run.returncode else [])


def left_behind(own: Path) -> list[str]:
    """Return the locks and temporary files of whatever died in `.docvault`."""
    paths = (path.relative_to(own).as_posix() for path in own.rglob("*") if path.is_file())
    return sorted(path for path in paths if _LEFT_BEHIND.fullmatch(path))


def references(archive: Path) -> Iterator[tuple[str, str]]:
    """Yield (commit, name) of every reference."""
    for line in git(archive, "for-each-ref", "--format=%(objectname) %(refname)").splitlines():
        oid, _, name = line.partition(" ")
        yield oid, name


def rows(root: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Ask the vault's SQLite database, without any of our own code."""
    with contextlib.closing(sqlite3.connect(root / ".docvault" / "vault.db")) as connection:
        return connection.execute(statement, values).fetchall()


def visible(root: Path) -> Iterator[str]:
    """Yield the path of every file and link outside `.docvault`."""
    for folder, below, names in os.walk(root):
        here = Path(folder)
        below[:] = [name for name in below if here != root or name != ".docvault"]
        links = [name for name in below if (here / name).is_symlink()]
        for name in (*names, *links):
            yield (here / name).relative_to(root).as_posix()


def _registered(root: Path) -> dict[str, str]:
    """Return path -> blob of what the register says lies in the folders."""
    places = rows(root, "SELECT folder || '/' || file, blob FROM versions WHERE folder NOT NULL")
    open_changes = "SELECT path, blob FROM kept_changes WHERE resolved_at IS NULL ORDER BY id"
    return {str(path): str(blob) for path, blob in (*places, *rows(root, open_changes))}


def _tree(archive: Path) -> dict[str, str]:
    entries = git(archive, "ls-tree", "-r", "-z", "--full-tree", "refs/heads/main").split("\0")
    found = (entry.partition("\t") for entry in entries if entry)
    return {f"{archive.stem}/{path}": head.split(" ")[2] for head, _, path in found}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _blob(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        return "no file"
    data = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
