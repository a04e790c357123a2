"""How an index lies on disk: Whoosh's segments, with term lists of our own in them.

Whoosh keeps what makes an index safe: segments that never change once written, a table of contents
that names them (ours, `toc`, since Whoosh's is a pickle and not synced), locks, deletions. Its
postings are replaced at the place it provides for that, the codec, because its own cost what was
measured (docvault/DESIGN.md): each posting there is a Python object when it is written, read or
merged; here whole segments are arrays.

A field is a `PieceField`: its value comes analyzed and packed, so that a document is a handful of
items in Whoosh's pool and not a thousand. Whoosh's own queries still work on such an index, through
the reader's interface; the tests hold ours against them.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import index as whoosh_index
from whoosh.codec.base import FieldWriter
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format, Positions
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from docvault.errors import IndexCorrupt, StoreError
from docvault.search.field_lists import FieldLists, Fresh, Merged
from docvault.search.lists import SegmentLists, lists_path, open_lists
from docvault.search.packing import unpack
from docvault.search.segment_file import ArraysWriter
from docvault.search.terms_reader import PieceTermsReader
from docvault.search.toc import INDEX, Toc, clear, read_toc, write_toc
from docvault.search.words import as_bytes


class PieceField(FieldType):
    """A field whose value is what `packing.pack` returns."""

    def __init__(self) -> None:
        self.format: Format = Positions()
        self.indexed, self.stored, self.scorable = True, False, False

    def index(self, value: bytes, **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield the one item that a document is in the pool."""
        yield b"", 0, 1.0, value

    def to_bytes(self, value: str | bytes) -> bytes:
        """Return a term as the reader knows it."""
        return value if isinstance(value, bytes) else as_bytes(value)


class PieceCodec(W3Codec):
    """Whoosh's third codec, with our term lists."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> PieceFieldWriter:
        """Return what writes a segment's term lists."""
        return PieceFieldWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> PieceTermsReader:
        """Return what reads a segment's term lists."""
        return PieceTermsReader(open_lists(Path(storage.folder), segment))


class PieceFieldWriter(FieldWriter):
    """Writes the term lists of a new segment, of new documents and of merged segments."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._folder = Path(storage.folder)
        self.path = lists_path(self._folder, segment)
        self._file = self.path.open("wb")
        self._merged: list[Merged] = []
        self.documents = 0
        self.is_closed = False

    def take_over(self, lists: SegmentLists, renumbered: npt.NDArray[np.int32]) -> None:
        """Merge the lists of a segment, whose documents have these new numbers (-1: none)."""
        self._merged.append(Merged(lists, renumbered))

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Any]) -> None:
        """Write everything. `items` come from Whoosh's pool, sorted by field and document."""
        writer = ArraysWriter(self._file, self._folder)
        fresh: dict[str, Fresh] = {}
        for name, entries in groupby(items, itemgetter(0)):
            kept = fresh.setdefault(name, Fresh())
            for entry in entries:
                kept.numbers.append(entry[2])
                kept.packed.append(unpack(entry[4]))
        fields = {*fresh, *(name for merged in self._merged for name in merged.lists.fields)}
        for name in sorted(fields):
            FieldLists(name, fresh.pop(name, Fresh()), self._merged, self.documents).write(writer)
        writer.close()

    def close(self) -> None:
        """Let everything be on disk before the table of contents names it."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self.abandon()

    def abandon(self) -> None:
        """Close the file as it is: nothing will name it."""
        with contextlib.suppress(OSError):  # what was not written need not be
            self._file.close()
        self.is_closed = True


class PieceWriter(SegmentWriter):
    """Whoosh's writer, which merges term lists as a whole."""

    def __init__(self, opened: Any, wait: float) -> None:
        try:
            super().__init__(opened, timeout=wait, codec=PieceCodec(), compound=False, limitmb=1024)
        except BaseException:  # the disk is full, say
            if self.writelock is not None and self.writelock.fd is not None:
                self.writelock.release()
            raise

    @property
    def folder(self) -> Path:
        """Where the index lies."""
        return Path(self.storage.folder)

    def take_over(self, segment: Any) -> None:
        """Let the new segment have what is left of an old one."""
        count = segment.doc_count_all()
        stays = np.ones(count, np.bool_)
        stays[list(segment.deleted_docs())] = False
        if not stays.any():
            return
        renumbered = np.where(stays, self.docnum - 1 + np.cumsum(stays), -1).astype(np.int32)
        self.fieldwriter.take_over(open_lists(self.folder, segment), renumbered)
        for _ in range(int(stays.sum())):
            self.perdocwriter.start_doc(self.docnum)
            self.perdocwriter.finish_doc()
            self.docnum += 1
        self._added = True

    def cancel(self) -> None:
        """Leave the index as it is, and nothing of what was begun."""
        self._cleanup_on_error()

    def _cleanup_on_error(self) -> None:
        self.fieldwriter.abandon()
        with contextlib.suppress(OSError):
            self._close_segment()
        # What the disk says is asked and not this writer: it may have got so far.
        with contextlib.suppress(OSError, StoreError):
            toc = read_toc(self.folder, self.codec)
            if toc is not None:
                clear(self.folder, toc)
        super()._cleanup_on_error()

    def _commit_toc(self, segments: list[Any]) -> None:
        toc = Toc(self.generation, segments)
        write_toc(self.folder, toc)
        clear(self.folder, toc)

    def _flush_segment(self) -> None:
        self.fieldwriter.documents = self.docnum
        super()._flush_segment()


class OpenIndex(FileIndex):
    """An index as Whoosh's writer and its own searcher know it."""

    def __init__(self, folder: Path, schema: Schema) -> None:
        self.storage = FileStorage(str(folder))
        self.indexname = INDEX
        self._schema = schema

    def _read_toc(self) -> Any:
        folder = Path(self.storage.folder)
        toc = read_toc(folder, PieceCodec())
        if toc is None:
            raise IndexCorrupt(what=folder.name, detail="no table of contents")
        return whoosh_index.TOC(self._schema, toc.segments, toc.generation)
