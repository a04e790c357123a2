"""The index on disk: opened, written, merged, read.

One process writes at a time, under the index's lock; any number reads. A reader holds what was
there when it was opened and is never in anybody's way. What a killed writer leaves is removed by
the next commit.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import EmptyIndexError, FileIndex, LockError

from docvault.errors import StoreLocked
from docvault.search.codec import PieceCodec, PieceWriter
from docvault.search.entry import Entry
from docvault.search.postings import MOST_DOCUMENTS
from docvault.search.schema import fields_of, schema
from docvault.search.shard import Shard
from docvault.store.files import store_errors, sync_folder

_TIER = 8  # so many segments of about one size become one
_MOST_MERGED = MOST_DOCUMENTS // 2  # documents of a segment that is still worth rewriting
_BATCH = 2000  # documents of a new segment: bounds what one commit holds in memory
_TRIES = 20


@dataclass(slots=True)
class Index:
    """A folder with an index in it. Instances may be shared by threads for reading."""

    folder: Path
    _shards: dict[str, Shard] = field(default_factory=dict)

    def exists(self) -> bool:
        """Whether there is an index of the present format."""
        return self.folder.is_dir() and whoosh_index.exists_in(str(self.folder))

    def make(self) -> None:
        """Make an empty index, in place of whatever lies there."""
        with store_errors(self.folder):
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            FileIndex.create(FileStorage(str(self.folder)), schema())
            sync_folder(self.folder)

    def write(
        self, entries: Iterable[Entry], gone: Iterable[str] = (), *, wait: float = 0.0
    ) -> None:
        """Take entries in, each in place of the one of its ref; remove the refs `gone`; commit.

        All of it is visible to new readers at once, and on disk. Raises StoreLocked when another
        process is writing and has not ended within `wait` seconds.
        """
        fresh = {entry.ref: entry for entry in entries}
        with self._writer(wait) as writer:
            old = [*fresh, *gone]
            for shard, base in zip(self._read(writer.segments), _bases(writer), strict=True):
                for number in shard.numbers_of(old):
                    writer.delete_document(base + number)
            for entry in fresh.values():
                writer.add_document(**fields_of(entry))
            writer.commit(mergetype=_drop_empty)

    def tidy(self, *, wait: float = 0.0) -> bool:
        """Merge segments where that is due; tell whether there may be more to do."""
        with self._writer(wait) as writer:
            chosen = _due(writer.segments)
            if chosen:
                writer.commit(mergetype=lambda w, segments: _merge(w, segments, chosen))
            else:
                writer.cancel()
            return bool(chosen)

    @contextlib.contextmanager
    def _writer(self, wait: float) -> Iterator[PieceWriter]:
        with store_errors(self.folder):
            opened = FileIndex(FileStorage(str(self.folder)), schema=schema())
            try:
                writer = PieceWriter(
                    opened, timeout=wait, codec=PieceCodec(), compound=False, limitmb=1024
                )
            except LockError as exc:
                raise StoreLocked(what=self.folder.name, seconds=wait) from exc
            try:
                yield writer
            except BaseException:
                if not writer.is_closed:
                    writer.cancel()
                raise

    def shards(self) -> list[Shard]:
        """Return what there is to be searched now, segment by segment."""
        for tried in range(_TRIES):
            try:
                return self._read(self._segments())
            except (FileNotFoundError, EmptyIndexError):
                # A commit between the table of contents and its segments took files away.
                if tried == _TRIES - 1:
                    raise
        raise AssertionError

    def _segments(self) -> list[Any]:
        return list(FileIndex(FileStorage(str(self.folder)), schema=schema())._segments())

    def _read(self, segments: Iterable[Any]) -> list[Shard]:
        read = {}
        for segment in segments:
            name = str(segment.segment_id())
            known = self._shards.get(name)
            if known is None:
                known = Shard.open(self.folder, segment)
            read[name] = known.without(segment.deleted_docs(), segment.deleted_count())
        self._shards = read
        return list(read.values())

    def count(self) -> int:
        """Return how many entries there are."""
        return sum(shard.count for shard in self.shards())


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
    """Choose what to merge: eight of about one size, or one that is half deleted."""
    small = [segment for segment in segments if _alive(segment) <= _MOST_MERGED]
    wasted = [s for s in segments if s.deleted_count() * 2 > s.doc_count_all()]
    if wasted:
        return wasted[:1]
    tiers: dict[int, list[Any]] = {}
    for segment in sorted(small, key=_alive):
        tier = tiers.setdefault(int(np.log(max(1, _alive(segment))) / np.log(_TIER)), [])
        tier.append(segment)
        if len(tier) >= _TIER and sum(map(_alive, tier)) <= MOST_DOCUMENTS:
            return tier
    return []


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


_BATCH_CHARACTERS = 4_000_000
