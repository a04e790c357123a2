"""Bytes on their way in: hashed as they come, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from docvault.errors import DiskFull, FileTooLarge
from docvault.store.staging import Digest, Stager, stage

PIECES = [b"first ", b"second ", b"", b"third" * 1000]
WHOLE = b"".join(PIECES)


def git_id(path: Path) -> str:
    done = subprocess.run(["git", "hash-object", path], capture_output=True, check=True, text=True)
    return done.stdout.strip()


@pytest.mark.parametrize("size", [None, len(WHOLE)])
def test_pieces_become_one_file_with_the_hashes_of_the_whole(
    tmp_path: Path, size: int | None
) -> None:
    stager = Stager(tmp_path / "staging", named=Path("x.docx"), size=size)
    for piece in PIECES:
        stager.write(piece)
    staged = stager.finish(mtime_ns=1_600_000_000_000_000_000)
    assert staged.path.read_bytes() == WHOLE
    assert staged.sha256 == hashlib.sha256(WHOLE).hexdigest()
    assert staged.blob == git_id(staged.path)
    assert (staged.size, staged.mtime_ns) == (len(WHOLE), 1_600_000_000_000_000_000)


def test_a_file_and_its_pieces_are_staged_alike(tmp_path: Path) -> None:
    source = tmp_path / "x"
    source.write_bytes(WHOLE)
    staged = stage(source, tmp_path / "staging")
    assert (staged.sha256, staged.blob) == (hashlib.sha256(WHOLE).hexdigest(), git_id(source))
    assert staged.mtime_ns == source.stat().st_mtime_ns


def test_more_than_the_limit_is_refused_when_it_comes(tmp_path: Path) -> None:
    stager = Stager(tmp_path, named=Path("x.docx"), limit=10)
    stager.write(b"0123456789")
    with pytest.raises(FileTooLarge) as caught:
        stager.write(b"0")
    assert caught.value.fields["limit"] == 10
    stager.discard()
    assert list(tmp_path.iterdir()) == []


def test_giving_up_leaves_nothing_and_closes_no_file_of_another(tmp_path: Path) -> None:
    stager = Stager(tmp_path, named=Path("x"))
    staged = stager.finish()
    other = os.open(tmp_path, os.O_RDONLY)
    stager.discard()
    assert os.fstat(other)
    os.close(other)
    assert not staged.path.exists()


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    stager = Stager(tmp_path, named=Path("x"))
    os.close(stager._fd)
    stager._fd = os.open("/dev/full", os.O_WRONLY)
    with pytest.raises(DiskFull):
        stager.write(b"x")
    stager.discard()


def test_a_digest_catches_up_with_what_lies_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(WHOLE)
    digest = Digest(len(WHOLE))
    digest.update(WHOLE[:7])
    with path.open("rb") as file:
        digest.catch_up(file.fileno(), len(WHOLE))
    assert digest.result(path) == (hashlib.sha256(WHOLE).hexdigest(), git_id(path))
