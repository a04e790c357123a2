"""An index survives kills at any call, and says so when it was damaged."""

from __future__ import annotations

import contextlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from docvault.errors import DocVaultError, IndexCorrupt, StoreCorrupt
from docvault.search import segment_file
from docvault.search.index import Index
from docvault.search.matching import Scope, find
from docvault.search.query import parse
from docvault.search.ranking import Sort, facets, page
from tests.faults.conftest import Drive
from tests.faults.killed_indexing import SCENARIOS, entry, look, some

QUERIES = ("旧", "正文", '"正文 旧"', "number", "num*", "zb", "部门:运营部", "日期:2020", "-新", "")


@pytest.mark.slow
@pytest.mark.usefixtures("tracing")
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_killed_at_any_call_the_index_is_the_old_or_the_new(drive: Drive, scenario: str) -> None:
    report = drive("killed_indexing", scenario, 1)
    assert report["calls"] > 15
    # Tidying changes nothing of what is found: before and after are one.
    assert scenario == "tidy" or report["nothing"] > 10


@pytest.mark.usefixtures("tracing")
@pytest.mark.parametrize("scenario", ["write", "tidy"])
def test_killed_at_some_calls_the_index_is_the_old_or_the_new(drive: Drive, scenario: str) -> None:
    report = drive("killed_indexing", scenario, 11)
    assert scenario == "tidy" or report["nothing"] > 1


@pytest.fixture(scope="module")
def _sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sound") / "index"
    some(root)
    Index(root).write([entry(n, "旧") for n in range(5, 9)], [entry(1, "旧").ref])
    return root


@pytest.fixture
def root(_sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(_sound, tmp_path / "index"))


def answers(root: Path) -> list[object]:
    """All that a search shows, of every kind of question."""
    shown: list[object] = []
    for text in QUERIES:
        shards = Index(root).shards()
        found = find(shards, parse(text), Scope())
        for sort in Sort:
            places, _ = page(shards, found, sort, 5, None)
            shown.append([(place.document, place.score) for place in places])
        shown.append(facets(shards, found))
    return shown


def file_of(root: Path, pattern: str) -> Path:
    return max(root.glob(pattern), key=lambda path: path.stat().st_size)


def test_the_sound_index_is_sound(root: Path) -> None:
    Index(root).verify()
    assert len(look(root)) == 8


@pytest.mark.parametrize("pattern", ["*.pieces", "*.toc"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\0" * path.stat().st_size),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: path.write_bytes(path.read_bytes() + b"\0"),
        lambda path: path.write_bytes(random.Random(1).randbytes(path.stat().st_size)),
    ],
    ids=["gone", "empty", "zeroed", "cut", "halved", "longer", "random"],
)
def test_a_damaged_file_is_told(root: Path, pattern: str, damage: Callable[[Path], object]) -> None:
    damage(file_of(root, pattern))
    with pytest.raises(IndexCorrupt):
        answers(root)
    for act in (lambda: Index(root).write([entry(1, "新")]), lambda: Index(root).verify()):
        with pytest.raises(StoreCorrupt):
            act()
    assert pattern == "*.pieces" or not Index(root).exists()
    Index(root).make()
    Index(root).write([entry(1, "新")])
    assert len(look(root)) == 1


@pytest.mark.parametrize("pattern", ["*.pieces", "*.toc"])
def test_no_flipped_byte_goes_unnoticed(root: Path, pattern: str) -> None:
    """Every search gives the right answer or says that the index is damaged; `verify` always does.

    Only between two arrays, where bytes mean nothing, may one be changed.
    """
    expected = answers(root)
    path = file_of(root, pattern)
    data = path.read_bytes()
    places = range(len(data)) if pattern == "*.toc" else range(0, len(data), 1 + len(data) // 150)
    told = 0
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 1 << (place % 8)
        path.write_bytes(changed)
        try:
            assert answers(root) == expected
        except IndexCorrupt:
            told += 1
            with pytest.raises(IndexCorrupt):
                Index(root).verify()
    assert told > 0.5 * len(places)
    path.write_bytes(data)
    assert answers(root) == expected


def test_a_zeroed_block_anywhere_is_noticed(root: Path) -> None:
    path = file_of(root, "*.pieces")
    data = path.read_bytes()
    expected = answers(root)
    for start in range(0, len(data), 512):
        path.write_bytes(data[:start] + bytes(len(data[start : start + 512])) + data[start + 512 :])
        with pytest.raises(IndexCorrupt):
            Index(root).verify()
        with contextlib.suppress(IndexCorrupt):
            assert answers(root) == expected


def test_segments_of_two_indexes_are_not_mixed_up(root: Path) -> None:
    small, large = sorted(root.glob("*.pieces"), key=lambda path: path.stat().st_size)
    shutil.copyfile(small, large)
    with pytest.raises(IndexCorrupt):
        answers(root)


def test_every_error_of_a_damaged_index_is_ours(root: Path) -> None:
    chance = random.Random(4)
    path = file_of(root, "*.pieces")
    data = path.read_bytes()
    for _ in range(60):
        start = chance.randrange(len(data))
        changed = data[:start] + chance.randbytes(chance.randrange(1, 300)) + data[start:]
        path.write_bytes(changed[: len(data)])
        try:
            answers(root)
        except DocVaultError as error:
            assert isinstance(error, IndexCorrupt)


LARGE = [
    f"content/{kind}/{array}"
    for kind, arrays in {
        "singles": ("keys", "first", "docs", "counts"),
        "pairs": ("keys", "first", "docs", "counts", "begin", "low"),
        "words": ("keys", "first", "docs", "counts", "begin", "low"),
    }.items()
    for array in arrays
] + ["content/blob", "content/ends", "label/blob", "content/lengths"]


@pytest.mark.parametrize("name", LARGE)
def test_damage_in_an_array_too_large_to_be_compared_first_ends_in_no_other_error(
    root: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such an array may give wrong hits until it is verified, but never a fault of another kind."""
    path = file_of(root, "*.pieces")
    kind, place, size, _ = segment_file.Arrays(path)._directory[name]
    length = size * int(kind[-1])
    monkeypatch.setattr(segment_file, "_SMALL", 0)
    chance = random.Random(9)
    data = path.read_bytes()
    for damage in (bytes(length), b"\xff" * length, *(chance.randbytes(length) for _ in range(20))):
        path.write_bytes(data[:place] + damage + data[place + length :])
        with contextlib.suppress(IndexCorrupt):
            answers(root)
        if damage != data[place : place + length]:
            with pytest.raises(IndexCorrupt):
                Index(root).verify()
