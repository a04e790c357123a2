"""What is particular to SQLite: how a connection is set up, and how a transaction begins."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, event

from docvault.errors import DatabaseMissing

WAIT_SECONDS = 30
_PRAGMAS = (
    f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}",
    # FULL: a commit that was acknowledged survives a power loss, which WAL's default does not
    # promise.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What was deleted is overwritten, not only unlinked.
    "PRAGMA secure_delete = ON",
    # So that INSERT OR REPLACE meets the triggers against DELETE as well.
    "PRAGMA recursive_triggers = ON",
    "PRAGMA trusted_schema = OFF",
)


def prepare(engine: Engine) -> None:
    """Set an engine up."""
    event.listen(engine, "connect", _on_connect)


def on_begin(connection: Connection, *, writes: bool) -> None:
    """Begin a transaction.

    A writer takes the lock at once: one that began by reading could not wait for it later,
    because what it read might have changed (SQLITE_BUSY_SNAPSHOT).
    """
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def must_exist(file: Path) -> None:
    """Raise DatabaseMissing when there is no file: SQLite would make an empty one."""
    if not file.exists():
        raise DatabaseMissing(database=file)


@contextlib.contextmanager
def lenient(connection: Connection) -> Iterator[None]:
    """Let damaged text through, its wrong bytes as lone surrogates; no effect elsewhere."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    driver.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str


def damage(connection: Connection) -> list[str]:
    """Return the complaints of SQLite's integrity check and of its foreign keys."""
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [str(line) for line in found if line != "ok"] + [
        f"{table} row {row} refers to a missing row of {parent}" for table, row, parent, _ in loose
    ]


def _on_connect(connection: sqlite3.Connection, _: object) -> None:
    # The driver's own handling begins transactions late and never IMMEDIATE; ours is on_begin.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    _use_wal(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Readers and the one writer do not wait for each other; the file remembers this mode.

    Several programs opening a new file at once meet a lock here that the busy timeout does not
    cover.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as exc:
            if not exc.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
