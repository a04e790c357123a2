"""Many processes write to one vault at the same moment; run by test_many_writers.

Usage: many_writers.py FOLDER race PROCESSES ROUNDS     all add the same next version
       many_writers.py FOLDER together PROCESSES SECONDS ARCHIVES   each adds its own documents
       many_writers.py FOLDER watched PROCESSES SECONDS     each revises its own; verify goes round
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from docvault import vault as vaults
from docvault.errors import DocVaultError
from docvault.vault import Vault
from docvault.verifying import Tally, verify
from tests.faults.samples import v
from tests.faults.state import disagreements, rows

OWN = "{department}-周报-20231011-V1.0-第{process}组第{number}号.xlsx"
DEPARTMENTS = ("运营部", "市场部", "法务部", "财务部")


def at_once(
    processes: int,
    work: Callable[[int], list[str]],
    meanwhile: Callable[[], object] = lambda: None,
) -> list[list[str]]:
    """Run `work(number)` in so many processes, let off together; return what each said."""
    gate, opener = os.pipe()
    ends = []
    for number in range(processes):
        end, telling = os.pipe()
        if os.fork() == 0:
            os.close(opener)
            os.read(gate, 1)  # until everybody has closed the other end
            os.write(telling, json.dumps(work(number)).encode())
            os._exit(0)
        os.close(telling)
        ends.append(end)
    os.close(gate)
    os.close(opener)
    meanwhile()
    said = [json.loads(os.fdopen(end, "rb").read() or b'["died"]') for end in ends]
    for _ in range(processes):
        os.wait()
    return said


def race(root: Path, outside: Path, processes: int, rounds: int) -> dict[str, int]:
    """Let all add the same version, `rounds` versions one after another."""
    outcomes: Counter[str] = Counter()
    for number in range(1, rounds + 1):

        def add(process: int, number: int = number) -> list[str]:
            folder = outside / str(process)
            folder.mkdir(exist_ok=True)
            (folder / v(number)).write_bytes(f"{process} was first".encode())
            with Vault.open(root) as vault:
                try:
                    return ["won", vaults.add(vault, folder / v(number), actor="a").sha256]
                except DocVaultError as error:
                    return [error.code]

        said = at_once(processes, add)
        won = [digest for what, *rest in said if what == "won" for digest in rest]
        assert rows(root, "SELECT sha256 FROM versions WHERE number = ?", f"V{number}.0") == [
            (digest,) for digest in won
        ]
        outcomes.update(what for what, *_ in said)
    return dict(outcomes)


def together(root: Path, outside: Path, processes: int, seconds: float, archives: int) -> list[str]:
    """Let each add documents of its own for a while; return the names of all of them."""

    def add(process: int) -> list[str]:
        names: list[str] = []
        until = time.monotonic() + seconds
        with Vault.open(root) as vault:
            while time.monotonic() < until:
                department = DEPARTMENTS[(process + len(names)) % archives]
                name = OWN.format(department=department, process=process, number=len(names))
                (outside / name).write_bytes(os.urandom(2000))
                vaults.add(vault, outside / name, actor="a")
                names.append(name)
        return names

    return [name for said in at_once(processes, add) for name in said]


def watched(root: Path, outside: Path, processes: int, seconds: int) -> dict[str, int]:
    """Let each revise a document of its own again and again, and verify the vault meanwhile."""
    until = time.monotonic() + seconds
    looks: list[int] = []

    def revise(process: int) -> list[str]:
        name = OWN.format(department=DEPARTMENTS[process % 2], process=process, number=0)
        (outside / name).write_bytes(b"first")
        said = ["revised"]
        with Vault.open(root) as vault:
            vaults.add(vault, outside / name, actor="a")
            while time.monotonic() < until:
                (outside / name).write_bytes(os.urandom(2000))
                said.append(vaults.revise(vault, name, outside / name, actor="a").number)
        return said

    def look() -> None:
        with Vault.open(root) as vault:
            while time.monotonic() < until:
                assert list(verify(vault, deep=True, tally=Tally())) == []
                looks.append(1)

    said = at_once(processes, revise, look)
    assert all(what == "revised" for what, *_ in said)
    return {"looks": len(looks), "revised": sum(len(numbers) for _, *numbers in said)}


def main() -> None:
    folder, what, *numbers = Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:])
    root, outside = folder / "vault", folder / "outside"
    outside.mkdir()
    Vault.make(root).close()
    if what == "race":
        outcome = race(root, outside, *numbers)
    elif what == "watched":
        outcome = watched(root, outside, *numbers)
    else:
        names = together(root, outside, *numbers)
        registered = {name for (name,) in rows(root, "SELECT name FROM versions")}
        assert registered == {*names}, (len(registered), len(names))
        outcome = {"added": len(names)}
    with Vault.open(root) as vault:
        assert list(verify(vault, deep=True, tally=Tally())) == []
    assert disagreements(root) == []
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
