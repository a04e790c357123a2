"""Forms with files: read as they come, each file straight into the staging folder.

Nothing is believed: parts, headers, fields and files are bounded, what breaks off or is cut short
is refused, and what was staged is gone when the request is over, unless it was checked in.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException

from docvault.store.staging import Staged, Stager
from docvault.vault import Vault
from web.incoming import blocks, turn, written

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_FIELDS = 64
LONGEST_FIELD = 1 << 16
"""In bytes."""
_MOST_AROUND = 1 << 20
"""Bytes of a body that belong to no file."""
_EXTENDED = re.compile(rb"filename\*\s*=\s*utf-8''([^;]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file of a form. Its name is what the browser said: a label, never a path."""

    field: str
    name: str
    staged: Staged


@dataclass(frozen=True, slots=True)
class Form:
    """A form that was received whole."""

    fields: Mapping[str, str]
    files: tuple[Incoming, ...]


Check = Callable[[Mapping[str, str]], int | None]
"""Sees the fields; returns how many bytes the files may have in all, None: what a form may."""


@contextlib.asynccontextmanager
async def receive(
    request: Request,
    vault: Vault,
    *,
    who: str,
    most_files: int = 1,
    check: Check = lambda _: None,
) -> AsyncIterator[Form]:
    """Give a multipart form with its files staged, as long as the block lasts.

    `check` sees the fields that stand before the first file, before anything of a file is taken
    (a page's form: `lambda fields: visit.check(fields.get("csrf"))`), and may leave room for less
    than a form may have. Files that are empty and without a name (a field where none was chosen)
    are left out.

    Raises HTTPException (400 not a form or cut short, 408 too slow, 413 too much, 429 too many at
    once), FileTooLarge, DiskFull, and what `check` raises.
    """
    reader = _Reader(vault, most_files, check, _boundary(request))
    _ensure_announced(request, _most(vault, most_files) + _MOST_AROUND)
    try:
        with turn(who):
            async for block in blocks(request):
                await written(reader.feed, block)
            form = await written(reader.finish)
        yield form
    finally:
        reader.discard()


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise HTTPException(400)
    return boundary


def _ensure_announced(request: Request, most: int) -> None:
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal():
        raise HTTPException(400)
    if int(announced) > most:
        raise HTTPException(413)


def _most(vault: Vault, most_files: int) -> int:
    """Return how many bytes the files of one form may have: what one person may keep uploaded."""
    limits = vault.settings.limits
    return min(most_files * limits.max_file_size, max(limits.upload_bytes, limits.max_file_size))


class _Reader:
    """The parser's callbacks: one form, part by part."""

    def __init__(self, vault: Vault, most_files: int, check: Check, boundary: bytes) -> None:
        self._vault, self._most_files, self._check = vault, most_files, check
        self._checked = self._ended = False
        self._fields: dict[str, str] = {}
        self._files: list[Incoming] = []
        self._around = 0
        self._left = _most(vault, most_files)
        self._room: int | None = None
        self._stager: Stager | None = None
        self._name: tuple[str, str | None] = ("", None)
        self._text = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._header = (bytearray(), bytearray())
        calls: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._named,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._whole,
        }
        try:
            self._parser = MultipartParser(boundary, calls)
        except FormParserError as exc:
            raise HTTPException(400) from exc

    def feed(self, block: bytes) -> None:
        """Take in the next block of the body."""
        self._around += len(block)
        try:
            self._parser.write(block)
        except FormParserError as exc:
            raise HTTPException(400) from exc
        if self._around > _MOST_AROUND:
            raise HTTPException(413)

    def finish(self) -> Form:
        """Return the form, if it came to its end."""
        if not self._ended:
            raise HTTPException(400)
        self._ensure_checked()
        return Form(self._fields, tuple(self._files))

    def discard(self) -> None:
        """Remove what was staged and not moved to its place."""
        if self._stager:
            self._stager.discard()
        for file in self._files:
            file.staged.discard()

    # ---- the parser calls

    def _begin(self) -> None:
        self._headers = {}

    def _header_end(self) -> None:
        name, value = self._header
        self._headers[bytes(name).lower()] = bytes(value)
        self._header = (bytearray(), bytearray())

    def _named(self) -> None:
        self._name = _name_of(self._headers.get(b"content-disposition", b""))
        field, file = self._name
        if file is None:
            self._text = bytearray()
            if len(self._fields) == MOST_FIELDS:
                raise HTTPException(413)
        else:
            self._ensure_checked()
            if len(self._files) == self._most_files:
                raise HTTPException(413)
            limit = self._vault.settings.limits.max_file_size
            if self._room is not None:
                limit = min(limit, self._room)
            named = Path(file or field)
            self._stager = Stager(self._vault.staging, named=named, limit=limit)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._stager:
            self._around -= end - start
            self._left -= end - start
            if self._left < 0:
                raise HTTPException(413)
            self._stager.write(memoryview(data)[start:end])
        else:
            self._text += data[start:end]
            if len(self._text) > LONGEST_FIELD:
                raise HTTPException(413)

    def _end(self) -> None:
        field, file = self._name
        if self._stager is None:
            self._fields.setdefault(field, self._text.decode("utf-8", "replace"))
        elif not file and not self._stager.size:
            self._stager.discard()
        else:
            if self._room is not None:
                self._room -= self._stager.size
            self._files.append(Incoming(field, file or "", self._stager.finish()))
        self._stager = None

    def _whole(self) -> None:
        self._ended = True

    def _ensure_checked(self) -> None:
        if not self._checked:
            self._room = self._check(self._fields)
            self._checked = True


def _name_of(disposition: bytes) -> tuple[str, str | None]:
    """Return the names of the field and of the file, which is None for a field of text."""
    _, options = parse_options_header(disposition.decode("latin-1"))
    field = options.get(b"name")
    if field is None:
        raise HTTPException(400)
    file = options.get(b"filename")
    # Forbidden in forms (RFC 7578), and written by old clients nevertheless.
    if extended := _EXTENDED.search(disposition):
        return _text(field), _last(unquote(extended[1].decode("latin-1")))
    if file is None:
        return _text(field), None
    quotes = file.replace(b"%22", b'"').replace(b"%0D", b"\r").replace(b"%0A", b"\n")
    return _text(field), _last(_text(quotes))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _last(name: str) -> str:
    """Return the file's own name, where folders stand before it."""
    return name.rpartition("/")[2]
