"""Kill a process at work at random moments, again and again; run by test_killed_at_random.

A child checks in, revises, keeps changes, adopts files and imports batches; each check-in that
was acknowledged is told over a pipe before the next begins. After each kill (of the process
alone, so that its git processes are orphans, or of all of them) the vault is opened again: what
was acknowledged is there with its bytes, everything agrees, nothing is left behind.

Usage: killed_at_random.py FOLDER SEED KILLS
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from docvault import vault as vaults
from docvault.archive import Action
from docvault.vault import CheckIn, Incoming, Vault
from docvault.verifying import Tally, verify
from tests.faults.samples import name_of
from tests.faults.state import archives, disagreements, git, rows

MOST_SECONDS = 5.0
LONGEST_LIFE = 0.8
NAME = "{department}-周报-20231011-V{version}.0-第{number}号.xlsx"
DEPARTMENTS = ("运营部", "市场部")


class Worker:
    """The child: works until it is killed."""

    def __init__(self, root: Path, outside: Path, seed: int, told: int) -> None:
        self.vault = Vault.open(root)
        self.outside = outside
        self.chance = random.Random(seed)
        self.told = told
        self.number = seed * 100_000

    def work(self) -> None:
        """Do one thing after another, for ever."""
        things = (self.add, self.revise, self.change, self.adopt, self.many)
        while True:
            self.chance.choices(things, (9, 8, 2, 2, 2))[0]()

    def tell(self, what: str, *facts: tuple[str, str]) -> None:
        os.write(self.told, (json.dumps([what, facts]) + "\n").encode())

    def some_bytes(self) -> bytes:
        return self.chance.randbytes(self.chance.choice((0, 20, 3_000, 60_000)))

    def new_file(self, folder: Path, name: str | None = None) -> tuple[Path, str]:
        self.number += 1
        department = self.chance.choice(DEPARTMENTS)
        file = folder / (name or NAME.format(department=department, version=1, number=self.number))
        data = self.some_bytes()
        file.write_bytes(data)
        return file, sha256(data).hexdigest()

    def add(self) -> None:
        file, digest = self.new_file(self.outside)
        version = vaults.add(self.vault, file, actor="张三")
        assert version.sha256 == digest
        self.tell("done", (version.name, digest))

    def a_document(self) -> tuple[str, str] | None:
        """Return (id, path of the current version) of some document."""
        found = rows(self.vault.root, "SELECT id, folder || '/' || name FROM documents")
        return self.chance.choice(found) if found else None  # type: ignore[return-value]

    def revise(self) -> None:
        if document := self.a_document():
            file, digest = self.new_file(self.outside, "neu.xlsx")
            version = vaults.revise(self.vault, document[0], file, actor="李四", note="改")
            self.tell("done", (version.name, digest))

    def change(self) -> None:
        if document := self.a_document():
            self.tell("changing", (document[1], ""))
            data = self.some_bytes()
            (self.vault.root / document[1]).write_bytes(data)
            vaults.keep(self.vault, document[1], actor="docvault")
            self.tell("kept", (document[1], sha256(data).hexdigest()))

    def adopt(self) -> None:
        file, digest = self.new_file(self.vault.inbox)
        self.tell("loose", (file.name, digest))
        version = vaults.add(self.vault, file, actor="王芳")
        self.tell("done", (version.name, digest))

    def many(self) -> None:
        files = dict(self.new_file(self.outside) for _ in range(12))
        incoming = [
            Incoming(file, CheckIn(name_of(self.vault, file.name), Action.IMPORT, "导入"))
            for file in files
        ]
        assert list(vaults.check_in_many(self.vault, incoming)) == []
        self.tell("done", *((file.name, digest) for file, digest in files.items()))


@dataclass
class Ledger:
    """What was told, and must be found for ever."""

    root: Path
    done: dict[str, str] = field(default_factory=dict)
    loose: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def note(self, line: str) -> str | None:
        """Take one line that was told; return the path of a file whose change is to be settled."""
        what, facts = json.loads(line)
        self.counts[what] += len(facts)
        if what in {"done", "loose", "kept"}:
            getattr(self, what).update(facts)
        return facts[0][0] if what == "changing" else None

    def judge(self, told: list[str]) -> None:
        """Open the vault and hold it to all that was ever told."""
        changing = [path for line in told if (path := self.note(line))]
        behind = any(tip != recorded for tip, recorded in self.tips())
        started = time.perf_counter()
        with Vault.open(self.root) as vault:
            took = time.perf_counter() - started
            for path in changing:
                vaults.keep(vault, path, actor="docvault")
            problems = list(verify(vault, tally=Tally()))
        self.counts["healed"] += behind
        self.slowest = max(self.slowest, took)
        assert took < MOST_SECONDS
        assert problems == [], problems
        assert (found := disagreements(self.root)) == [], found
        register = dict(rows(self.root, "SELECT name, sha256 FROM versions"))
        lost = {name: digest for name, digest in self.done.items() if register.get(name) != digest}
        assert lost == {}, lost
        known = {
            *register.values(),
            *(s for (s,) in rows(self.root, "SELECT sha256 FROM kept_changes")),
        }
        assert known >= {*self.kept.values()}
        inbox = self.root / "收件箱"
        for name, digest in self.loose.items():
            assert digest in known or sha256((inbox / name).read_bytes()).hexdigest() == digest

    def tips(self) -> Iterator[tuple[str, str]]:
        recorded = dict(rows(self.root, "SELECT name, tip FROM archives"))
        for archive in archives(self.root):
            tip = git(archive, "for-each-ref", "--format=%(objectname)", "refs/heads/main").strip()
            yield tip, str(recorded.get(archive.stem, ""))


def live_and_die(root: Path, outside: Path, seed: int) -> list[str]:
    """Let a child work for a random time and kill it; return the lines it told."""
    chance = random.Random(seed)
    told, telling = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            Worker(root, outside, seed, telling).work()
        finally:
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
            os._exit(1)
    os.close(telling)
    os.setpgid(pid, pid)
    time.sleep(chance.uniform(0, LONGEST_LIFE))
    if chance.random() < 0.5:
        os.kill(pid, signal.SIGKILL)
    else:
        os.killpg(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status), "the child failed"
    with os.fdopen(told, encoding="utf-8") as lines:
        return list(lines)


def main() -> None:
    folder, seed, kills = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    root, outside = folder / "vault", folder / "outside"
    outside.mkdir()
    Vault.make(root).close()
    ledger = Ledger(root)
    for kill in range(kills):
        told = live_and_die(root, outside, seed + kill)
        try:
            ledger.judge(told)
        except BaseException:
            print(f"kill {kill} of seed {seed}; told last: {told[-2:]}", file=sys.stderr)
            raise
    with Vault.open(root) as vault:
        assert list(verify(vault, deep=True, tally=Tally())) == []
    print(json.dumps({"kills": kills, **ledger.counts, "slowest": ledger.slowest}))


if __name__ == "__main__":
    main()
