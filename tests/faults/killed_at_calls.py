"""Kill an action at every system call by which it changes the disk; run by test_killed_at_calls.

Each try begins with the same vault, kills the action and its git processes just before their
n-th such call, opens the vault again and looks at what is there: nothing or everything of the
action, all in agreement, nothing left behind. Then the action is done again and must succeed.

Usage: killed_at_calls.py FOLDER SCENARIO STEP   (STEP 1: at every call; 10: at every tenth)
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from docvault import vault as vaults
from docvault.errors import DiskFull, VaultNotFound
from docvault.importing import plan_import, run_import
from docvault.rebuilding import rebuild
from docvault.vault import Vault
from docvault.verifying import Problem, Tally, verify
from tests.faults.calls import Call, run
from tests.faults.full import FITS_GIT_ONLY, full_disk
from tests.faults.samples import PLACE, WEEKLY, v
from tests.faults.state import disagreements, state_of

MOST_SECONDS = 5.0


class Outcome(Enum):
    """What may be there after a kill."""

    NOTHING_OR_ALL = auto()
    ALL = auto()
    SOME = auto()
    """Whole documents, and no bytes lost."""


@dataclass(frozen=True)
class Scenario:
    """Something that is killed: what was there before it, what it does, what it may leave."""

    prepare: Callable[[Path, Path], None]
    act: Callable[[Path, Path], None]
    outcome: Outcome = Outcome.NOTHING_OR_ALL
    again: Callable[[Path, Path], None] | None = None
    """What is done afterwards, where the act itself was made to fail."""


def add_versions(root: Path, outside: Path, count: int) -> None:
    with Vault.open(root) as vault:
        for number in range(1, count + 1):
            file = outside / v(number)
            file.write_bytes(b"bytes %d\r\n" % number)
            vaults.add(vault, file, actor="张三")


def make(root: Path, _outside: Path) -> None:
    Vault.make(root).close()


def made(root: Path, outside: Path) -> None:
    make(root, outside)
    (outside / v(1)).write_bytes(b"bytes 1\r\n")
    (outside / v(4)).write_bytes(b"bytes 4\r\n")


def three_versions(root: Path, outside: Path) -> None:
    made(root, outside)
    add_versions(root, outside, 3)


def add(root: Path, outside: Path) -> None:
    with Vault.open(root) as vault:
        vaults.add(vault, outside / v(1), actor="张三", note="首次")


def revise(root: Path, outside: Path) -> None:
    with Vault.open(root) as vault:
        vaults.revise(vault, WEEKLY, outside / v(4), actor="李四")


def changed_in_place(root: Path, outside: Path) -> None:
    three_versions(root, outside)
    (root / PLACE / v(3)).write_bytes(b"changed without a word")


def keep(root: Path, _outside: Path) -> None:
    with Vault.open(root) as vault:
        vaults.keep(vault, f"{PLACE}/{v(3)}", actor="docvault")


def revise_with_the_changed_file(root: Path, _outside: Path) -> None:
    with Vault.open(root) as vault:
        vaults.revise(vault, WEEKLY, root / PLACE / v(3), actor="李四")


def messy_tree(root: Path, outside: Path) -> None:
    made(root, outside)
    files = {
        f"{PLACE}/{v(2)}": b"two",
        f"{PLACE}/历史版本/旧版-20231011-V1.0-工作总结.xlsx": b"one",
        "资料/运营部-周报-20231018-V1.0-工作总结.xlsx": b"loose",
        "资料/深/运营部-周报-20231025-V1.0-工作总结.xlsx": b"deep",
    }
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def import_in_place(root: Path, _outside: Path) -> None:
    with Vault.open(root) as vault:
        run_import(vault, plan_import(vault, root), actor="a")


def unfollowed(root: Path, outside: Path) -> None:
    """Git has a version of which folder and register know nothing."""
    three_versions(root, outside)
    before = root.with_name("before")
    shutil.copytree(root, before)
    revise(root, outside)
    shutil.rmtree(before / ".docvault" / "archives")
    shutil.move(root / ".docvault" / "archives", before / ".docvault" / "archives")
    shutil.rmtree(root)
    before.rename(root)


def open_again(root: Path, _outside: Path) -> None:
    Vault.open(root).close()


def make_anew(root: Path, _outside: Path) -> None:
    with Vault.open(root) as vault:
        rebuild(vault, actor="a")


def revise_on_a_full_disk(root: Path, outside: Path) -> None:
    """Git takes the version; the register has no room, so everything is taken back."""
    with Vault.open(root) as vault, full_disk(FITS_GIT_ONLY):
        try:
            vaults.revise(vault, WEEKLY, outside / v(4), actor="李四")
        except DiskFull:
            return
    raise AssertionError("the disk was not full")


SCENARIOS = {
    "make": Scenario(lambda _root, _outside: None, make),
    "add": Scenario(made, add),
    "revise": Scenario(three_versions, revise),
    "keep": Scenario(changed_in_place, keep),
    "revise-changed": Scenario(changed_in_place, revise_with_the_changed_file),
    "import": Scenario(messy_tree, import_in_place, Outcome.SOME),
    "heal": Scenario(unfollowed, open_again, Outcome.ALL),
    "take-back": Scenario(three_versions, revise_on_a_full_disk, again=revise),
    "rebuild": Scenario(three_versions, make_anew),
}


@dataclass(frozen=True)
class Seen:
    """What people see, and what is wrong with it."""

    files: dict[str, str]
    wrong: set[str]


def look(root: Path) -> Seen:
    if not root.exists() or not (root / "docvault.toml").exists():
        return Seen({}, set())
    return Seen(state_of(root).files, set(disagreements(root)))


def is_loose(line: str) -> bool:
    """Whether it only says that a file lies there which nobody has checked in yet."""
    return line.startswith("folder and git") and line.endswith("is not None")


class Trials:
    """One scenario, tried again and again."""

    def __init__(self, folder: Path, scenario: Scenario) -> None:
        self.scenario = scenario
        self.template, self.root = folder / "template", folder / "vault"
        self.outside = folder / "outside"
        self.outside.mkdir()
        scenario.prepare(self.template, self.outside)
        self.calls: list[Call] = []
        self.found: Counter[str] = Counter()
        self.slowest = 0.0
        assert not self.killed_before(0)
        self.before = look(self.template)
        if scenario.again:
            assert look(self.root) == self.before
            scenario.again(self.root, self.outside)
        self.after = look(self.root)
        assert self.after.wrong == set()

    def killed_before(self, number: int) -> bool:
        """Act in a child that is killed before its `number`-th call; 0: it comes through."""
        shutil.rmtree(self.root, ignore_errors=True)
        if self.template.exists():
            shutil.copytree(self.template, self.root, symlinks=True)
        self.calls = []

        def stop_at(call: Call) -> bool:
            if Path(call.path).is_relative_to(self.root):
                self.calls.append(call)
            return len(self.calls) == number

        status = run(lambda: self.scenario.act(self.root, self.outside), stop_at)
        assert status in {0, None}, "the action failed"
        return status is None

    def judge(self, *, verified: bool) -> None:
        """Open the vault that was left, hold it to what was promised, and act again.

        `verified`: DocVault's own check must agree; it costs more than all the rest.
        """
        wrong = self._open(verified=verified)
        seen = look(self.root)
        if seen == self.after:
            self.found["all"] += 1
            assert wrong == []
            return
        assert self.scenario.outcome is not Outcome.ALL, seen
        if seen.files == self.before.files:
            self.found["nothing"] += 1
        else:
            self.found["some"] += 1
            assert self.scenario.outcome is Outcome.SOME, seen
            assert Counter(seen.files.values()) == Counter(self.before.files.values())
        wrong_now = {line for line in seen.wrong - self.before.wrong if not is_loose(line)}
        assert wrong_now == set()
        # So it blocks nobody either.
        (self.scenario.again or self.scenario.act)(self.root, self.outside)
        assert look(self.root) == self.after

    def _open(self, *, verified: bool) -> list[Problem]:
        started = time.perf_counter()
        try:
            vault = Vault.open(self.root)
        except VaultNotFound:
            assert self.before.files == {}
            return []
        with vault:
            took = time.perf_counter() - started
            assert took < MOST_SECONDS
            self.slowest = max(self.slowest, took)
            return list(verify(vault, deep=True, tally=Tally())) if verified else []


def main() -> None:
    folder, name, step = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    trials = Trials(folder, SCENARIOS[name])
    number = 1
    while trials.killed_before(number):
        try:
            trials.judge(verified=step > 1 or number % 7 == 0)
        except BaseException:
            print(f"killed before call {number}: {trials.calls[-1]}", file=sys.stderr)
            raise
        number += step
    print(json.dumps({"calls": len(trials.calls), **trials.found, "slowest": trials.slowest}))


if __name__ == "__main__":
    main()
