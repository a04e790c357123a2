"""What a database says when it fails, turned into the error it means."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from docvault.database import postgresql
from docvault.database.address import Address
from docvault.errors import (
    BadArgument,
    DatabaseFailed,
    DiskFull,
    StoreCorrupt,
    StoreError,
    StoreLocked,
    StoreUnwritable,
)
from naming_rules.language import Text

_WAIT_SECONDS = 30
# SQLite calls only ENOSPC "full"; a quota, a file size limit and a full tmpfs under the shared
# memory come as these.
_FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "53100")
# Lock timeout, deadlock, serialisation failure: PostgreSQL manual, appendix A.
_LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40P01", "40001")
_CORRUPT = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "XX001", "XX002")
_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR", "25006")


@contextlib.contextmanager
def translated(address: Address) -> Iterator[None]:
    """Turn what the driver raises into a StoreError; the original stays as its cause."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, ConnectionError) as exc:
        raise _failure(exc, address) from exc
    except PoolTimeout as exc:
        raise StoreLocked(what=address, seconds=_WAIT_SECONDS) from exc
    except UnicodeEncodeError as exc:
        # A name in an encoding that is no Unicode reaches Python as lone surrogates.
        raise BadArgument(
            argument="text", value=exc.object, allowed=Text("Unicode 文字", "Unicode text")
        ) from exc


def _failure(exc: DBAPIError | sqlite3.Error | ConnectionError, address: Address) -> StoreError:
    original = exc.orig if isinstance(exc, DBAPIError) else exc
    code, reason = _said(original)
    if code.startswith(_FULL):
        return DiskFull(path=address, reason=reason)
    if code.startswith(_LOCKED):
        return StoreLocked(what=address, seconds=_WAIT_SECONDS)
    if code.startswith(_CORRUPT):
        return StoreCorrupt(what=address, detail=reason)
    if code.startswith(_UNWRITABLE):
        return StoreUnwritable(path=address, reason=reason)
    return DatabaseFailed(detail=f"{address}: {reason}")


def _said(original: BaseException | None) -> tuple[str, str]:
    """Return the stable code (SQLite's name for it, or the SQLSTATE) and the words."""
    if isinstance(original, sqlite3.Error):
        if "decode to UTF-8" in str(original):  # Python's words, not SQLite's: it has no code
            return "SQLITE_CORRUPT", str(original)
        return getattr(original, "sqlite_errorname", ""), str(original)
    return postgresql.code_of(original), postgresql.words_of(original)
