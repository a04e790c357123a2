"""A picture's size is told from its head, before any program unpacks it."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from docvault.extract import picture
from docvault.extract.refusal import Refusal
from docvault.extract.unread import Trouble
from tests.docvault.extract import picture_files as files

MAKERS = [files.png, files.bmp, files.jpeg, files.webp, lambda *size: files.tiff(size)]


def checked(tmp_path: Path, data: bytes) -> Trouble | None:
    path = tmp_path / "picture"
    path.write_bytes(data)
    try:
        picture.check(str(path), ".png")
    except Refusal as refusal:
        return refusal.trouble
    return None


@pytest.mark.parametrize("made", MAKERS)
def test_a_picture_of_ordinary_size_passes(tmp_path: Path, made) -> None:
    assert checked(tmp_path, made(4000, 3000)) is None


@pytest.mark.parametrize("made", MAKERS)
@pytest.mark.parametrize("size", [(10_001, 10_000), (10_000, 10_001)])
def test_one_of_over_a_hundred_megapixels_does_not(tmp_path: Path, made, size) -> None:
    assert checked(tmp_path, made(*size)) is Trouble.SIZE


def test_an_old_or_upside_down_bitmap_is_measured(tmp_path: Path) -> None:
    assert checked(tmp_path, files.bmp(10_001, -10_000)) is Trouble.SIZE
    old = bytearray(files.bmp(0, 0))
    old[14:22] = b"\x0c\0\0\0\xff\xff\xff\xff"
    assert checked(tmp_path, bytes(old)) is Trouble.SIZE


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_pages_of_a_tiff_count_together(tmp_path: Path, order: str) -> None:
    assert checked(tmp_path, files.tiff((5000, 5000), (5000, 5000), order=order)) is None
    assert checked(tmp_path, files.tiff(*[(5000, 5000)] * 5, order=order)) is Trouble.SIZE


def test_a_tiff_without_end_is_hostile(tmp_path: Path) -> None:
    assert checked(tmp_path, files.endless_tiff()) is Trouble.HOSTILE


@pytest.mark.parametrize("made", MAKERS)
def test_a_head_cut_anywhere_is_damaged_or_tells(tmp_path: Path, made) -> None:
    data = made(4000, 3000)
    for end in itertools.chain(range(min(len(data), 60)), range(60, len(data), 97)):
        assert checked(tmp_path, data[:end]) in (None, Trouble.DAMAGED)
    assert checked(tmp_path, data[:10]) is Trouble.DAMAGED


@pytest.mark.parametrize("data", [b"", b"GIF89a" + bytes(40), b"%PDF-1.4", bytes(100)])
def test_what_is_none_of_these_is_damaged(tmp_path: Path, data: bytes) -> None:
    assert checked(tmp_path, data) is Trouble.DAMAGED


def test_one_of_no_size_is_damaged(tmp_path: Path) -> None:
    assert checked(tmp_path, files.png(0, 100)) is Trouble.DAMAGED
