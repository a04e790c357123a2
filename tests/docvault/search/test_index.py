"""Whatever is written, replaced, removed and merged: what is found is what a dictionary says."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from docvault.errors import StoreLocked
from docvault.search import index as indexes
from docvault.search.entry import Entry
from docvault.search.index import Index, in_batches
from docvault.search.matching import Scope, find
from docvault.search.query import Everything, Query, Versions, Words, parse
from docvault.search.shard import Shard
from tests.docvault.search.model import Model, entries, plain_entry, queries, refs_found, scopes


class IndexBesideModel(RuleBasedStateMachine):
    """An index and a dictionary, changed alike; every question is put to both."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.index = Index(Path(self.folder.name) / "index")
        self.index.make()
        self.model: dict[str, Entry] = {}

    @initialize(first=st.lists(entries, min_size=3, max_size=12))
    def begin(self, first: list[Entry]) -> None:
        self.write(first, set())

    @rule(fresh=st.lists(entries, max_size=4), gone=st.sets(st.sampled_from(range(6)), max_size=2))
    def write(self, fresh: list[Entry], gone: set[int]) -> None:
        refs = [f"d{number}\x1fV2" for number in gone]
        self.index.write(fresh, refs)
        for ref in refs:
            self.model.pop(ref, None)
        self.model |= {entry.ref: entry for entry in fresh}

    @rule()
    def tidy(self) -> None:
        while self.index.tidy():
            pass

    @rule()
    def open_anew(self) -> None:
        self.index = Index(self.index.folder)

    @rule(asked=st.lists(st.tuples(queries, scopes), min_size=5, max_size=15))
    def find(self, asked: list[tuple[Query, Scope]]) -> None:
        model = Model(self.model)
        for query, scope in asked:
            found = refs_found(self.index, query, scope)
            assert len(found) == len({*found})
            assert {*found} == model.find(query, scope), query

    @invariant()
    def every_entry_is_there_once(self) -> None:
        found = refs_found(self.index, Query(Everything(), Versions.ALL), Scope())
        assert sorted(found) == sorted(self.model)
        assert self.index.count() == len(self.model)

    def teardown(self) -> None:
        self.folder.cleanup()


IndexBesideModel.TestCase.settings = settings(
    deadline=None,
    max_examples=15,
    stateful_step_count=8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
test_the_index_finds_what_a_dictionary_would = IndexBesideModel.TestCase


@pytest.fixture
def index(tmp_path: Path) -> Index:
    made = Index(tmp_path / "index")
    made.make()
    return made


def everything(index: Index) -> list[str]:
    return refs_found(index, Query(Everything(), Versions.ALL), Scope())


def found(shards: list[Shard]) -> int:
    return sum(shard.count for shard in shards)


def test_an_empty_index_finds_nothing(index: Index) -> None:
    assert index.exists()
    assert index.count() == 0
    assert refs_found(index, parse("合同"), Scope()) == []
    assert not index.tidy()


def test_there_is_no_index_where_nothing_is(tmp_path: Path) -> None:
    assert not Index(tmp_path / "nowhere").exists()
    assert not Index(tmp_path).exists()


def test_a_reader_goes_on_seeing_what_was_there(index: Index) -> None:
    index.write([plain_entry(f"d{n}", f"旧文 {n}") for n in range(20)])
    before = index.shards()
    index.write([plain_entry("d1", "新文")], [plain_entry("d2").ref])
    for n in range(20, 36):
        index.write([plain_entry(f"d{n}", "更新")])
        while index.tidy():
            pass
    old = indexes.Index(index.folder)
    assert found(before) == 20
    assert found(old.shards()) == index.count() == 35
    assert sum(each.mask.sum() for each in find(before, parse("旧文"), Scope())) == 20
    assert sum(each.mask.sum() for each in find(before, parse("新文"), Scope())) == 0
    assert len(refs_found(index, parse("旧文"), Scope())) == 18


def test_who_writes_alone_is_told_to_others(index: Index) -> None:
    other = Index(index.folder)
    with index._writer(0.0) as writer:
        for change in (lambda: other.write([plain_entry("d1")]), lambda: other.write([], ["x"])):
            with pytest.raises(StoreLocked):
                change()
        writer.cancel()
    other.write([plain_entry("d1")])
    assert index.count() == 1


def test_a_write_that_fails_changes_nothing_and_frees_the_lock(index: Index) -> None:
    index.write([plain_entry("d1", "合同")])
    files = {path.name for path in index.folder.iterdir()}
    broken = plain_entry("d2")
    object.__setattr__(broken, "date", None)
    with pytest.raises(AttributeError):
        index.write([plain_entry("d1", "协议"), broken])
    assert {path.name for path in index.folder.iterdir()} == files
    assert refs_found(index, parse("合同"), Scope()) == [plain_entry("d1").ref]
    index.write([plain_entry("d1", "协议")])
    assert refs_found(index, parse("合同"), Scope()) == []


def test_the_last_entry_of_a_ref_counts(index: Index) -> None:
    index.write([plain_entry("d1", "甲"), plain_entry("d1", "乙")])
    assert index.count() == 1
    assert refs_found(index, Query(Words("乙")), Scope()) == [plain_entry("d1").ref]


def test_writing_nothing_leaves_no_trace(index: Index) -> None:
    files = {path.name for path in index.folder.iterdir()}
    index.write([])
    index.tidy()
    assert {path.name for path in index.folder.iterdir()} == files


@pytest.mark.parametrize(
    "said", ["", "\ud800 半个", "行\x00\x1f\n末", "a" * 100_000, "中" * 70_000]
)
def test_any_text_is_taken(index: Index, said: str) -> None:
    index.write([plain_entry("d1", said, by="李\n四", name="甲\n乙\ud800.txt")])
    assert everything(index) == [plain_entry("d1").ref]
    assert [shard.label(0) for shard in index.shards()] == ["甲\n乙\ud800.txt"]
    assert refs_found(index, Query(Words("乙")), Scope()) == [plain_entry("d1").ref]


def size(index: Index) -> tuple[int, int]:
    files = [path.stat().st_size for path in index.folder.iterdir()]
    return len(files), sum(files)


def update(index: Index, first: int, last: int) -> None:
    for number in range(first, last):
        name = f"运营部-周报-20200101-V1.0-第{number}次.txt"
        index.write(
            [
                plain_entry(
                    f"d{number % 20}", f"第 {number} 次 words{chr(97 + number % 26)}", name=name
                )
            ]
        )
        index.tidy()


def settle(index: Index) -> None:
    while index.tidy():
        pass


def test_updates_leave_nothing_behind(index: Index) -> None:
    update(index, 0, 30)
    settle(index)
    files, bytes_ = size(index)
    update(index, 30, 60)
    settle(index)
    assert size(index)[0] <= files + 14
    assert size(index)[1] < 3 * bytes_
    words = {word for shard in index.shards() for word in shard.lists.words("ref")}
    assert len(words) == 20


@pytest.mark.slow
def test_ten_thousand_updates_leave_nothing_behind(index: Index) -> None:
    update(index, 0, 100)
    settle(index)
    _, bytes_ = size(index)
    update(index, 100, 10_100)
    settle(index)
    assert size(index)[0] < 60
    assert size(index)[1] < 3 * bytes_
    assert index.count() == 20


def test_a_segment_never_has_more_documents_than_it_can_number(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "MOST_DOCUMENTS", 20)
    with pytest.raises(ValueError, match="21 entries"):
        index.write([plain_entry(f"d{n}") for n in range(21)])
    for start in range(0, 90, 3):
        index.write([plain_entry(f"d{n}") for n in range(start, start + 3)])
        settle(index)
        assert max(shard.documents for shard in index.shards()) <= 20
    assert sorted(everything(index)) == sorted(plain_entry(f"d{n}").ref for n in range(90))
    assert len(index.shards()) < 12


def test_many_small_segments_become_few(index: Index) -> None:
    for number in range(40):
        index.write([plain_entry(f"d{number}", f"第 {number}")])
        settle(index)
    counts = [shard.count for shard in index.shards()]
    assert len(counts) <= 13
    assert sum(counts) == 40


def test_a_segment_of_which_most_is_gone_is_rewritten(index: Index) -> None:
    index.write([plain_entry(f"d{n}", "废止") for n in range(50)])
    index.write([], [plain_entry(f"d{n}").ref for n in range(1, 50)])
    assert [shard.documents for shard in index.shards()] == [50]
    settle(index)
    assert [shard.documents for shard in index.shards()] == [1]
    index.write([], [plain_entry("d0").ref])
    assert index.shards() == []


def test_batches_hold_everything_once_and_are_not_too_large() -> None:
    many = [plain_entry(f"d{n}", "字" * (n % 50) * 1000) for n in range(2500)]
    batches = list(in_batches(many))
    assert [entry for batch in batches for entry in batch] == many
    assert all(len(batch) <= 2000 for batch in batches)
    assert all(
        sum(len(line) for e in batch[:-1] if e.contents for line in e.contents.lines) <= 4_000_000
        for batch in batches
    )
    assert list(in_batches([])) == []
