"""What the dead left behind never blocks and is cleared; what the living hold is left alone."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docvault import vault as vaults
from docvault.archive import Action
from docvault.errors import StoreLocked
from docvault.store.files import scratch_path
from docvault.store.lock import locked
from docvault.vault import CheckIn, Incoming, Vault
from docvault.verifying import Tally, verify
from tests.faults.samples import Write, name_of, v
from tests.faults.state import disagreements

GIT = ".docvault/archives/运营部.git"
LOCKS = [
    f"{GIT}/refs/heads/main.lock",
    f"{GIT}/HEAD.lock",
    f"{GIT}/config.lock",
    f"{GIT}/packed-refs.lock",
    ".docvault/locks/运营部.lock",
]
REMAINS = [
    f"{GIT}/objects/17/tmp_obj_a1b2c3",
    f"{GIT}/objects/pack/tmp_pack_a1b2c3",
    f"{GIT}/objects/pack/tmp_idx_a1b2c3",
    f"{GIT}/fast_import_crash_4711",
    f"{GIT}/refs/docvault/0-4711-0",
]


@pytest.fixture
def dead() -> int:
    """The id of a process that has just ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


@pytest.fixture
def alive() -> Iterator[int]:
    """The id of another process that goes on living."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid


def add(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(v(5), b"five"), actor="a")


def import_one(vault: Vault, write: Write) -> None:
    item = Incoming(write(v(5), b"five"), CheckIn(name_of(vault, v(5)), Action.IMPORT, "a"))
    assert list(vaults.check_in_many(vault, [item])) == []


def put(path: Path, data: bytes = b"left") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def staged_by(vault: Path, process: int) -> Path:
    """Leave a staging file as if that process had made it."""
    own = scratch_path(vault / ".docvault" / "staging")
    return put(own.with_name(own.name.replace(f"-{os.getpid()}-", f"-{process}-")))


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("check_in", [add, import_one])
def test_a_lock_of_the_dead_does_not_block(
    filled: Path, write: Write, lock: str, check_in: Callable[[Vault, Write], None]
) -> None:
    put(filled / lock, b"")
    with Vault.open(filled) as vault:
        started = time.perf_counter()
        check_in(vault, write)
        assert time.perf_counter() - started < 5
    assert disagreements(filled) == []


def test_a_lock_of_the_living_is_waited_for(vault: Vault, write: Write) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(vault.own / "locks" / "运营部.lock")],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    with holder:
        assert holder.stdout
        holder.stdout.readline()
        started = time.perf_counter()
        add(vault, write)
        assert time.perf_counter() - started > 0.3


HOLD = """
import sys, time
from pathlib import Path
from docvault.store.lock import locked
with locked(Path(sys.argv[1]), timeout=0):
    print("held", flush=True)
    time.sleep(0.6)
"""


def test_who_waits_too_long_is_told(vault: Vault) -> None:
    with (
        locked(vault.own / "locks" / "运营部.lock", timeout=0),
        pytest.raises(StoreLocked),
        vault.archive("运营部").locked(timeout=0.05),
    ):
        pass


def test_opening_does_not_wait_for_who_is_writing(filled: Path, dead: int) -> None:
    left = staged_by(filled, dead)
    with locked(filled / ".docvault" / "locks" / "运营部.lock", timeout=0):
        started = time.perf_counter()
        Vault.open(filled).close()
        assert time.perf_counter() - started < 1
    assert not left.exists()


def test_remains_of_the_dead_are_cleared_when_the_vault_is_opened(filled: Path, dead: int) -> None:
    folder = staged_by(filled, dead).with_suffix(".folder")
    left = [staged_by(filled, dead), put(folder / "half"), *(put(filled / p) for p in REMAINS)]
    left += [put(filled / lock, b"") for lock in LOCKS[:-1]]
    Vault.open(filled).close()
    assert [path for path in (folder, *left) if path.exists()] == []
    assert disagreements(filled) == []


def test_a_scratch_database_of_the_dead_is_cleared(filled: Path, dead: int) -> None:
    file = staged_by(filled, dead)
    left = [put(file.with_name(file.name + end)) for end in ("-wal", "-shm", "-journal")]
    Vault.open(filled).close()
    assert [path for path in (file, *left) if path.exists()] == []


def test_what_the_living_are_staging_stays(filled: Path, alive: int) -> None:
    staging = filled / ".docvault" / "staging"
    theirs = [
        staged_by(filled, alive),
        staged_by(filled, os.getpid()),
        put(staging / f"0a1b2c3d-{alive}-of-another-machine"),
        put(staging / "not-ours"),
    ]
    Vault.open(filled).close()
    assert [path for path in theirs if not path.exists()] == []


def test_what_git_packs_at_this_moment_stays(filled: Path, dead: int, alive: int) -> None:
    staged_by(filled, dead)
    packing = put(filled / GIT / "objects/pack/tmp_pack_a1b2c3")
    put(filled / GIT / "gc.pid", f"{alive} {platform.node()}".encode())
    Vault.open(filled).close()
    assert packing.exists()


def test_a_dead_packer_does_not_keep_its_remains(filled: Path, dead: int) -> None:
    staged_by(filled, dead)
    left = put(filled / GIT / "objects/pack/tmp_pack_a1b2c3")
    put(filled / GIT / "gc.pid", f"{dead} {platform.node()}".encode())
    Vault.open(filled).close()
    assert not left.exists()


def test_an_object_without_bytes_does_not_pass_for_one(vault: Vault, write: Write) -> None:
    """A power cut may leave an empty file under an object's name; git would take it for stored."""
    data = b"the same bytes again"
    file = write(v(5), data)
    asked = ["git", "hash-object", "--no-filters", str(file)]
    oid = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    put(vault.root / GIT / "objects" / oid[:2] / oid[2:], b"")
    version = vaults.add(vault, file, actor="a")
    assert version.blob == oid
    assert list(verify(vault, deep=True, tally=Tally())) == []


def test_folders_of_processes_at_work_may_be_removed(filled: Path, write: Write) -> None:
    for name in ("staging", "locks"):
        for path in (filled / ".docvault" / name).iterdir():
            path.unlink()
        (filled / ".docvault" / name).rmdir()
    with Vault.open(filled) as vault:
        assert list(verify(vault, tally=Tally())) == []
        add(vault, write)
    assert disagreements(filled) == []
