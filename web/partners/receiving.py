"""Files that partners send: their bodies are put down first, piece by piece, then opened.

So nobody who sends slowly holds a thread, and what is cut short leaves nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from fastapi import Request

from docvault.database import file_requests
from docvault.errors import FileTooLarge, LinkRefused
from docvault.model.file_request import FileRequest, RequestedFile
from docvault.sharing.requests import key_id
from docvault.store.sealed_stream import sealed_size
from docvault.store.staging import Staged, Stager
from docvault.vault import Vault
from naming_rules.language import Text
from web.incoming import blocks, turn, written
from web.site import Site

AT_ONCE = 4
"""Files of one request that may come in at the same time."""
_LONGEST_NAME = 3000
_PIECE = 1 << 20
_POINT = bytes(65)

TOO_LARGE = Text(
    "文件没有收下：它太大，超出这里还能接收的大小。",
    "The file was not taken: it is larger than what may still be sent here.",
)
DAMAGED = Text(
    "文件没有收下：到达时已损坏。请再发一次。",
    "The file was not taken: it arrived damaged. Send it again.",
)


@dataclass(frozen=True, slots=True)
class Left:
    """What may still be sent by a request."""

    files: int
    bytes: int


def left_of(request: FileRequest) -> Left:
    """Return what was left when the request was read."""
    return Left(request.max_files - request.files, request.max_bytes - request.bytes)


def left_now(site: Site, request: FileRequest) -> Left:
    """Return what is left at this moment."""
    with site.vault.database.read() as connection:
        found = file_requests.by_id(connection, request.id)
    return left_of(found or request)


@contextlib.asynccontextmanager
async def sealed_body(request: Request, vault: Vault, asked: FileRequest) -> AsyncIterator[Staged]:
    """Give what was sent, sealed as it came, for as long as the block lasts.

    Raises LinkRefused: too large; HTTPException: too slow, cut short, too many at once.
    """
    most = sealed_size(left_of(asked).bytes, key_id(_POINT))
    ensure_room(request, most)
    stager = Stager(vault.staging, named=Path("sealed"), limit=most)
    try:
        with turn(f"request {asked.id}", at_once=AT_ONCE):
            async for block in blocks(request):
                await written(stager.write, block)
        staged = await written(stager.finish)
    except FileTooLarge as error:
        stager.discard()
        raise LinkRefused(said=TOO_LARGE) from error
    except BaseException:
        stager.discard()
        raise
    try:
        yield staged
    finally:
        staged.discard()


def ensure_room(request: Request, most: int) -> None:
    """Raise LinkRefused for a body that says at its beginning that it is too large."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise LinkRefused(said=TOO_LARGE)


def pieces_of(staged: Staged) -> Iterator[bytes]:
    """Yield what was put down."""
    with staged.path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def name_in(request: Request) -> str:
    """Return what the partner calls the file: a label."""
    return unquote(request.headers.get("x-file-name", "")[:_LONGEST_NAME], errors="replace")


def receipt_of(file: RequestedFile, left: Left) -> dict[str, object]:
    """Return what the partner is told of a file that came."""
    return {
        "number": file.number,
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
        "files_left": left.files,
        "bytes_left": left.bytes,
    }
