"""Compound files (MS-CFB), the container of Office 97 to 2003 and of Outlook's messages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import olefile

from docvault.extract.decode import decode
from docvault.extract.limited import Trouble
from docvault.extract.pieces import Property, PropertyKey
from docvault.extract.refusal import Refusal

# The property's name in olefile -> ours.
_KEYS: dict[str, PropertyKey] = {
    "title": "title",
    "author": "author",
    "subject": "subject",
    "keywords": "keywords",
    "create_time": "created",
    "last_saved_time": "modified",
}


def open_compound(path: Path) -> olefile.OleFileIO:
    """Open a compound file. Raises Refusal where it is none."""
    if not olefile.isOleFile(path):
        raise Refusal(Trouble.DAMAGED, "not a compound file")
    return olefile.OleFileIO(path)


def compound_properties(path: Path) -> Iterator[Property]:
    """Yield the summary information of a document of Office 97 to 2003."""
    with open_compound(path) as file:
        found = file.get_metadata()
    codec = _codec(found.codepage)
    for name, key in _KEYS.items():
        if value := getattr(found, name, None):
            text = _text(value, codec) if isinstance(value, bytes) else str(value)
            yield Property(key, text)


def _codec(page: int | None) -> str:
    return {936: "gb18030", 950: "big5hkscs", 65001: "utf-8"}.get(page or 0, "")


def _text(value: bytes, codec: str) -> str:
    value = value.rstrip(b"\0")
    return value.decode(codec, "replace") if codec else decode(value)
