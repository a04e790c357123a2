"""What is particular to PostgreSQL: how a connection is set up, and how a transaction begins.

The driver is pg8000, because its licence (BSD) lets everybody ship it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, event
from sqlalchemy.exc import InvalidatePoolError

WAIT_SECONDS = 30
# Shutdown, crash, not yet up, connection errors: PostgreSQL manual, appendix A.
_ENDED = ("57P01", "57P02", "57P03", "08")


def prepare(engine: Engine) -> None:
    """Set an engine up."""
    lost = (engine.dialect.loaded_dbapi.Error, OSError)

    @event.listens_for(engine, "checkout")
    def on_checkout(connection: Any, _: object, __: object) -> None:
        _try(connection, lost)

    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "handle_error", _on_error)


def on_begin(connection: Connection, *, writes: bool) -> None:
    """Begin a transaction: a reader sees one snapshot and can write nothing."""
    if not writes:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def code_of(error: BaseException | None) -> str:
    """Return the SQLSTATE of pg8000's error, "" where the server did not say one."""
    return str(_fields(error).get("C", ""))


def words_of(error: BaseException | None) -> str:
    """Return what the server said."""
    return str(_fields(error).get("M", error))


def _on_connect(connection: Any, _: object) -> None:
    """Wait for a lock as long as on SQLite."""
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
    connection.commit()
    cursor.close()


def _try(connection: Any, lost: tuple[type[Exception], ...]) -> None:
    """Try a connection before use: a server may be restarted under a long-lived process.

    SQLAlchemy's own try does not know the bare OSError that pg8000 lets through.
    """
    connection.autocommit = True
    try:
        connection.cursor().execute("SELECT 1")
    except lost as exc:
        raise InvalidatePoolError from exc
    finally:
        connection.autocommit = False


def _on_error(context: ExceptionContext) -> None:
    """Know a connection that is no more, so that it is not used again."""
    error = context.original_exception
    if isinstance(error, ConnectionError) or code_of(error).startswith(_ENDED):
        context.is_disconnect = True


def _fields(error: BaseException | None) -> Mapping[str, str]:
    # pg8000 passes on the fields of the protocol's ErrorResponse: C the SQLSTATE, M the message.
    first = error.args[0] if error is not None and error.args else None
    return first if isinstance(first, dict) else {}
