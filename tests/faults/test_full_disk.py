"""On a full disk a check-in is refused with "disk-full" and leaves no trace; later it works."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docvault import vault as vaults
from docvault.archive import Action
from docvault.errors import DiskFull
from docvault.vault import CheckIn, Incoming, Vault
from tests.faults.full import full_disk
from tests.faults.samples import PLACE, WEEKLY, name_of, v
from tests.faults.state import disagreements, left_behind, state_of

Act = Callable[[Vault, Path], object]
NEW = "运营部-周报-20231025-V1.0-工作总结.xlsx"
OTHER_ARCHIVE = "市场部-周报-20231025-V1.0-工作总结.xlsx"
SIZE = 40_000
_PAGE = 4096


def file_of(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(name.encode() * (SIZE // len(name.encode())))
    return path


def add(vault: Vault, outside: Path) -> None:
    vaults.add(vault, outside / NEW, actor="a")


def begin_archive(vault: Vault, outside: Path) -> None:
    vaults.add(vault, outside / OTHER_ARCHIVE, actor="a")


def revise(vault: Vault, outside: Path) -> None:
    """The oldest of three visible versions leaves the folder."""
    vaults.revise(vault, WEEKLY, outside / NEW, actor="a")


def adopt(vault: Vault, _outside: Path) -> None:
    vaults.add(vault, vault.inbox / NEW, actor="a")


def revise_changed(vault: Vault, outside: Path) -> None:
    """Somebody's change was kept before; it leaves the folder when the next version comes."""
    vaults.revise(vault, WEEKLY, outside / NEW, actor="a")


def take_many(vault: Vault, outside: Path) -> None:
    names = [NEW, OTHER_ARCHIVE.replace("市场部", "运营部").replace("1025", "1101"), v(5)]
    incoming = [
        Incoming(outside / name, CheckIn(name_of(vault, name), Action.IMPORT, "a"))
        for name in names
    ]
    assert list(vaults.check_in_many(vault, incoming)) == []


ACTS = (add, begin_archive, revise, revise_changed, adopt, take_many)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    for name in (NEW, OTHER_ARCHIVE, "运营部-周报-20231101-V1.0-工作总结.xlsx", v(5)):
        file_of(folder, name)
    return folder


def prepare(root: Path, act: Act) -> None:
    """Let the vault be what an act begins with."""
    if act is adopt:
        file_of(root / "收件箱", NEW)
    if act is revise_changed:
        with Vault.open(root) as vault:
            (root / PLACE / v(4)).write_bytes(b"changed in place " * 1000)
            vaults.keep(vault, f"{PLACE}/{v(4)}", actor="a")


def try_on_full_disk(vault: Vault, act: Act, outside: Path) -> bool:
    """Try; tell whether there was room. If there was none, nothing at all has changed."""
    before = state_of(vault.root)
    try:
        act(vault, outside)
    except DiskFull:
        after = state_of(vault.root)
        assert after.references == before.references
        assert after.files == before.files
        assert after == before
        assert left_behind(vault.own) == []
        return False
    return True


def assert_works_now(vault: Vault, act: Act, outside: Path) -> None:
    act(vault, outside)
    assert disagreements(vault.root) == []


LIMITS = (0, 40, 500, 4_000, 10_000, 20_000, 39_999, 41_000, 60_000, 90_000, 150_000)


@pytest.mark.parametrize("act", ACTS)
def test_no_file_may_grow_any_more(filled: Path, outside: Path, act: Act) -> None:
    prepare(filled, act)
    outcomes = []
    with Vault.open(filled) as vault:
        for limit in LIMITS:
            vault.archive("运营部").close()  # its git processes would not know the new limit
            with full_disk(limit):
                outcomes.append(try_on_full_disk(vault, act, outside))
            if outcomes[-1]:
                break
        else:
            assert_works_now(vault, act, outside)
    assert outcomes[0] is False
    assert disagreements(filled) == []


def test_documents_can_be_read_on_a_full_disk(vault: Vault, tmp_path: Path) -> None:
    document = vault.find(WEEKLY)
    with full_disk(2_000):
        with pytest.raises(DiskFull):
            vault.get(document, tmp_path / "copy", "V1.0")
        assert list(tmp_path.glob("*copy*")) == list(tmp_path.glob(".*.part")) == []
        assert b"".join(vault.bytes_of(vault.version(document), "运营部")) == b"bytes 4\r\n" * 300
    vault.get(document, tmp_path / "copy", "V1.0")
    assert (tmp_path / "copy").read_bytes() == b"bytes 1\r\n" * 300


class SmallDisk:
    """A file system of its own, of which so much is free as the test says."""

    def __init__(self, mount: Path) -> None:
        self.mount = mount
        self.filler = mount / "filler"

    def fill(self, left: int) -> None:
        """Fill the disk up to `left` bytes."""
        fd = os.open(self.filler, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        size = 0
        try:
            for step in (1 << 20, _PAGE):
                try:
                    while True:
                        size += os.write(fd, b"\0" * step)
                except OSError as exc:
                    assert exc.errno == errno.ENOSPC
            os.ftruncate(fd, max(0, size - left))
        finally:
            os.close(fd)

    def make_room(self) -> None:
        self.filler.unlink()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    mount = tmp_path / "disk"
    mount.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(mount)]
    tried = shutil.which("mount") and subprocess.run(command, check=False, capture_output=True)
    if not tried or tried.returncode:
        pytest.skip("no file system may be mounted here")
    yield SmallDisk(mount)
    subprocess.run(["umount", str(mount)], check=True)


def fill_points(disk: SmallDisk, filled: Path, act: Act, outside: Path, step: int) -> list[bool]:
    """Try with more and more room, until there is enough; return what happened each time."""
    outcomes = [False]
    left = 0
    root = disk.mount / "vault"
    while not outcomes[-1]:
        shutil.copytree(filled, root)
        prepare(root, act)
        with Vault.open(root) as vault:
            vault.find(WEEKLY)
            disk.fill(left)
            outcomes.append(try_on_full_disk(vault, act, outside))
            disk.make_room()
            if not outcomes[-1]:
                assert_works_now(vault, act, outside)
        assert disagreements(root) == []
        shutil.rmtree(root)
        left += step
    return outcomes[1:]


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS)
def test_a_disk_that_is_full_at_every_page(
    small_disk: SmallDisk, filled: Path, outside: Path, act: Act
) -> None:
    outcomes = fill_points(small_disk, filled, act, outside, _PAGE)
    assert outcomes.count(False) > 20


@pytest.mark.parametrize("act", [revise, take_many])
def test_a_disk_that_is_full_at_some_pages(
    small_disk: SmallDisk, filled: Path, outside: Path, act: Act
) -> None:
    outcomes = fill_points(small_disk, filled, act, outside, 11 * _PAGE)
    assert outcomes.count(False) > 2


def test_opening_on_a_full_disk_works_or_says_so(small_disk: SmallDisk, filled: Path) -> None:
    root = Path(shutil.copytree(filled, small_disk.mount / "vault"))
    before = state_of(root)
    small_disk.fill(0)
    try:
        Vault.open(root).close()
    except DiskFull:
        small_disk.make_room()
    Vault.open(root).close()
    assert state_of(root) == before
