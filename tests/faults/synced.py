"""Is everything on disk, in the promised order, when "done" is said? Run by test_synced.

Watches every call that changes the disk while an action runs, and looks at the files that are
there afterwards and were not before: each must have been synced after the last byte was written,
and each folder after it got a new name in it. Git comes first, then the folders, then the
register, then "done".

Usage: synced.py FOLDER make|add|revise|import
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from docvault import vault as vaults
from docvault.archive import Action
from docvault.vault import CheckIn, Incoming, Vault
from tests.faults.calls import Call, run
from tests.faults.samples import name_of, v

WRITES = {"write", "pwrite64", "writev", "ftruncate", "truncate", "fallocate"}
SYNCS = {"fsync", "fdatasync"}
NAMINGS = {"rename", "renameat", "renameat2", "link", "linkat"}
MAKINGS = {"open", "openat", "creat", *NAMINGS}
FOLDERS = {"mkdir", "mkdirat"}
# Of no use after a power cut: who holds a lock, what was being staged, shared memory, the
# reference that fast-import is given.
PASSING = re.compile(r"\.docvault/(locks|staging)/|\.db-shm$|/refs/docvault$")
GIT = re.compile(r"\.docvault/archives/.*\.git/")
REGISTER = re.compile(r"\.docvault/vault\.db(-wal)?$")


class Story:
    """The calls of one action, up to the moment it said "done"."""

    def __init__(self, root: Path, calls: list[Call]) -> None:
        self.root = root
        self.calls = calls

    def unsynced(self, new: set[Path]) -> Iterator[str]:
        """Yield what a power cut after "done" could have taken away."""
        for file in sorted(new):
            names = self.names(file)
            written = self.last(lambda call, n=names: call.name in WRITES and call.path in n)
            if written is not None and not self.happens(written, SYNCS, names):
                yield f"{file}: written, not synced"
            made = self.made(str(file))
            in_use = written is None or written > made or self.calls[made].name in NAMINGS
            if in_use and not self.happens(made, SYNCS, {str(file.parent)}):
                yield f"{file}: its name is not synced"
        for made, call in enumerate(self.calls):
            folder = Path(call.path)
            if call.name not in FOLDERS or not folder.exists() or PASSING.search(call.path):
                continue
            if not self.happens(made, SYNCS, {str(folder.parent)}):
                yield f"{folder}: a folder whose name is not synced"

    def made(self, path: str) -> int:
        """Return the call that gave the file its name: SQLite opens what is there, too."""
        gone = self.last(lambda call: call.name in {"unlink", "unlinkat"} and call.path == path)
        calls = list(enumerate(self.calls))[(gone or 0) :]
        named = [n for n, call in calls if call.name in NAMINGS and call.path == path]
        return (
            named[-1]
            if named
            else next(n for n, c in calls if c.path == path and c.name in MAKINGS)
        )

    def names(self, file: Path) -> set[str]:
        """Return every name the file has had."""
        names = {str(file)}
        for call in reversed(self.calls):
            if call.name in NAMINGS and call.path in names:
                names.add(call.paths[0])
        return names

    def last(self, wanted: Callable[[Call], bool]) -> int | None:
        found = [number for number, call in enumerate(self.calls) if wanted(call)]
        return found[-1] if found else None

    def happens(self, after: int, names: set[str], paths: set[str]) -> bool:
        later = self.calls[after + 1 :]
        return any(call.name in names and call.path in paths for call in later)

    def out_of_order(self) -> Iterator[str]:
        """Yield where the order git, folders, register was not kept."""
        moved = self.last(lambda call: call.path.endswith("/refs/heads/main"))
        git = [n for n, call in enumerate(self.calls) if self.is_git(call) and n < (moved or 0)]
        named = [n for n, call in enumerate(self.calls) if self.is_visible(call)]
        entered = [
            n for n, c in enumerate(self.calls) if REGISTER.search(c.path) and c.name in SYNCS
        ]
        if moved is None or not named or not entered or not git:
            yield "something did not happen at all"
            return
        heads = str(Path(self.calls[moved].path).parent)
        first_named = min(n for n in named if self.calls[n].name in NAMINGS)
        if not any(c.name in SYNCS and c.path == heads for c in self.calls[moved:first_named]):
            yield "a visible file moved before the branch was on disk"
        if any(self.is_git(c) and c.name in MAKINGS for c in self.calls[moved + 1 :]):
            yield "git was written to after the branch had moved"
        if max(named) > entered[-1]:
            yield "a visible file moved after the register was on disk"

    def is_git(self, call: Call) -> bool:
        return GIT.search(call.path) is not None

    def is_visible(self, call: Call) -> bool:
        return call.name in NAMINGS and not call.path.startswith(str(self.root / ".docvault"))


def watch(root: Path, outside: Path, act: Callable[[], object]) -> Story:
    """Act in a child; return its calls up to the moment it said that it was done."""
    done = outside / "done"
    calls: list[Call] = []

    def act_and_say() -> None:
        act()
        done.write_bytes(b"done")

    run(act_and_say, lambda call: calls.append(call) or False)
    said = next(n for n, call in enumerate(calls) if call.path == str(done))
    return Story(root, calls[:said])


def files(root: Path) -> set[Path]:
    return {path for path in root.rglob("*") if path.is_file() and not PASSING.search(str(path))}


def main() -> None:
    folder, what = Path(sys.argv[1]), sys.argv[2]
    root, outside = folder / "vault", folder / "outside"
    outside.mkdir()
    for number in range(1, 6):
        (outside / v(number)).write_bytes(b"bytes %d" % number * 5_000)
    opened: list[Vault] = []  # kept: closing would sync what was not

    def open_vault() -> Vault:
        opened.append(Vault.open(root))
        return opened[-1]

    def make() -> None:
        Vault.make(root)

    def add() -> None:
        vaults.add(open_vault(), outside / v(1), actor="张三")

    def revise() -> None:
        vaults.add(open_vault(), outside / v(5), actor="张三")

    def import_many() -> None:
        vault = open_vault()
        incoming = [
            Incoming(outside / v(1), CheckIn(name_of(vault, name), Action.IMPORT, "a"))
            for name in (v(1), v(1).replace("1011", "1018"), v(1).replace("1011", "1025"))
        ]
        assert list(vaults.check_in_many(vault, incoming)) == []

    if what != "make":
        Vault.make(root).close()
    if what == "revise":
        with Vault.open(root) as vault:
            for number in range(1, 5):
                vaults.add(vault, outside / v(number), actor="张三")
    before = files(root)
    acts = {"make": make, "add": add, "revise": revise, "import": import_many}
    story = watch(root, outside, acts[what])
    wrong = [*story.unsynced(files(root) - before)]
    if what != "make":
        wrong += story.out_of_order()
    print(json.dumps({"calls": len(story.calls), "wrong": wrong}, ensure_ascii=False, indent=1))
    shutil.rmtree(root)


if __name__ == "__main__":
    main()
