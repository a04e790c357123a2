"""How an index lies on disk: Whoosh's segments, with term lists of our own in them.

Whoosh keeps what makes an index safe: segments that never change once written, the table of
contents that names them and is replaced in one step, locks, deletions, columns. Its postings are
replaced at the place it provides for that, the codec, because its own cost what was measured
(docvault/DESIGN.md): each posting there is a Python object when it is written, read or merged;
here whole segments are arrays.

A field is a `PieceField`: its value comes analyzed and packed, so that a document is a handful of
items in Whoosh's pool and not a thousand. Whoosh's own queries still work on such an index, through
the reader's interface; the tests hold ours against them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec.base import FieldWriter
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType
from whoosh.formats import Format, Positions
from whoosh.writing import SegmentWriter

from docvault.search.field_lists import FieldLists, Fresh, Merged
from docvault.search.lists import SegmentLists, lists_path, open_lists
from docvault.search.packing import unpack
from docvault.search.segment_file import ArraysWriter
from docvault.search.terms_reader import PieceTermsReader


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
        return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


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
        self._file.close()
        self.is_closed = True


class PieceWriter(SegmentWriter):
    """Whoosh's writer, which merges term lists as a whole."""

    def take_over(self, segment: Any) -> None:
        """Let the new segment have what is left of an old one."""
        count = segment.doc_count_all()
        stays = np.ones(count, np.bool_)
        stays[list(segment.deleted_docs())] = False
        renumbered = np.where(stays, self.docnum - 1 + np.cumsum(stays), -1).astype(np.int32)
        lists = open_lists(Path(self.storage.folder), segment)
        self.fieldwriter.take_over(lists, renumbered)
        for _ in range(int(stays.sum())):
            self.perdocwriter.start_doc(self.docnum)
            self.perdocwriter.finish_doc()
            self.docnum += 1
        self._added = True

    def _flush_segment(self) -> None:
        self.fieldwriter.documents = self.docnum
        super()._flush_segment()
