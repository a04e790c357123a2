"""The index on disk: opened, written, merged, read.

One process writes at a time, under the index's lock; any number reads. A reader holds what was
there when it was opened and is never in anybody's way. What a killed writer leaves is removed by
the next commit.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whoosh.index import LockError

from docvault.errors import IndexCorrupt, StoreError, StoreLocked
from docvault.search.codec import OpenIndex, PieceCodec, PieceWriter
from docvault.search.engine import Matches
from docvault.search.entry import Entry
from docvault.search.matching import Scope, find
from docvault.search.postings import MOST_DOCUMENTS
from docvault.search.query import Everything, Query
from docvault.search.ranking import Place, Sort, facets, page
from docvault.search.schema import fields_of, schema
from docvault.search.shard import Shard
from docvault.search.toc import Toc, read_toc, write_toc
from docvault.store.files import store_errors, sync_folder

_TIER = 8  # so many segments of about one size become one
_BATCH = 2000  # documents of a new segment: bounds what one commit holds in memory
_BATCH_CHARACTERS = 4_000_000
_TRIES = 20


@dataclass(slots=True)
class Index:
    """A folder with an index in it. Instances may be shared by threads for reading."""

    folder: Path
    _shards: dict[str, Shard] = field(default_factory=dict)

    def exists(self) -> bool:
        """Whether there is an index of the present format, as far as its contents tell."""
        try:
            return self._segments() is not None
        except StoreError:
            return False

    def make(self) -> None:
        """Make an empty index, in place of whatever lies there. Nobody may be writing to it."""
        with store_errors(self.folder):
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            write_toc(self.folder, Toc(0, []))
            sync_folder(self.folder.parent)

    def write(
        self, entries: Iterable[Entry], gone: Iterable[str] = (), *, wait: float = 0.0
    ) -> None:
        """Take entries in, each in place of the one of its ref; remove the refs `gone`; commit.

        All of it is visible to new readers at once, and on disk. At most 65,536 entries, and a
        hundredth of that where memory matters: `in_batches` cuts them. Raises StoreLocked when
        another process is writing and has not ended within `wait` seconds, DiskFull or
        StoreUnwritable (then nothing is changed), IndexCorrupt.
        """
        fresh = {entry.ref: entry for entry in entries}
        old = [*fresh, *gone]
        if len(fresh) > MOST_DOCUMENTS:
            raise ValueError(f"{len(fresh)} entries at once")
        if not old:
            return
        with self._writer(wait) as writer:
            for shard, base in zip(self._read(writer.segments), _bases(writer), strict=True):
                for number in shard.numbers_of(old):
                    writer.delete_document(base + number)
            for entry in fresh.values():
                writer.add_document(**fields_of(entry))
            writer.commit(mergetype=_drop_empty)

    def tidy(self, *, wait: float = 0.0) -> bool:
        """Merge segments where that is due; tell whether there may be more to do."""
        if not _due(self._newest()):
            return False
        with self._writer(wait) as writer:
            chosen = _due(writer.segments)
            if chosen:
                writer.commit(mergetype=lambda w, segments: _merge(w, segments, chosen))
            else:  # another process was faster
                writer.cancel()
            return bool(chosen)

    @contextlib.contextmanager
    def _writer(self, wait: float) -> Iterator[PieceWriter]:
        with store_errors(self.folder), self._nothing_missing():
            try:
                writer = PieceWriter(OpenIndex(self.folder, schema()), wait)
            except LockError as exc:
                raise StoreLocked(what=self.folder.name, seconds=wait) from exc
            try:
                yield writer
            except BaseException:
                if not writer.is_closed:
                    writer.cancel()
                raise

    @contextlib.contextmanager
    def _nothing_missing(self) -> Iterator[None]:
        """Say of a file that is not there what it means."""
        try:
            yield
        except FileNotFoundError as exc:
            raise IndexCorrupt(what=self.folder.name, detail=str(exc)) from exc

    def ask(
        self, query: Query, scope: Scope, *, limit: int, sort: Sort, cursor: str | None
    ) -> Matches:
        """Answer a query. Raises QueryTooSlow, CursorInvalid, IndexCorrupt."""
        shards = self.shards()
        found = find(shards, query, scope)
        places, following = page(shards, found, sort, limit, cursor)
        total = sum(int(each.mask.sum()) for each in found)
        others = () if total else _meant(shards, query, scope)
        return Matches(total, places, facets(shards, found), following, others)

    def first(self, query: Query, scope: Scope, *, limit: int) -> Sequence[Place]:
        """Return the best hits. Raises QueryTooSlow, IndexCorrupt."""
        shards = self.shards()
        return page(shards, find(shards, query, scope), Sort.RELEVANCE, limit, None)[0]

    def values(self, scope: Scope) -> dict[str, list[tuple[str, int]]]:
        """Return what everything that may be seen is made of. Raises IndexCorrupt."""
        shards = self.shards()
        return facets(shards, find(shards, Query(Everything()), scope))

    def shards(self) -> list[Shard]:
        """Return what there is to be searched now, segment by segment. Raises IndexCorrupt."""
        for _ in range(_TRIES):
            # A commit between the table of contents and a segment takes files away.
            with contextlib.suppress(FileNotFoundError):
                return self._read(self._newest())
        with store_errors(self.folder), self._nothing_missing():
            return self._read(self._newest())

    def verify(self) -> None:
        """Read the whole index and compare it with its checksums. Raises IndexCorrupt."""
        for shard in self.shards():
            shard.lists.verify()

    def _newest(self) -> list[Any]:
        segments = self._segments()
        if segments is None:
            raise IndexCorrupt(what=self.folder.name, detail="no table of contents")
        return segments

    def _segments(self) -> list[Any] | None:
        """Return the segments after the last commit, None where there is no index."""
        with store_errors(self.folder):
            for _ in range(_TRIES):
                with contextlib.suppress(FileNotFoundError):  # replaced a moment ago
                    toc = read_toc(self.folder, PieceCodec())
                    return None if toc is None else toc.segments
        return None

    def _read(self, segments: Iterable[Any]) -> list[Shard]:
        read = {}
        for segment in segments:
            name = str(segment.segment_id())
            known = self._shards.get(name) or Shard.open(self.folder, segment)
            read[name] = known.without(segment.deleted_docs(), segment.deleted_count())
        self._shards = read
        return list(read.values())

    def count(self) -> int:
        """Return how many entries there are."""
        return sum(shard.count for shard in self.shards())


def _meant(shards: Sequence[Shard], query: Query, scope: Scope) -> list[str]:
    # Half of a second's imports that only a query pays which finds nothing.
    from docvault.search.suggesting import meant  # noqa: PLC0415

    return meant(shards, query, scope)


def _bases(writer: PieceWriter) -> Iterator[int]:
    base = 0
    for segment in writer.segments:
        yield base
        base += segment.doc_count_all()


def _drop_empty(_writer: PieceWriter, segments: list[Any]) -> list[Any]:
    return [s for s in segments if s.deleted_count() < s.doc_count_all()]


def _alive(segment: Any) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())


def _due(segments: list[Any]) -> list[Any]:
    """Choose what to merge: one that is half deleted, or several of about one size.

    Several are eight, or as many as make a full segment; full ones stay as they are.
    """
    for segment in segments:
        if segment.deleted_count() * 2 > segment.doc_count_all():
            return [segment]
    tier: list[Any] = []
    for segment in sorted(segments, key=_alive):
        if tier and _size(segment) != _size(tier[0]):
            tier = []
        if sum(map(_alive, tier)) + _alive(segment) > MOST_DOCUMENTS:
            return tier if len(tier) > 1 else []
        tier.append(segment)
        if len(tier) == _TIER:
            return tier
    return []


def _size(segment: Any) -> int:
    """Return how large a segment is, as a power of eight."""
    return (_alive(segment).bit_length() - 1) // (_TIER.bit_length() - 1)


def _merge(writer: PieceWriter, segments: list[Any], chosen: list[Any]) -> list[Any]:
    for segment in chosen:
        writer.take_over(segment)
    ids = {segment.segment_id() for segment in chosen}
    return _drop_empty(writer, [s for s in segments if s.segment_id() not in ids])


def in_batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Cut entries into what one commit should take."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        batch.append(entry)
        size += sum(map(len, entry.contents.lines)) if entry.contents else 0
        if len(batch) == _BATCH or size > _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
