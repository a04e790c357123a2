"""One file with many arrays: written part by part, mapped as a whole.

The arrays come one after another, each at a multiple of eight; then their directory as JSON; then
the directory's place, its size and a mark. A file that ends otherwise was never finished.
"""

from __future__ import annotations

import json
import mmap
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from docvault.errors import StoreCorrupt

Array = npt.NDArray[np.generic]
_END = struct.Struct("<QQ8s")
_MARK = b"DVINDEX1"
_PART = 1 << 20


class ArraysWriter:
    """Writes arrays into an open file; `close` adds the directory."""

    def __init__(self, file: BinaryIO, scratch: Path) -> None:
        self._file = file
        self._scratch = scratch
        self._directory: dict[str, tuple[str, int, int]] = {}

    def add(self, name: str, array: Array) -> None:
        """Write one array; an empty one leaves no trace."""
        if array.size:
            self._begin(name, array.dtype.str, array.size)
            self._file.write(np.ascontiguousarray(array).data)

    def add_parts(self, prefix: str, parts: Iterable[Mapping[str, Array]]) -> None:
        """Write several arrays of which the parts come together."""
        files: dict[str, BinaryIO] = {}
        types: dict[str, str] = {}
        sizes: dict[str, int] = {}
        try:
            for part in parts:
                for name, array in part.items():
                    if name not in files:
                        files[name] = TemporaryFile(dir=self._scratch)  # noqa: SIM115
                        types[name], sizes[name] = array.dtype.str, 0
                    files[name].write(np.ascontiguousarray(array).data)
                    sizes[name] += array.size
            for name, file in files.items():
                if sizes[name]:
                    self._begin(prefix + name, types[name], sizes[name])
                    file.seek(0)
                    while data := file.read(_PART):
                        self._file.write(data)
        finally:
            for file in files.values():
                file.close()

    def _begin(self, name: str, dtype: str, size: int) -> None:
        self._file.write(bytes(-self._file.tell() % 8))
        self._directory[name] = (dtype, self._file.tell(), size)

    def close(self) -> None:
        """Write the directory. The file is the caller's to close."""
        place = self._file.tell()
        directory = json.dumps(self._directory).encode()
        self._file.write(directory + _END.pack(place, len(directory), _MARK))


class Arrays:
    """The arrays of a file, mapped: taking one reads nothing from disk yet."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if size < _END.size:
                raise StoreCorrupt(what=path.name, detail=f"{size} bytes")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        place, length, mark = _END.unpack_from(self._map, size - _END.size)
        if mark != _MARK or place + length + _END.size != size:
            raise StoreCorrupt(what=path.name, detail="it was not written to its end")
        directory = json.loads(self._map[place : place + length])
        self._directory: dict[str, tuple[str, int, int]] = directory

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def __iter__(self) -> Iterator[str]:
        return iter(self._directory)

    def get(self, name: str, dtype: npt.DTypeLike) -> Array:
        """Return an array, without copying it; an empty one of `dtype` where there is none."""
        if name not in self._directory:
            return np.zeros(0, dtype)
        kind, place, size = self._directory[name]
        return np.frombuffer(self._map, np.dtype(kind), size, place)
