"""The documents of the register, one row each, and the identities they have had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from docvault.database import tables
from docvault.database.tables import document_keys
from docvault.errors import DocumentNotFound, NameTaken
from docvault.model.document import Document, fold

_table = tables.documents
_FIELDS = tuple(field.name for field in fields(Document))
COLUMNS = tuple(_table.c[name] for name in _FIELDS)
"""In the order of Document's fields, so that a row's values make one."""

_SELECT: Select[Any] = select(*COLUMNS)
_BY_ID = _SELECT.where(_table.c.id == bindparam("id"))
_BY_IDS = _SELECT.where(_table.c.id.in_(bindparam("ids", expanding=True)))
_BY_NAME = _SELECT.where(_table.c.name == bindparam("name")).order_by(_table.c.folder, _table.c.id)
_BY_KEY = _SELECT.join_from(_table, document_keys).where(
    document_keys.c.archive == bindparam("archive"),
    document_keys.c.folded_key == bindparam("folded"),
)
_BY_PATH = _SELECT.join_from(_table, tables.versions).where(
    tables.versions.c.folder == bindparam("folder"), tables.versions.c.file == bindparam("file")
)
_INSERT = _table.insert()
_UPDATE = (
    _table.update()
    .where(_table.c.id == bindparam("of"))
    .values({name: bindparam(name) for name in _FIELDS if name != "id"})
)
_COUNT = select(func.count()).select_from(_table)
_OWNER = select(document_keys.c.document_id).where(
    document_keys.c.archive == bindparam("archive"),
    document_keys.c.folded_key == bindparam("folded"),
)
_ALL = _SELECT.order_by(_table.c.id)
_ALL_KEYS = select(
    document_keys.c.document_id,
    document_keys.c.archive,
    document_keys.c.folded_key,
    document_keys.c.key,
).order_by(document_keys.c.document_id, document_keys.c.folded_key)
_KEYS = (
    select(document_keys.c.key)
    .where(document_keys.c.document_id == bindparam("id"))
    .order_by(document_keys.c.folded_key)
)


@dataclass(frozen=True, slots=True)
class Key:
    """An identity that a document of an archive has or had."""

    document: str
    archive: str
    folded: str
    key: str


def document_of(row: Sequence[Any]) -> Document:
    """Return the document in a row of `COLUMNS`."""
    return Document(*row)


def by_id(connection: Connection, document_id: str) -> Document | None:
    """Return the document with this id, None when there is none."""
    row = connection.execute(_BY_ID, {"id": document_id}).first()
    return document_of(row) if row else None


def by_ids(connection: Connection, ids: Iterable[str]) -> dict[str, Document]:
    """Return those of the documents that there are, by id. At most some thousand at once."""
    rows = connection.execute(_BY_IDS, {"ids": list(ids)})
    return {document.id: document for document in map(document_of, rows)}


def by_key(connection: Connection, archive: str, key: str) -> Document | None:
    """Return the document that has or had the identity `key` in `archive`, in any spelling."""
    row = connection.execute(_BY_KEY, {"archive": archive, "folded": fold(key)}).first()
    return document_of(row) if row else None


def by_name(connection: Connection, name: str) -> list[Document]:
    """Return the documents whose current file is called exactly `name`."""
    return [document_of(row) for row in connection.execute(_BY_NAME, {"name": name})]


def by_path(connection: Connection, path: str) -> Document | None:
    """Return the document one of whose visible versions lies at `path` ("/"-joined)."""
    folder, _, file = path.rpartition("/")
    row = connection.execute(_BY_PATH, {"folder": folder, "file": file}).first()
    return document_of(row) if row else None


def insert(connection: Connection, document: Document) -> None:
    """Enter a new document."""
    connection.execute(_INSERT, _values(document))


def insert_all(connection: Connection, documents: Iterable[Document]) -> None:
    """Enter many new documents at once."""
    rows = [_values(document) for document in documents]
    if rows:
        connection.execute(_INSERT, rows)


def update(connection: Connection, document: Document) -> None:
    """Replace the row of a document. Raises DocumentNotFound."""
    values = _values(document)
    values["of"] = values.pop("id")
    if connection.execute(_UPDATE, values).rowcount != 1:
        raise DocumentNotFound(document=document.id)


def claim_key(connection: Connection, archive: str, key: str, document_id: str) -> None:
    """Record that `key` is an identity of the document; claiming it again changes nothing.

    Raises NameTaken when it is, in this or another spelling, another document's.
    """
    folded = fold(key)
    owner = connection.execute(_OWNER, {"archive": archive, "folded": folded}).scalar()
    if owner is None:
        row = {"archive": archive, "folded_key": folded, "key": key, "document_id": document_id}
        connection.execute(document_keys.insert(), row)
    elif owner != document_id:
        raise NameTaken(name=key, taken_by=owner)


def keys(connection: Connection, document_id: str) -> list[str]:
    """Return every identity the document has had, as first spelled."""
    return list(connection.execute(_KEYS, {"id": document_id}).scalars())


def every_key(connection: Connection) -> Iterator[Key]:
    """Yield all identities in the order of document and folded key, streaming."""
    for row in connection.execute(_ALL_KEYS, execution_options={"yield_per": 1000}):
        yield Key(*row)


def every(connection: Connection) -> Iterator[Document]:
    """Yield all documents in the order of their ids, streaming."""
    for row in connection.execute(_ALL, execution_options={"yield_per": 1000}):
        yield document_of(row)


def count(connection: Connection) -> int:
    """Return how many documents the register holds."""
    return int(connection.execute(_COUNT).scalar_one())


def _values(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in _FIELDS}
