"""Kill who writes an index at every system call that changes the disk; run by test_search_index.

After each kill the index must hold what was there before or all that was written, opened by
another process that knows of nothing; the next write must succeed and leave no file too many.

Usage: killed_indexing.py FOLDER SCENARIO STEP   (STEP 1: at every call; 10: at every tenth)
"""

from __future__ import annotations

import datetime
import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docvault.extract.contents import Contents
from docvault.search.entry import Attributes, Entry
from docvault.search.index import Index
from docvault.search.matching import Scope, find
from docvault.search.query import Everything, Query, Versions, parse
from tests.faults.calls import Call, run

State = frozenset[tuple[str, str]]


def entry(number: int, said: str) -> Entry:
    return Entry(
        document=f"d{number}",
        number="V1.0",
        name=f"运营部-周报-20200101-V1.0-{said}.txt",
        title=said,
        date=datetime.date(2020, 1, 1),
        by="张三",
        attributes=Attributes("运营部", "", "周报", "txt", "内部"),
        contents=Contents((f"正文 {said} number {number}",)),
    )


def nothing(root: Path) -> None:
    Index(root).make()


def some(root: Path) -> None:
    nothing(root)
    Index(root).write([entry(n, "旧") for n in range(5)])


def many(root: Path) -> None:
    nothing(root)
    for n in range(9):
        Index(root).write([entry(n, "旧")])
    Index(root).write([], [entry(3, "旧").ref])


def write(root: Path) -> None:
    Index(root).write([entry(1, "新"), entry(7, "新")], [entry(2, "旧").ref])


def remove(root: Path) -> None:
    Index(root).write([], [entry(n, "旧").ref for n in range(5)])


def tidy(root: Path) -> None:
    index = Index(root)
    while index.tidy():
        pass


@dataclass(frozen=True)
class Scenario:
    prepare: Callable[[Path], None]
    act: Callable[[Path], None]


SCENARIOS = {
    "write": Scenario(some, write),
    "first-write": Scenario(nothing, write),
    "remove": Scenario(some, remove),
    "tidy": Scenario(many, tidy),
}


def look(root: Path) -> State:
    """What a new process finds: every entry, by two ways that must agree, all of it undamaged."""
    index = Index(root)
    assert index.exists()
    index.verify()
    shards = index.shards()
    found = set()
    for said in ("旧", "新"):
        for shard, each in zip(shards, find(shards, parse(said), Scope()), strict=True):
            found |= {(shard.ref(n)[0], said) for n in each.mask.nonzero()[0].tolist()}
    everything = find(shards, Query(Everything(), Versions.ALL), Scope())
    assert sum(int(each.mask.sum()) for each in everything) == len(found)
    return frozenset(found)


def files(root: Path) -> Counter[str]:
    """The kinds of files there are, and how many of each."""
    return Counter(path.name.partition(".")[2] or path.name for path in root.iterdir())


class Trials:
    """One scenario, tried again and again."""

    def __init__(self, folder: Path, scenario: Scenario) -> None:
        self.scenario = scenario
        self.template, self.root = folder / "template", folder / "index"
        scenario.prepare(self.template)
        self.calls: list[Call] = []
        self.found: Counter[str] = Counter()
        self.before = look(self.template)
        assert not self.killed_before(0)
        self.after = look(self.root)
        self.finish()
        self.tidied = files(self.root)
        self.finished = look(self.root)

    def finish(self) -> None:
        """Do what comes next: it removes what was left."""
        Index(self.root).write([entry(99, "新")])
        tidy(self.root)

    def killed_before(self, number: int) -> bool:
        """Act in a child that is killed before its `number`-th call; 0: it comes through."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.template, self.root)
        self.calls = []

        def stop_at(call: Call) -> bool:
            if Path(call.path).is_relative_to(self.root):
                self.calls.append(call)
            return len(self.calls) == number

        status = run(lambda: self.scenario.act(self.root), stop_at)
        assert status in {0, None}, "the action failed"
        return status is None

    def judge(self) -> None:
        seen = look(self.root)
        assert seen in {self.before, self.after}, seen
        self.found["all" if seen == self.after else "nothing"] += 1
        self.scenario.act(self.root)
        assert look(self.root) == self.after
        self.finish()
        assert look(self.root) == self.finished
        assert set(files(self.root)) == set(self.tidied)
        segments = len(Index(self.root).shards())
        assert files(self.root)["pieces"] == segments


def main() -> None:
    folder, name, step = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    trials = Trials(folder, SCENARIOS[name])
    number = 1
    while trials.killed_before(number):
        try:
            trials.judge()
        except BaseException:
            print(f"killed before call {number}: {trials.calls[-1]}", file=sys.stderr)
            raise
        number += step
    print(json.dumps({"calls": len(trials.calls), **trials.found}))


if __name__ == "__main__":
    main()
