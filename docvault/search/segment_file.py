"""One file with many arrays: written part by part, mapped as a whole.

The arrays come one after another, each at a multiple of eight; then their directory as JSON; then
the directory's place, size and checksum, and a mark. A file that ends otherwise was never finished;
one that says another name of itself was put in another's place.
Each array has a checksum too. Small ones, which say where everything is, are compared when they are
first taken; reading the large ones for it would cost more than a search, so that is left to
`verify`.
"""

from __future__ import annotations

import json
import mmap
import shutil
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO

import numpy as np
import numpy.typing as npt

from docvault.errors import IndexCorrupt

Array = npt.NDArray[np.generic]
_END = struct.Struct("<QQQ8s")
_MARK = b"DVINDEX4"
_SMALL = 1 << 20  # bytes: half a millisecond
_PART = 1 << 20


_Entry = tuple[str, int, int, int]
"""Of an array: its type, its place, how many items it has, its checksum."""


class ArraysWriter:
    """Writes arrays into an open file; `close` adds the directory."""

    def __init__(self, file: BinaryIO, scratch: Path) -> None:
        self._file = file
        self._scratch = scratch
        self._directory: dict[str, _Entry] = {}

    def add(self, name: str, array: Array) -> None:
        """Write one array; an empty one leaves no trace."""
        if array.size:
            data = np.ascontiguousarray(array).data
            self._enter(name, array.dtype.str, array.size, zlib.crc32(data))
            self._file.write(data)

    def add_parts(self, prefix: str, parts: Iterable[Mapping[str, Array]]) -> None:
        """Write several arrays of which the parts come together."""
        files: dict[str, IO[bytes]] = {}
        types: dict[str, str] = {}
        sizes: dict[str, int] = {}
        sums: dict[str, int] = {}
        try:
            for part in parts:
                for name, array in part.items():
                    if name not in files:
                        files[name] = self._scratch_file()
                        types[name], sizes[name], sums[name] = array.dtype.str, 0, 0
                    data = np.ascontiguousarray(array).data
                    files[name].write(data)
                    sizes[name] += array.size
                    sums[name] = zlib.crc32(data, sums[name])
            for name, file in files.items():
                if sizes[name]:
                    self._enter(prefix + name, types[name], sizes[name], sums[name])
                    file.seek(0)
                    shutil.copyfileobj(file, self._file, _PART)
        finally:
            for file in files.values():
                file.close()

    def _scratch_file(self) -> IO[bytes]:
        """Return a file for one array until its turn comes; small ones stay in memory."""
        return SpooledTemporaryFile(max_size=_PART, dir=str(self._scratch))

    def _enter(self, name: str, dtype: str, size: int, checksum: int) -> None:
        self._file.write(bytes(-self._file.tell() % 8))
        self._directory[name] = (dtype, self._file.tell(), size, checksum)

    def close(self) -> None:
        """Write the directory. The file is the caller's to close."""
        place = self._file.tell()
        name = Path(self._file.name).name
        directory = json.dumps({"file": name, "arrays": self._directory}).encode()
        end = _END.pack(place, len(directory), zlib.crc32(directory), _MARK)
        self._file.write(directory + end)


class Arrays:
    """The arrays of a file, mapped: opening it reads nothing but the directory.

    Opening raises FileNotFoundError and IndexCorrupt, taking an array IndexCorrupt.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if size < _END.size:
                raise self._corrupt(f"{size} bytes")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        place, length, checksum, mark = _END.unpack_from(self._map, size - _END.size)
        if mark != _MARK or place + length + _END.size != size:
            raise self._corrupt("not written to its end")
        directory = self._map[place : place + length]
        if zlib.crc32(directory) != checksum:
            raise self._corrupt("directory")
        read = json.loads(directory)
        if read["file"] != path.name:
            raise self._corrupt(f"in truth it is {read['file']}")
        self._directory: dict[str, _Entry] = read["arrays"]
        self._known: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def __iter__(self) -> Iterator[str]:
        return iter(self._directory)

    def get(self, name: str, dtype: npt.DTypeLike) -> Array:
        """Return an array, without copying it; an empty one of `dtype` where there is none."""
        if name not in self._directory:
            return np.zeros(0, dtype)
        kind, place, size, _ = self._directory[name]
        array = np.frombuffer(self._map, np.dtype(kind), size, place)
        if array.nbytes <= _SMALL and name not in self._known:
            self._compare(name, array)
            self._known.add(name)
        return array

    def verify(self) -> None:
        """Read everything and compare it with its checksums."""
        for name, (kind, place, size, _) in self._directory.items():
            self._compare(name, np.frombuffer(self._map, np.dtype(kind), size, place))

    def _compare(self, name: str, array: Array) -> None:
        if zlib.crc32(array.data) != self._directory[name][3]:
            raise self._corrupt(name)

    def _corrupt(self, detail: str) -> IndexCorrupt:
        return IndexCorrupt(what=self._name, detail=detail)
