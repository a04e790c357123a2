"""`settle` reaches the same end from every state, and loses nothing it does not know."""

from __future__ import annotations

import hashlib
import itertools
from pathlib import Path

import pytest

from docvault.archive import Content, Wanted, settle

OLD, NEW = b"old version", b"new version!"


def content(data: bytes) -> Content:
    return Content(hashlib.sha256(data).hexdigest(), "", len(data))


class Folder:
    """A folder with a document that is being revised, and what git has of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.v1 = root / "V1.txt"
        self.v2 = root / "V2.txt"
        self.old = root / "历史版本" / "旧版-V1.txt"
        self.staged = root / "staged"
        self.aside: list[bytes] = []

    def settle(self) -> None:
        wanted = Wanted(
            self.root,
            files={self.v2: content(NEW), self.old: content(OLD)},
            gone={self.v1: [content(OLD)]},
            at_hand={content(NEW).sha256: [self.staged], content(OLD).sha256: [self.v1]},
        )
        settle(wanted, write=self.write, put_aside=self.put_aside, take_out=Path.unlink)

    def write(self, wanted: Content, path: Path) -> None:
        path.write_bytes({content(OLD).sha256: OLD, content(NEW).sha256: NEW}[wanted.sha256])

    def put_aside(self, path: Path) -> None:
        self.aside.append(path.read_bytes())
        path.unlink()

    def files(self) -> dict[str, bytes]:
        found = (path for path in self.root.rglob("*") if path.is_file())
        return {path.name: path.read_bytes() for path in found if path != self.staged}


STATES = [None, OLD, NEW, b"somebody's"]


@pytest.mark.parametrize(
    ("v1", "v2", "old", "staged"), list(itertools.product(STATES, STATES, STATES, [None, NEW]))
)
def test_every_state_is_settled_and_nothing_unknown_is_lost(
    tmp_path: Path, v1: bytes | None, v2: bytes | None, old: bytes | None, staged: bytes | None
) -> None:
    folder = Folder(tmp_path)
    folder.old.parent.mkdir()
    for path, data in (
        (folder.v1, v1),
        (folder.v2, v2),
        (folder.old, old),
        (folder.staged, staged),
    ):
        if data is not None:
            path.write_bytes(data)
    folder.settle()
    folder.settle()
    assert folder.files() == {"V2.txt": NEW, "旧版-V1.txt": OLD}
    assert folder.aside.count(b"somebody's") == [v1, v2, old].count(b"somebody's")


def test_a_revision_only_renames(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.v1.write_bytes(OLD)
    folder.staged.write_bytes(NEW)
    inodes = folder.v1.stat().st_ino, folder.staged.stat().st_ino
    folder.settle()
    assert (folder.old.stat().st_ino, folder.v2.stat().st_ino) == inodes


def test_a_link_in_the_way_is_put_aside_and_not_followed(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    outside = tmp_path / "outside"
    outside.write_bytes(NEW)
    folder.v2.symlink_to(outside)
    folder.staged.write_bytes(NEW)
    folder.v1.write_bytes(OLD)
    folder.settle()
    assert not folder.v2.is_symlink()
    assert outside.read_bytes() == NEW
