"""Whatever a file is made to do, it costs its own text and nothing else."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from docvault.extract import limited
from docvault.extract.contents import Contents, contents_of
from docvault.extract.limited import is_read
from docvault.extract.unread import Unread
from tests.docvault.extract import hostile, processes

MOST_SECONDS = 10
MOST_GROWTH = 100 << 20  # bytes, of this process; one answer may have 64 MiB


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_left() -> Iterator[None]:
    limited.close()
    before = processes.below(os.getpid()) if sys.platform == "linux" else set()
    yield
    limited.close()
    if sys.platform == "linux":
        assert processes.below(os.getpid()) == before


def answer(path: Path) -> Contents | Unread | None:
    """Read it, in time and without growing; the next file is read as if nothing had happened."""
    memory, start = processes.memory(), time.monotonic()
    found = contents_of(path)
    assert time.monotonic() - start < MOST_SECONDS
    assert processes.memory() - memory < MOST_GROWTH
    note = path.parent / "note.txt"
    note.write_text("内容", encoding="utf-8")
    assert contents_of(note) == Contents(("内容",))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.REFUSED)
def test_what_can_only_be_hostile_is_refused(tmp_path: Path, name: str) -> None:
    assert isinstance(answer(hostile.REFUSED[name](tmp_path)), Unread)


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.ANSWERED)
def test_what_is_made_to_exhaust_is_answered(tmp_path: Path, name: str) -> None:
    path = hostile.ANSWERED[name](tmp_path)
    if not is_read(path.suffix):
        pytest.skip("the program that reads it is not installed")
    assert isinstance(answer(path), Contents | Unread)


@pytest.mark.slow
@pytest.mark.parametrize("kind", hostile.KINDS)
def test_a_file_cut_anywhere_is_answered(tmp_path: Path, kind: str) -> None:
    if not is_read(kind):
        pytest.skip("the program that reads it is not installed")
    path = hostile.honest(tmp_path, kind)
    data = path.read_bytes()
    assert isinstance(answer(path), Contents)
    for tenth in range(10):
        path.write_bytes(data[: len(data) * tenth // 10])
        assert isinstance(answer(path), Contents | Unread)


@pytest.mark.parametrize(
    "name",
    ["billion laughs.docx", "two bodies.xlsx", "an outer entity.odt", "overlapping entries.pptx"],
)
def test_some_of_them_at_every_run(tmp_path: Path, name: str) -> None:
    assert isinstance(answer(hostile.REFUSED[name](tmp_path)), Unread)
