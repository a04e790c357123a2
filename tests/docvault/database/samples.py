"""Rows to put into a database under test."""

from __future__ import annotations

import datetime
from dataclasses import replace

from sqlalchemy import Connection

from docvault.database import archives, documents, versions
from docvault.model.document import Document
from docvault.model.version import KeptChange, Version

AT = datetime.datetime(2023, 10, 11, 8, 30, 15, tzinfo=datetime.UTC)

DOCUMENT = Document(
    id="00000000000000a1",
    archive="运营部",
    scheme="operations",
    department="运营部",
    type="周报",
    category=None,
    date=datetime.date(2023, 10, 11),
    title="工作总结",
    extension="xlsx",
    name="运营部-周报-20231011-V1.0-工作总结.xlsx",
    folder="运营部/2023/10/周报",
    current="V1.0",
    sequence=1,
    created_by="王芳",
    created_at=AT,
    modified_by="王芳",
    modified_at=AT,
    level="内部",
)
VERSION = Version(
    document=DOCUMENT.id,
    number="V1.0",
    sequence=1,
    major=1,
    minor=0,
    name=DOCUMENT.name,
    path=DOCUMENT.path,
    sha256="ab" * 32,
    size=12345,
    blob="cd" * 20,
    commit="ef" * 20,
    actor="王芳",
    at=AT,
    note="第一版",
    action="add",
    mtime_ns=1_700_000_000_123_456_789,
)

KEPT = KeptChange(
    document=DOCUMENT.id,
    number="V1.0",
    path=DOCUMENT.path,
    sha256="1" * 64,
    size=99,
    blob="2" * 40,
    commit="3" * 40,
    actor="李雷",
    at=AT,
)


def numbered(number: int, **changes: object) -> Document:
    """A document of its own."""
    return replace(DOCUMENT, **{
        "id": f"{number:016x}",
        "name": f"运营部-周报-20231011-V1.0-{number:06}.xlsx",
        **changes,
    })  # type: ignore[arg-type]  # fmt: skip


def enter(connection: Connection, document: Document = DOCUMENT, *more: Version) -> None:
    """Enter a document with its versions: one like VERSION unless others are given."""
    archives.set_tip(connection, document.archive, None)
    documents.insert(connection, document)
    for version in more or (replace(VERSION, document=document.id, path=document.path),):
        versions.insert(connection, version)
