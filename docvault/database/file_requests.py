"""The requests for files, and what came by them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from docvault.database.tables import file_requests as _table
from docvault.database.tables import requested_files as _files
from docvault.model.file_request import FileRequest, RequestedFile
from docvault.model.share import State

_COLUMNS = (
    _table.c.id,
    _table.c.created_by,
    _table.c.created_at,
    _table.c.expires_at,
    _table.c.department,
    _table.c.recipient,
    _table.c.note,
    _table.c.max_files,
    _table.c.max_bytes,
    _table.c.files,
    _table.c.bytes,
    _table.c.state,
    _table.c.ended_at,
    _table.c.ended_by,
)
_FILE = (
    _files.c.request_id,
    _files.c.number,
    _files.c.name,
    _files.c.size,
    _files.c.sha256,
    _files.c.path,
    _files.c.address,
    _files.c.received_at,
)
_SELECT: Select[Any] = select(*_COLUMNS)
_LOCKED: Select[Any] = select(*_COLUMNS, _table.c.sid_hash, _table.c.auth_hash)
_ACTIVE = _table.c.state == State.ACTIVE.value
_OF_FILES: Select[Any] = (
    select(*_FILE).where(_files.c.request_id == bindparam("request")).order_by(_files.c.number)
)
_OF_PATHS: Select[Any] = (
    select(_files.c.path, _files.c.request_id)
    .where(_files.c.path.in_(bindparam("paths", expanding=True)))
    .order_by(_files.c.received_at)
)
_AT_A_TIME = 500
_TAKE = (
    _table.update()
    .where(
        _table.c.id == bindparam("which"),
        _ACTIVE,
        _table.c.expires_at > bindparam("now"),
        _table.c.files < _table.c.max_files,
        _table.c.bytes + bindparam("size") <= _table.c.max_bytes,
    )
    .values(files=_table.c.files + 1, bytes=_table.c.bytes + bindparam("size"))
)
_COUNT = select(_table.c.files).where(_table.c.id == bindparam("which"))
_END = (
    _table.update()
    .where(_table.c.id == bindparam("which"), _ACTIVE)
    .values(state=bindparam("how"), ended_at=bindparam("now"), ended_by=bindparam("who"))
)


def insert(connection: Connection, request: FileRequest, sid_hash: str, auth_hash: str) -> None:
    """Enter a new request; the hashes are hex."""
    row = {
        name: getattr(request, name)
        for name in FileRequest.__dataclass_fields__
        if name not in {"state", "ended_at", "ended_by"}
    }
    more = {"state": request.state.value, "sid_hash": sid_hash, "auth_hash": auth_hash}
    connection.execute(_table.insert(), row | more)


def by_id(connection: Connection, request: str) -> FileRequest | None:
    """Return one request."""
    row = connection.execute(_SELECT.where(_table.c.id == request)).first()
    return _request(row) if row else None


def by_ids(connection: Connection, requests: Iterable[str]) -> dict[str, FileRequest]:
    """Return those requests of these ids that there are, by id."""
    rows = connection.execute(_SELECT.where(_table.c.id.in_(set(requests))))
    return {row.id: _request(row) for row in rows}


def by_sid(connection: Connection, sid_hash: str) -> tuple[FileRequest, str] | None:
    """Return the request at a locator, given as its hash, and the hash of what opens it."""
    row = connection.execute(_LOCKED.where(_table.c.sid_hash == sid_hash)).first()
    return (_request(row), row.auth_hash) if row else None


def page(
    connection: Connection,
    *,
    created_by: str | None = None,
    departments: tuple[str, ...] | None = None,
    before: tuple[datetime.datetime, str] | None = None,
    limit: int,
) -> list[FileRequest]:
    """Return requests, the newest first: made by somebody or for one of the departments.

    None for both means all; `before`: the time and id of the last one of the page before.
    """
    statement = _SELECT.order_by(_table.c.created_at.desc(), _table.c.id).limit(limit)
    wanted = []
    if created_by is not None:
        wanted.append(_table.c.created_by == created_by)
    if departments is not None:
        wanted.append(_table.c.department.in_(departments))
    if wanted:
        statement = statement.where(or_(*wanted))
    if before:
        at, last = before
        older = or_(_table.c.created_at < at, and_(_table.c.created_at == at, _table.c.id > last))
        statement = statement.where(older)
    return [_request(row) for row in connection.execute(statement)]


def live(connection: Connection) -> list[tuple[FileRequest, str]]:
    """Return every request that does not say it is over, with the hash of its locator."""
    rows = connection.execute(_LOCKED.where(_ACTIVE))
    return [(_request(row), row.sid_hash) for row in rows]


def sids(connection: Connection) -> set[str]:
    """Return the hashes of the locators of all requests that are not over."""
    return set(connection.execute(select(_table.c.sid_hash).where(_ACTIVE)).scalars())


def sid_hash_of(connection: Connection, request: str) -> str:
    """Return the hash of the locator of a request that there is."""
    found: str = connection.execute(
        select(_table.c.sid_hash).where(_table.c.id == request)
    ).scalar_one()
    return found


def take(connection: Connection, request: str, size: int, now: datetime.datetime) -> int | None:
    """Count one more file of so many bytes; return its number, None where it is too much.

    One conditional UPDATE: of many at once no more get in than may.
    """
    if not connection.execute(_TAKE, {"which": request, "size": size, "now": now}).rowcount:
        return None
    number: int = connection.execute(_COUNT, {"which": request}).scalar_one()
    return number


def give_back(connection: Connection, request: str, size: int) -> None:
    """Count a file no more that was counted and could not be put in its place."""
    fewer = {"files": _table.c.files - 1, "bytes": _table.c.bytes - size}
    connection.execute(_table.update().where(_table.c.id == request).values(**fewer))


def put_file(connection: Connection, file: RequestedFile) -> RequestedFile:
    """Enter a file that came; return it with the number it got: one more than the last."""
    connection.execute(_COUNT.with_for_update(), {"which": file.request})  # one after the other
    last = select(func.coalesce(func.max(_files.c.number), 0)).where(
        _files.c.request_id == file.request
    )
    numbered = replace(file, number=connection.execute(last).scalar_one() + 1)
    row = {
        "request_id": numbered.request,
        "number": numbered.number,
        "name": numbered.name,
        "size": numbered.size,
        "sha256": numbered.sha256,
        "path": numbered.path,
        "address": numbered.address,
        "received_at": numbered.received_at,
    }
    connection.execute(_files.insert(), row)
    return numbered


def files_of(connection: Connection, request: str) -> list[RequestedFile]:
    """Return what came by a request, in its order."""
    return [RequestedFile(*row) for row in connection.execute(_OF_FILES, {"request": request})]


def at_paths(connection: Connection, paths: Collection[str]) -> dict[str, str]:
    """Return which of these places requests put a file to: the path, and the request's id."""
    found: dict[str, str] = {}
    wanted = list(paths)
    for start in range(0, len(wanted), _AT_A_TIME):
        some = wanted[start : start + _AT_A_TIME]
        rows = connection.execute(_OF_PATHS, {"paths": some})
        found.update((row.path, row.request_id) for row in rows)
    return found


def end(
    connection: Connection, request: str, how: State, now: datetime.datetime, by: str | None
) -> bool:
    """Let nothing come by a request any more; False when it is over already."""
    values = {"which": request, "how": how.value, "now": now, "who": by}
    return connection.execute(_END, values).rowcount > 0


def _request(row: Any) -> FileRequest:
    values = dict(zip(FileRequest.__dataclass_fields__, row, strict=False))
    values["state"] = State(values["state"])
    return FileRequest(**values)
