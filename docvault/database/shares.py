"""The share links: as their sharers see them (`Share`), and what checks who opens one."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, exists, or_, select

from docvault.database.tables import share_files as _files
from docvault.database.tables import share_tickets as _tickets
from docvault.database.tables import shares as _table
from docvault.model.share import Mode, Share, ShareFile, ShareLock, State

_SHARE = (
    _table.c.id,
    _table.c.created_by,
    _table.c.created_at,
    _table.c.expires_at,
    _table.c.mode,
    _table.c.password,
    _table.c.files,
    _table.c.follows,
    _table.c.recipient,
    _table.c.note,
    _table.c.max_opens,
    _table.c.opens,
    _table.c.first_opened_at,
    _table.c.state,
    _table.c.ended_at,
    _table.c.ended_by,
    _table.c.erased_at,
)
_LOCK = (
    _table.c.sid_hash,
    _table.c.auth_hash,
    _table.c.password_salt,
    _table.c.password_hash,
    _table.c.wrapped,
    _table.c.commitment,
    _table.c.manifest,
    _table.c.generation,
)
_FILE = (
    _files.c.number,
    _files.c.document_id,
    _files.c.version,
    _files.c.name,
    _files.c.size,
    _files.c.sha256,
)
_BINARY = ("auth_hash", "password_salt", "password_hash", "wrapped", "commit", "manifest")
_SELECT: Select[Any] = select(*_SHARE)
_BOTH: Select[Any] = select(*_SHARE, *_LOCK)
_NEWEST_FIRST = (_table.c.created_at.desc(), _table.c.id)
_ACTIVE = _table.c.state == State.ACTIVE.value
_INSERT = _table.insert()
_INSERT_FILE = _files.insert()
_FILES: Select[Any] = (
    select(*_FILE)
    .where(_files.c.share_id == bindparam("share"), _files.c.generation == bindparam("generation"))
    .order_by(_files.c.number)
)
_OPEN = (
    _table.update()
    .where(
        _table.c.id == bindparam("which"),
        _ACTIVE,
        _table.c.generation == bindparam("sealing"),
        _table.c.expires_at > bindparam("now"),
        or_(_table.c.max_opens.is_(None), _table.c.opens < _table.c.max_opens),
    )
    .values(opens=_table.c.opens + 1, wrong_passwords=0, try_after=None)
)
_FIRST = (
    _table.update()
    .where(_table.c.id == bindparam("which"), _table.c.first_opened_at.is_(None))
    .values(first_opened_at=bindparam("now"))
)
_TRY = (
    _table.update()
    .where(
        _table.c.id == bindparam("which"),
        _ACTIVE,
        or_(_table.c.try_after.is_(None), _table.c.try_after <= bindparam("now")),
    )
    .values(wrong_passwords=_table.c.wrong_passwords + 1)
)
_TRIES = select(_table.c.wrong_passwords, _table.c.try_after).where(
    _table.c.id == bindparam("which")
)
_WAIT = (
    _table.update().where(_table.c.id == bindparam("which")).values(try_after=bindparam("until"))
)
_END = (
    _table.update()
    .where(_table.c.id == bindparam("which"), _ACTIVE)
    .values(state=bindparam("how"), ended_at=bindparam("now"), ended_by=bindparam("who"))
)
_ERASED = (
    _table.update()
    .where(_table.c.id == bindparam("which"), _table.c.erased_at.is_(None), ~_ACTIVE)
    .values(erased_at=bindparam("now"))
)
_EXTEND = (
    _table.update()
    .where(_table.c.id == bindparam("which"), _ACTIVE, _table.c.expires_at > bindparam("now"))
    .values(expires_at=bindparam("until"))
)
_DUE = _SELECT.where(_ACTIVE, _table.c.expires_at <= bindparam("now"))
_UNERASED = _BOTH.where(~_ACTIVE, _table.c.erased_at.is_(None))
_USED_UP = _SELECT.where(
    _ACTIVE,
    _table.c.max_opens.is_not(None),
    _table.c.opens >= _table.c.max_opens,
    ~exists().where(
        and_(_tickets.c.share_id == _table.c.id, _tickets.c.expires_at > bindparam("now"))
    ),
)


@dataclass(frozen=True, slots=True)
class ShareFilter:
    """Which links; what is None does not matter."""

    created_by: str | None = None
    document: str | None = None
    state: State | None = None
    news: bool = False
    """Only what was opened and its maker was not told of."""


def insert(
    connection: Connection, share: Share, lock: ShareLock, files: Iterable[ShareFile]
) -> None:
    """Enter a new link."""
    row = {
        "id": share.id,
        "created_by": share.created_by,
        "created_at": share.created_at,
        "expires_at": share.expires_at,
        "mode": share.mode.value,
        "password": int(share.password),
        "files": share.files,
        "follows": int(share.follows),
        "recipient": share.recipient,
        "note": share.note,
        "max_opens": share.max_opens,
        "opens": share.opens,
        "state": share.state.value,
        "wrong_passwords": 0,
    }
    connection.execute(_INSERT, row | _lock_row(lock))
    _insert_files(connection, share.id, lock.generation, files)


def seal_anew(
    connection: Connection, share: str, lock: ShareLock, files: Iterable[ShareFile]
) -> bool:
    """Enter a further sealing of a link; False when another process was faster or it is over."""
    statement = _table.update().where(
        _table.c.id == share, _ACTIVE, _table.c.generation == lock.generation - 1
    )
    if not connection.execute(statement.values(**_lock_row(lock))).rowcount:
        return False
    _insert_files(connection, share, lock.generation, files)
    return True


def by_id(connection: Connection, share: str) -> Share | None:
    """Return one link."""
    row = connection.execute(_SELECT.where(_table.c.id == share)).first()
    return _share(row) if row else None


def by_sid(connection: Connection, sid_hash: str) -> tuple[Share, ShareLock] | None:
    """Return the link at a locator, given as its hash, and what checks who opens it."""
    row = connection.execute(_BOTH.where(_table.c.sid_hash == sid_hash)).first()
    return _share_and_lock(row) if row else None


def lock_of(connection: Connection, share: str) -> ShareLock:
    """Return what checks who opens a link that there is."""
    row = connection.execute(_BOTH.where(_table.c.id == share)).one()
    return _share_and_lock(row)[1]


def page(
    connection: Connection,
    wanted: ShareFilter,
    *,
    before: tuple[datetime.datetime, str] | None = None,
    limit: int,
) -> list[Share]:
    """Return links, the newest first, of those older than the one made then with that id."""
    statement = _SELECT.where(*_conditions(wanted)).order_by(*_NEWEST_FIRST).limit(limit)
    if before:
        at, share = before
        older = or_(_table.c.created_at < at, and_(_table.c.created_at == at, _table.c.id > share))
        statement = statement.where(older)
    return [_share(row) for row in connection.execute(statement)]


def active(connection: Connection) -> list[tuple[Share, ShareLock]]:
    """Return every link that is not over."""
    return [_share_and_lock(row) for row in connection.execute(_BOTH.where(_ACTIVE))]


def files_of_each(connection: Connection, shares: Iterable[str]) -> dict[str, list[ShareFile]]:
    """Return the documents of several links, in the last sealing of each."""
    wanted = (
        select(_files.c.share_id, *_FILE)
        .join(_table, _table.c.id == _files.c.share_id)
        .where(_files.c.share_id.in_(shares), _files.c.generation == _table.c.generation)
        .order_by(_files.c.share_id, _files.c.number)
    )
    found: dict[str, list[ShareFile]] = {}
    for share, *row in connection.execute(wanted):
        found.setdefault(share, []).append(ShareFile(*row))
    return found


def files_of(connection: Connection, share: str, generation: int | None = None) -> list[ShareFile]:
    """Return the documents of a link in one of its sealings, the last one without a number."""
    if generation is None:
        found = select(_table.c.generation).where(_table.c.id == share)
        generation = connection.execute(found).scalar_one()
    rows = connection.execute(_FILES, {"share": share, "generation": generation})
    return [ShareFile(*row) for row in rows]


def open_once(connection: Connection, share: str, generation: int, now: datetime.datetime) -> bool:
    """Use one of the openings; False where none is left, it is over, or it was sealed anew.

    One conditional UPDATE: of 200 at once on a link with 10 left, 10 get True.
    """
    spent = {"which": share, "sealing": generation, "now": now}
    return connection.execute(_OPEN, spent).rowcount > 0


def note_first(connection: Connection, share: str, now: datetime.datetime) -> bool:
    """Note that a link was opened; tell whether it was for the first time."""
    return connection.execute(_FIRST, {"which": share, "now": now}).rowcount > 0


def count_try(
    connection: Connection, share: str, now: datetime.datetime
) -> tuple[bool, int, datetime.datetime | None]:
    """Count a password as wrong before it is tried.

    Returns whether it may be tried, how many were wrong with it, and until when to wait.
    """
    counted = connection.execute(_TRY, {"which": share, "now": now}).rowcount > 0
    tries, until = connection.execute(_TRIES, {"which": share}).one()
    return counted, tries, until


def wait_until(connection: Connection, share: str, until: datetime.datetime) -> None:
    """Let no password be tried before that."""
    connection.execute(_WAIT, {"which": share, "until": until})


def end(
    connection: Connection, share: str, how: State, now: datetime.datetime, by: str | None = None
) -> bool:
    """Let a link not open any more; False when it is over already."""
    values = {"which": share, "how": how.value, "now": now, "who": by}
    return connection.execute(_END, values).rowcount > 0


def extend(
    connection: Connection, share: str, until: datetime.datetime, now: datetime.datetime
) -> bool:
    """Let a link that still opens do so until another moment; False when it is over."""
    values = {"which": share, "until": until, "now": now}
    return connection.execute(_EXTEND, values).rowcount > 0


def note_erased(connection: Connection, share: str, now: datetime.datetime) -> bool:
    """Note that nothing of a link is left that could open it; False when that was known."""
    return connection.execute(_ERASED, {"which": share, "now": now}).rowcount > 0


def due(connection: Connection, now: datetime.datetime) -> list[Share]:
    """Return the links whose time is over and that do not say so yet."""
    return [_share(row) for row in connection.execute(_DUE, {"now": now})]


def used_up(connection: Connection, now: datetime.datetime) -> list[Share]:
    """Return the links with no opening left and nobody who is still at it."""
    return [_share(row) for row in connection.execute(_USED_UP, {"now": now})]


def unerased(connection: Connection) -> list[tuple[Share, ShareLock]]:
    """Return the links that are over and of which something may be left."""
    return [_share_and_lock(row) for row in connection.execute(_UNERASED)]


def known_sids(connection: Connection) -> set[str]:
    """Return the hashes of all locators of links that are not erased."""
    rows = connection.execute(select(_table.c.sid_hash).where(_table.c.erased_at.is_(None)))
    return set(rows.scalars())


def _insert_files(
    connection: Connection, share: str, generation: int, files: Iterable[ShareFile]
) -> None:
    rows = [
        {
            "share_id": share,
            "generation": generation,
            "number": file.number,
            "document_id": file.document,
            "version": file.version,
            "name": file.name,
            "size": file.size,
            "sha256": file.sha256,
        }
        for file in files
    ]
    connection.execute(_INSERT_FILE, rows)


def _conditions(wanted: ShareFilter) -> Iterable[Any]:
    if wanted.created_by is not None:
        yield _table.c.created_by == wanted.created_by
    if wanted.state is not None:
        yield _table.c.state == wanted.state.value
    if wanted.news:
        yield and_(_table.c.first_opened_at.is_not(None), _table.c.told_at.is_(None))
    if wanted.document is not None:
        yield exists().where(
            and_(_files.c.share_id == _table.c.id, _files.c.document_id == wanted.document)
        )


def _share(row: Any) -> Share:
    values = dict(zip(Share.__dataclass_fields__, row, strict=False))
    values["mode"] = Mode(values["mode"])
    values["state"] = State(values["state"])
    values["password"] = bool(values["password"])
    values["follows"] = bool(values["follows"])
    return Share(**values)


def _share_and_lock(row: Any) -> tuple[Share, ShareLock]:
    values = dict(zip(ShareLock.__dataclass_fields__, row[len(_SHARE) :], strict=True))
    for name in _BINARY:
        values[name] = _bytes(values[name])
    return _share(row[: len(_SHARE)]), ShareLock(**values)


def _lock_row(lock: ShareLock) -> dict[str, Any]:
    return {
        "sid_hash": lock.sid_hash,
        "auth_hash": _text(lock.auth_hash),
        "password_salt": _text(lock.password_salt),
        "password_hash": _text(lock.password_hash),
        "wrapped": _text(lock.wrapped),
        "commitment": _text(lock.commit),
        "manifest": _text(lock.manifest),
        "generation": lock.generation,
    }


def _text(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode("ascii")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
