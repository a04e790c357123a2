"""The versions of all documents: what was checked in, and where it can be seen now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, or_, select

from docvault.database import tables
from docvault.database.folders import in_folder
from docvault.model.version import State, Version, VisibleFile

_table = tables.versions
_documents = tables.documents
_STREAM = {"yield_per": 1000}

_SELECT: Select[Any] = select(
    _table.c.document_id,
    _table.c.number,
    _table.c.sequence,
    _table.c.major,
    _table.c.minor,
    _table.c.name,
    _table.c.folder + "/" + _table.c.file,
    _table.c.sha256,
    _table.c.size,
    _table.c.blob,
    _table.c.commit_id,
    _table.c.actor,
    _table.c.at,
    _table.c.note,
    _table.c.action,
    _table.c.mtime_ns,
    case(
        (_table.c.folder.is_(None), State.IN_GIT.value),
        (_table.c.sequence == _documents.c.sequence, State.CURRENT.value),
        else_=State.SUPERSEDED.value,
    ),
).join_from(_table, _documents)
_OF_DOCUMENT = _SELECT.where(_table.c.document_id == bindparam("document"))
_HISTORY = _OF_DOCUMENT.order_by(_table.c.sequence)
_ONE = _OF_DOCUMENT.where(_table.c.number == bindparam("number"))
# Not pairs: SQLite looks no pair up in an index.
_SOME = _SELECT.where(
    _table.c.document_id.in_(bindparam("documents", expanding=True)),
    _table.c.number.in_(bindparam("numbers", expanding=True)),
)
_VISIBLE = _OF_DOCUMENT.where(_table.c.folder.is_not(None)).order_by(_table.c.sequence.desc())
_AT_PATH = _SELECT.where(_table.c.folder == bindparam("folder"), _table.c.file == bindparam("file"))
_BY_SHA256 = _SELECT.where(_table.c.sha256 == bindparam("sha256")).order_by(
    _table.c.document_id, _table.c.sequence
)
_BY_COMMIT = _SELECT.where(_table.c.commit_id == bindparam("commit"))
_WITH_OBJECT = _SELECT.where(
    or_(_table.c.blob == bindparam("object"), _table.c.commit_id == bindparam("object"))
)
_ALL = _SELECT.order_by(_table.c.document_id, _table.c.sequence)
_FILES = (
    select(
        _table.c.document_id,
        _table.c.number,
        _table.c.folder,
        _table.c.file,
        _table.c.sha256,
        _table.c.blob,
        _table.c.size,
        _table.c.mtime_ns,
    )
    .where(_table.c.folder.is_not(None))
    .order_by(_table.c.folder, _table.c.file)
)
_INSERT = _table.insert()
_OF_SEQUENCE = (_table.c.document_id == bindparam("of"), _table.c.sequence == bindparam("nth"))
_MOVE = _table.update().where(*_OF_SEQUENCE)
_LEAVE = (
    _table.update()
    .where(
        _table.c.document_id == bindparam("of"),
        _table.c.folder == bindparam("from_folder"),
        _table.c.file == bindparam("from_file"),
    )
    .values(folder=None, file=None, mtime_ns=None)
)
_COUNT = select(func.count()).select_from(_table)


def insert(connection: Connection, version: Version) -> None:
    """Enter a new version."""
    connection.execute(_INSERT, _values(version))


def insert_all(connection: Connection, versions: Iterable[Version]) -> None:
    """Enter many new versions at once."""
    rows = [_values(version) for version in versions]
    if rows:
        connection.execute(_INSERT, rows)


def move(connection: Connection, document_id: str, sequence: int, path: str | None) -> None:
    """Record where a version lies now; None: it has left the folders and is in git."""
    folder, file = _place(path)
    values: dict[str, Any] = {"of": document_id, "nth": sequence, "folder": folder, "file": file}
    if path is None:
        values["mtime_ns"] = None
    connection.execute(_MOVE, values)


def leave(connection: Connection, document_id: str, path: str) -> None:
    """Record that whichever version of the document lay at `path` has left the folders."""
    folder, file = _place(path)
    connection.execute(_LEAVE, {"of": document_id, "from_folder": folder, "from_file": file})


def touch(connection: Connection, document_id: str, sequence: int, mtime_ns: int | None) -> None:
    """Record the modification time of a version's visible file as last seen."""
    connection.execute(_MOVE, {"of": document_id, "nth": sequence, "mtime_ns": mtime_ns})


def of(connection: Connection, document_id: str) -> list[Version]:
    """Return all versions of a document, the first one first."""
    return _versions(connection, _HISTORY, document=document_id)


def one(connection: Connection, document_id: str, number: str) -> Version | None:
    """Return the version `number` of a document, None when it has none such."""
    found = _versions(connection, _ONE, document=document_id, number=number)
    return found[0] if found else None


def some(
    connection: Connection, which: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Version]:
    """Return those of the versions (document, number) that there are. At most some thousand."""
    wanted = set(which)
    parts = {"documents": [one for one, _ in wanted], "numbers": list({n for _, n in wanted})}
    found = {
        (version.document, version.number): version
        for version in _versions(connection, _SOME, **parts)
    }
    return {pair: version for pair, version in found.items() if pair in wanted}


def visible(connection: Connection, document_id: str) -> list[Version]:
    """Return the versions of a document that lie in the folders, the current one first."""
    return _versions(connection, _VISIBLE, document=document_id)


def at_path(connection: Connection, path: str) -> list[Version]:
    """Return the versions that lie at `path`: one or none, unless the register is damaged."""
    folder, file = _place(path)
    return _versions(connection, _AT_PATH, folder=folder, file=file)


def with_sha256(connection: Connection, sha256: str) -> list[Version]:
    """Return the versions with these bytes."""
    return _versions(connection, _BY_SHA256, sha256=sha256)


def of_commit(connection: Connection, commit: str) -> list[Version]:
    """Return the versions that a commit made."""
    return _versions(connection, _BY_COMMIT, commit=commit)


def with_object(connection: Connection, oid: str) -> list[Version]:
    """Return the versions whose blob or commit is the git object `oid`; reads every row."""
    return _versions(connection, _WITH_OBJECT, object=oid)


def every(connection: Connection) -> Iterator[Version]:
    """Yield all versions of all documents, in the order of document and sequence, streaming."""
    for row in connection.execute(_ALL, execution_options=_STREAM):
        yield _version(row)


def files(connection: Connection, under: str | None = None) -> Iterator[VisibleFile]:
    """Yield what should lie in the folders, folder by folder, streaming.

    Only in and below the folder `under` when it is given. All files of one folder come
    together; folders and names are in the order of their code points.
    """
    statement = _FILES
    if under is not None:
        statement = statement.where(in_folder(_table.c.folder, under))
    for row in connection.execute(statement, execution_options=_STREAM):
        yield VisibleFile(*row)


def count(connection: Connection) -> int:
    """Return how many versions the register holds."""
    return int(connection.execute(_COUNT).scalar_one())


def _versions(connection: Connection, statement: Select[Any], **values: object) -> list[Version]:
    return [_version(row) for row in connection.execute(statement, values)]


def _version(row: Sequence[Any]) -> Version:
    values = list(row)
    values[-1] = State(values[-1])
    return Version(*values)


def _values(version: Version) -> dict[str, Any]:
    folder, file = _place(version.path)
    return {
        "document_id": version.document,
        "sequence": version.sequence,
        "number": version.number,
        "major": version.major,
        "minor": version.minor,
        "name": version.name,
        "folder": folder,
        "file": file,
        "sha256": version.sha256,
        "size": version.size,
        "blob": version.blob,
        "commit_id": version.commit,
        "actor": version.actor,
        "at": version.at,
        "note": version.note,
        "action": version.action,
        "mtime_ns": version.mtime_ns,
    }


def _place(path: str | None) -> tuple[str | None, str | None]:
    if path is None:
        return None, None
    folder, _, file = path.rpartition("/")
    return folder, file
