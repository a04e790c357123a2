"""The database's door: opened once, then `read()` and `write()`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import Connection, Engine, create_engine, event

from docvault.database import postgresql, sqlite
from docvault.database.address import Address
from docvault.database.columns import any_time
from docvault.database.failures import translated
from docvault.database.revision import make_current
from docvault.errors import DatabaseFailed, StoreCorrupt

# The type of what `read` and `write` yield is named by whoever hands it on.
__all__ = ["Connection", "Database"]

_WRITES = "docvault_writes"


class Database:
    """One database, open; several threads and several processes may use it at a time.

    `read()` sees one unchanging snapshot. `write()` is one transaction: everything in it or
    nothing, on disk when it ends. On SQLite one writer at a time, others wait up to 30 seconds.
    """

    def __init__(self, address: Address, *, create: bool = False) -> None:
        """Open the database, bringing it to the tables this program knows.

        `create`: make the tables where there are none; a vault whose database is gone must not
        quietly get an empty one, which knows no people and no procedures.
        Raises DatabaseMissing, DatabaseNewer, and StoreError when it cannot be reached or used.
        """
        self.address = address
        self._engine = _engine(address)
        self._writer = self._engine.execution_options(**{_WRITES: True})
        try:
            with translated(address):
                if address.file and not create:
                    sqlite.must_exist(address.file)
                make_current(self._engine, self._writer, address, create=create)
        except BaseException:
            self.close()
            raise

    @contextlib.contextmanager
    def read(self, *, lenient: bool = False) -> Iterator[Connection]:
        """Yield a connection that sees one snapshot. Raises StoreError when the database fails.

        `lenient` is for whoever looks for damage: text that is no longer UTF-8 comes with lone
        surrogates in it, and what is no time as the first there is, instead of StoreCorrupt.
        """
        with contextlib.ExitStack() as stack:
            stack.enter_context(translated(self.address))
            connection = stack.enter_context(self._engine.connect())
            if lenient:
                stack.enter_context(sqlite.lenient(connection))
                stack.enter_context(any_time())
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection in one transaction, committed at the end, undone by an exception.

        Raises StoreError when the database fails; then nothing was written.
        """
        with translated(self.address), self._writer.begin() as connection:
            yield connection

    def damage(self) -> list[str]:
        """Return what the database's own check finds wrong with its file; costs one full read.

        PostgreSQL keeps its files itself: its list is always empty.
        """
        if not self.address.file:
            return []
        try:
            with self.read(lenient=True) as connection:
                return sqlite.damage(connection)
        except StoreCorrupt as error:  # so torn that the check itself cannot go on
            return [str(error.fields["detail"])]

    def close(self) -> None:
        """Close all connections; the last one out folds SQLite's log into the file."""
        self._engine.dispose()


def _engine(address: Address) -> Engine:
    dialect = sqlite if address.file else postgresql
    try:
        engine = create_engine(address.url, connect_args=dict(address.connect_args))
    except ModuleNotFoundError as exc:
        raise DatabaseFailed(detail=f"pip install 'docvault[postgresql]' ({exc})") from exc
    dialect.prepare(engine)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        dialect.on_begin(connection, writes=bool(connection.get_execution_options().get(_WRITES)))

    return engine
