"""What an Office file says of itself: docProps/core.xml (ECMA-376-2, core properties)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from docvault.extract.part import local, root_of
from docvault.extract.pieces import Property, PropertyKey

_KEYS: dict[str, PropertyKey] = {
    "title": "title",
    "creator": "author",
    "subject": "subject",
    "keywords": "keywords",
    "created": "created",
    "modified": "modified",
}


def office_properties(path: Path) -> Iterator[Property]:
    """Yield the core properties; the container has been checked before."""
    with ZipFile(path) as archive:
        root = root_of(archive, "docProps/core.xml")
    for element in () if root is None else root:
        if (key := _KEYS.get(local(element))) and element.text:
            yield Property(key, element.text)
