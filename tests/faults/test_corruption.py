"""Whatever is damaged, `verify` finds and names it, and `get` never gives wrong bytes."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from docvault.errors import DocVaultError, StoreError
from docvault.vault import Vault
from docvault.verifying import Tally, verify
from tests.faults.samples import PLACE, v
from tests.faults.state import disagreements, fsck, git, rows

OLD = f"{PLACE}/历史版本/旧版-20231011-V{{}}.0-工作总结.xlsx"
NUMBERS = ("V1.0", "V2.0", "V3.0", "V4.0")
Damage = Callable[["Disk"], object]


@dataclass
class Disk:
    """The parts of a filled vault, for somebody who means no good."""

    root: Path

    @property
    def archive(self) -> Path:
        return self.root / ".docvault" / "archives" / "运营部.git"

    @property
    def main(self) -> Path:
        return self.archive / "refs" / "heads" / "main"

    def version(self, number: str, column: str) -> str:
        """Return a column of a version of the document that has four."""
        statement = f"SELECT {column} FROM versions WHERE number = ? ORDER BY name LIMIT 1"
        return str(rows(self.root, statement, number)[0][0])

    def object(self, oid: str) -> Path:
        """Return the file of a loose object, made writable."""
        path = self.archive / "objects" / oid[:2] / oid[2:]
        path.chmod(0o644)
        return path

    def blob(self, number: str) -> Path:
        return self.object(self.version(number, "blob"))

    def pack(self) -> Path:
        """Pack all objects; return the pack, made writable."""
        git(self.archive, "repack", "-adq")
        (pack,) = (self.archive / "objects" / "pack").glob("*.pack")
        pack.chmod(0o644)
        return pack

    def sql(self, *statements: str) -> None:
        """Change the database as somebody who switches everything off that guards it."""
        with contextlib.closing(sqlite3.connect(self.root / ".docvault" / "vault.db")) as db:
            for (name,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                db.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                assert db.execute(statement).rowcount != 0, statement
            db.commit()


def flip(path: Path, at: int | None = None) -> None:
    """Flip one bit, in the middle unless told where."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if at is None else at] ^= 0x10
    path.write_bytes(data)


def flip_in_pack(disk: Disk, number: str) -> None:
    pack = disk.pack()
    oid = disk.version(number, "blob")
    listing = git(disk.archive, "verify-pack", "-v", str(pack)).splitlines()
    _, _, _, packed, start, *_ = next(line for line in listing if line.startswith(oid)).split()
    flip(pack, int(start) + int(packed) // 2)


def replace_object(disk: Disk, number: str) -> None:
    """Put other bytes of the same length, properly compressed, where a blob was."""
    path = disk.blob(number)
    data = zlib.decompress(path.read_bytes())
    path.write_bytes(zlib.compress(data.replace(b"bytes", b"lies!")))


def swap_objects(disk: Disk, one: str, other: str) -> None:
    disk.blob(one).write_bytes(disk.blob(other).read_bytes())


def cut(path: Path, left: int) -> None:
    with path.open("r+b") as file:
        file.truncate(left)


def commit_by_hand(disk: Disk) -> None:
    """Move the branch on by a commit that is not DocVault's and empties the tree."""
    tree = git(disk.archive, "mktree", stdin="").strip()
    who = ("-c", "user.name=x", "-c", "user.email=x@invalid")
    commit = git(disk.archive, *who, "commit-tree", tree, "-p", "main", "-m", "by hand").strip()
    git(disk.archive, "update-ref", "refs/heads/main", commit)


def to_link(path: Path) -> None:
    """Put a link to the very same bytes where a file was."""
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE: dict[str, tuple[Damage, str, str | None]] = {
    # what is done, the kind of problem it must be called, the version that must be named
    "bit-in-git-only": (lambda d: flip(d.blob("V1.0")), "git-object", "V1.0"),
    "bit-in-current": (lambda d: flip(d.blob("V4.0")), "git-object", "V4.0"),
    "bit-in-header": (lambda d: flip(d.blob("V3.0"), 0), "git-object", "V3.0"),
    "bit-in-pack": (lambda d: flip_in_pack(d, "V2.0"), "git-object", "V2.0"),
    "bit-in-pack-index": (lambda d: flip(d.pack().with_suffix(".idx")), "git-object", None),
    "bit-in-commit": (
        lambda d: flip(d.object(d.version("V2.0", "commit_id"))),
        "git-object",
        "V2.0",
    ),
    "replaced": (lambda d: replace_object(d, "V1.0"), "git-object", "V1.0"),
    "swapped": (lambda d: swap_objects(d, "V1.0", "V2.0"), "git-object", "V1.0"),
    "cut": (lambda d: cut(d.blob("V1.0"), 20), "git-object", "V1.0"),
    "emptied": (lambda d: cut(d.blob("V1.0"), 0), "git-object", "V1.0"),
    "deleted": (lambda d: d.blob("V1.0").unlink(), "git-object", "V1.0"),
    "deleted-commit": (
        lambda d: d.object(d.version("V2.0", "commit_id")).unlink(),
        "git-object",
        "V2.0",
    ),
    "deleted-tip": (lambda d: d.object(d.main.read_text().strip()).unlink(), "git-object", "V1.0"),
    "deleted-pack": (lambda d: d.pack().unlink(), "git-object", "V1.0"),
    "branch-deleted": (lambda d: d.main.unlink(), "ref-missing", None),
    "branch-set-back": (
        lambda d: d.main.write_text(d.version("V2.0", "commit_id") + "\n"),
        "ref-moved",
        None,
    ),
    "branch-elsewhere": (lambda d: d.main.write_text("1" * 40 + "\n"), "ref-moved", None),
    "branch-garbled": (lambda d: d.main.write_bytes(b"\0" * 41), "ref-missing", None),
    "branch-by-hand": (commit_by_hand, "tree-differs", "V4.0"),
    "head-deleted": (lambda d: (d.archive / "HEAD").unlink(), "git-object", None),
    "archive-deleted": (lambda d: shutil.rmtree(d.archive), "archive-missing", None),
    "config-deleted": (lambda d: (d.archive / "config").unlink(), "archive-missing", None),
    "row-sha256": (
        lambda d: d.sql(
            "UPDATE versions SET sha256 = 'f' || substr(sha256, 2) WHERE number = 'V2.0'"
        ),
        "register-differs",
        "V2.0",
    ),
    "row-blob": (
        lambda d: d.sql(
            f"UPDATE versions SET blob = '{d.version('V1.0', 'blob')}' WHERE number = 'V2.0'"
        ),
        "register-differs",
        "V2.0",
    ),
    "row-note": (
        lambda d: d.sql("UPDATE versions SET note = 'nothing' WHERE number = 'V3.0'"),
        "register-differs",
        "V3.0",
    ),
    "row-actor": (
        lambda d: d.sql("UPDATE versions SET actor = 'nobody' WHERE number = 'V3.0'"),
        "register-differs",
        "V3.0",
    ),
    "row-time": (
        lambda d: d.sql("UPDATE versions SET at = 'no time' WHERE number = 'V2.0'"),
        "register-differs",
        "V2.0",
    ),
    "row-text": (
        lambda d: d.sql("UPDATE versions SET note = CAST(x'ff' AS TEXT) WHERE number = 'V2.0'"),
        "register-differs",
        "V2.0",
    ),
    "row-name": (
        lambda d: d.sql("UPDATE documents SET name = 'x.xlsx' WHERE current = 'V4.0'"),
        "register-differs",
        "V4.0",
    ),
    "row-deleted": (
        lambda d: d.sql("DELETE FROM versions WHERE number = 'V2.0'"),
        "register-missing",
        "V2.0",
    ),
    "row-added": (
        lambda d: d.sql(
            "INSERT INTO versions SELECT document_id, 9, 'V9.0', 9, 0, name, NULL, NULL, sha256,"
            " size, blob, commit_id, actor, at, note, action, NULL FROM versions"
            " WHERE number = 'V4.0'"
        ),
        "register-extra",
        "V9.0",
    ),
    "key-deleted": (
        lambda d: d.sql("DELETE FROM document_keys WHERE folded_key LIKE '%20231011%'"),
        "register-missing",
        None,
    ),
    "tip-set-back": (
        lambda d: d.sql(f"UPDATE archives SET tip = '{d.version('V2.0', 'commit_id')}'"),
        "register-behind",
        None,
    ),
    "tip-forgotten": (lambda d: d.sql("UPDATE archives SET tip = NULL"), "register-behind", None),
    "tip-garbled": (lambda d: d.sql("UPDATE archives SET tip = 'x'"), "ref-moved", None),
    "line-edited": (
        lambda d: d.sql("UPDATE audit_events SET actor = 'nobody' WHERE version = 'V2.0'"),
        "audit-trail-edited",
        "V2.0",
    ),
    "line-deleted": (
        lambda d: d.sql("DELETE FROM audit_events WHERE version = 'V2.0'"),
        "audit-trail-missing",
        None,
    ),
    "trail-cut": (
        lambda d: d.sql("DELETE FROM audit_events WHERE seq = (SELECT max(seq) FROM audit_events)"),
        "audit-trail-cut-off",
        None,
    ),
    "trail-headless": (lambda d: d.sql("DELETE FROM audit_head"), "audit-trail-headless", None),
    "file-changed": (lambda d: flip(d.root / PLACE / v(4)), "file-differs", "V4.0"),
    "old-file-changed": (lambda d: flip(d.root / OLD.format(2)), "file-differs", "V2.0"),
    "file-removed": (lambda d: (d.root / PLACE / v(4)).unlink(), "file-missing", "V4.0"),
    "folder-removed": (lambda d: shutil.rmtree(d.root / "运营部"), "file-missing", "V4.0"),
    "file-to-link": (lambda d: to_link(d.root / PLACE / v(4)), "file-unreadable", "V4.0"),
    "file-to-folder": (lambda d: to_folder(d.root / PLACE / v(4)), "file-unreadable", "V4.0"),
}
SAME_TIME = ("file-changed", "old-file-changed")


@pytest.fixture
def disk(filled: Path) -> Disk:
    return Disk(filled)


def problems(root: Path, *, deep: bool = False) -> set[tuple[str, str | None]]:
    with Vault.open(root) as vault:
        return {(p.kind, p.version) for p in verify(vault, deep=deep, tally=Tally())}


def test_a_whole_vault_has_no_problems(disk: Disk) -> None:
    assert problems(disk.root, deep=True) == set()
    assert disagreements(disk.root) == []


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_found_and_named_and_never_given_out(
    disk: Disk, damage: str, tmp_path: Path
) -> None:
    do, kind, version = DAMAGE[damage]
    do(disk)
    with Vault.open(disk.root) as vault:
        before = contents(disk.root)
        found = {(p.kind, p.version) for p in verify(vault, tally=Tally())}
        assert (kind, version) in found, found
        assert contents(disk.root) == before, "looking changed something"
        assert_no_wrong_bytes(vault, tmp_path)


@pytest.mark.parametrize("damage", SAME_TIME)
def test_a_change_that_keeps_size_and_time_is_found(disk: Disk, damage: str) -> None:
    path = disk.root / (PLACE + "/" + v(4) if damage == "file-changed" else OLD.format(2))
    before = path.stat()
    DAMAGE[damage][0](disk)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (DAMAGE[damage][1], DAMAGE[damage][2]) in problems(disk.root)


@pytest.mark.parametrize("damage", ["replaced", "swapped", "cut", "deleted", "bit-in-pack"])
def test_reading_everything_names_the_version_too(disk: Disk, damage: str) -> None:
    do, _, version = DAMAGE[damage]
    do(disk)
    assert ("content-differs", version) in problems(disk.root, deep=True)


def test_one_damaged_archive_hides_nothing_of_another(disk: Disk, tmp_path: Path) -> None:
    from docvault import vault as vaults

    file = tmp_path / "市场部-周报-20231011-V1.0-工作总结.xlsx"
    file.write_bytes(b"of the other archive")
    with Vault.open(disk.root) as vault:
        vaults.add(vault, file, actor="a")
    disk.object(disk.version("V2.0", "commit_id")).unlink()
    disk.sql("UPDATE versions SET note = 'x' WHERE name LIKE '市场部%'")
    with Vault.open(disk.root) as vault:
        named = {(p.kind, p.document) for p in verify(vault, tally=Tally())}
        other = vault.find(file.name).id
    assert ("register-differs", other) in named


@pytest.mark.parametrize("page", range(1, 40, 6))
def test_a_torn_database_is_found(disk: Disk, page: int) -> None:
    file = disk.root / ".docvault" / "vault.db"
    data = bytearray(file.read_bytes())
    data[page * 4096 : page * 4096 + 2048] = b"\x5a" * 2048
    file.write_bytes(data)
    try:
        found = {kind for kind, _ in problems(disk.root)}
    except StoreError as error:
        assert error.code == "store-corrupt"
    else:
        assert "database-damaged" in found


def test_what_is_missing_is_not_made_up(disk: Disk, tmp_path: Path) -> None:
    """A check-in to an archive that was deleted must not begin an empty one in its place."""
    from docvault import vault as vaults

    shutil.rmtree(disk.archive)
    file = tmp_path / v(5)
    file.write_bytes(b"five")
    with Vault.open(disk.root) as vault, pytest.raises(StoreError):
        vaults.add(vault, file, actor="a")
    assert not disk.archive.exists()


def test_fsck_of_plain_git_agrees(disk: Disk) -> None:
    assert fsck(disk.archive) == []
    flip(disk.blob("V1.0"))
    assert any(disk.version("V1.0", "blob") in line for line in fsck(disk.archive))


def assert_no_wrong_bytes(vault: Vault, folder: Path) -> None:
    """Get every version by every way there is: the right bytes, or an error and no file."""
    for number in NUMBERS:
        right = b"bytes %s\r\n" % number[1:2].encode() * 300
        out = folder / "out"
        out.unlink(missing_ok=True)
        with contextlib.suppress(DocVaultError):
            vault.get(vault.find(v(1)), out, number)
        assert not out.exists() or out.read_bytes() == right
        assert list(folder.glob(".*.part")) == []


def contents(root: Path) -> dict[str, bytes]:
    return dict(_contents(root))


def _contents(root: Path) -> Iterator[tuple[str, bytes]]:
    for path in root.rglob("*"):
        if path.is_file() and not path.name.startswith("vault.db") and path.suffix != ".lock":
            yield str(path), path.read_bytes()
    for table in ("archives", "documents", "document_keys", "versions", "audit_events"):
        yield table, repr(raw_rows(root, table)).encode()


def raw_rows(root: Path, table: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(root / ".docvault" / "vault.db")) as connection:
        connection.text_factory = bytes
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
