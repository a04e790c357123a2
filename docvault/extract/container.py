"""Look at an Office or OpenDocument file's container before a parser does.

Such a file (ECMA-376, ISO 26300) is a zip of XML parts. What makes parsers differ, hang or explode
is visible in the zip itself, so it is refused here: bombs, two entries of one name (readers differ
in which they take), overlapping entries, and document type declarations (the standard forbids them;
they are how XML entities are expanded).
"""

from __future__ import annotations

from pathlib import Path
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from docvault.extract.limited import Trouble
from docvault.extract.refusal import Refusal

_MOST_ENTRIES = 10_000
_MOST_BYTES = 512 << 20  # unpacked, all entries together
_MOST_RATIO = 200  # unpacked to packed; text compresses 5 to 20 times
_SMALL = 16 << 20  # below this no ratio hurts; an empty picture compresses a thousand times
_ENCRYPTED = 0x1
_MANIFEST = "META-INF/manifest.xml"


def check(path: str, _kind: str) -> None:
    """Do the same as a job, before a program of others gets the file."""
    check_container(Path(path))


def check_container(path: Path) -> None:
    """Raise `Refusal` unless the file is a zip that can be parsed without danger."""
    try:
        archive = ZipFile(path)
    except (BadZipFile, NotImplementedError) as error:
        raise Refusal(Trouble.DAMAGED, str(error)) from error
    with archive:
        entries = archive.infolist()
        _check_entries(entries, path.stat().st_size)
        for entry in entries:
            with archive.open(entry) as part:
                _check_prolog(part, entry.filename)


def _check_entries(entries: list[ZipInfo], file_size: int) -> None:
    if len(entries) > _MOST_ENTRIES:
        raise Refusal(Trouble.HOSTILE, f"{len(entries)} entries")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Refusal(Trouble.DAMAGED, "encrypted entries")
    # Part names are equal whatever their case (ECMA-376-2, part name equivalence).
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise Refusal(Trouble.HOSTILE, "two entries of one name")
    if sum(entry.compress_size for entry in entries) > file_size:
        raise Refusal(Trouble.HOSTILE, "entries overlap")
    # The unpacked sizes are what the zip claims, and no reader takes more than it claims.
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _MOST_BYTES:
        raise Refusal(Trouble.HOSTILE, f"unpacks to {unpacked} bytes")
    for entry in entries:
        if entry.file_size > max(_SMALL, _MOST_RATIO * entry.compress_size):
            raise Refusal(Trouble.HOSTILE, f"{entry.filename!r} unpacks to {entry.file_size} bytes")


class _Begun(Exception):
    """The first element was reached: the prolog is over."""


def _check_prolog(part: IO[bytes], name: str) -> None:
    """Refuse a document type declaration; it can only stand before the first element.

    OpenOffice wrote one into its manifests that says nothing but a name.
    """

    def refuse(_name: str, _system: str | None, _public: str | None, has_content: int) -> None:
        if name == _MANIFEST and not has_content:
            return
        raise Refusal(Trouble.HOSTILE, f"document type declaration in {name!r}")

    def begin(*_: object) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    try:
        while chunk := part.read(4096):
            parser.Parse(chunk)
        parser.Parse(b"", True)  # expat 2.6 puts off looking at a token it has not seen the end of
    except (_Begun, expat.ExpatError):
        pass  # begun without one, or no XML at all: a picture, a macro
