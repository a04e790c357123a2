"""The column types of all tables, made to mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Date, DateTime, Dialect, Integer
from sqlalchemy import Text as SqlText
from sqlalchemy.types import TypeDecorator, TypeEngine

from docvault.errors import StoreCorrupt

# Compared by code point on both: PostgreSQL's own collation depends on the machine, and a page
# of a list must begin where the page before it ended.
TEXT = SqlText().with_variant(SqlText(collation="C"), "postgresql")

# SQLite counts up only what is spelled INTEGER PRIMARY KEY.
COUNTER = BigInteger().with_variant(Integer(), "sqlite")


_T = TypeVar("_T")
_FIRST_MOMENT = datetime.datetime.min.replace(tzinfo=datetime.UTC)
_any_time: ContextVar[bool] = ContextVar("any_time", default=False)


class UtcTime(TypeDecorator[datetime.datetime]):
    """A moment, always UTC and always aware, to the microsecond.

    Raises ValueError for a naive time: which moment it means cannot be known later. On SQLite it
    is text, `2023-10-11T08:30:15.000000Z`, which sorts as it should.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Be text where the database has no type for it."""
        return SqlText() if dialect.name == "sqlite" else self.impl_instance

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> Any:
        """Take any aware time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a time zone: {value!r}")
        return utc_text(value) if dialect.name == "sqlite" else value.astimezone(datetime.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime.datetime | None:
        """Give UTC. Raises StoreCorrupt for what is no time."""
        if value is None or dialect.name != "sqlite":
            moment: datetime.datetime | None = value and value.astimezone(datetime.UTC)
            return moment
        return _parsed(utc_moment, value, _FIRST_MOMENT)


class Day(TypeDecorator[datetime.date]):
    """A day of the calendar; on SQLite text, `2023-10-11`."""

    impl = Date()
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Be text where the database has no type for it."""
        return SqlText() if dialect.name == "sqlite" else self.impl_instance

    def process_bind_param(self, value: datetime.date | None, dialect: Dialect) -> Any:
        """Take a date."""
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime.date | None:
        """Give a date. Raises StoreCorrupt for what is none."""
        if value is None or dialect.name != "sqlite":
            day: datetime.date | None = value
            return day
        return _parsed(datetime.date.fromisoformat, value, datetime.date.min)


def utc_text(moment: datetime.datetime) -> str:
    """Return the one spelling of a moment: UTC, microseconds, `Z`."""
    naive = moment.astimezone(datetime.UTC).replace(tzinfo=None)
    return naive.isoformat(timespec="microseconds") + "Z"


def utc_moment(text: str) -> datetime.datetime:
    """Return the moment that an ISO 8601 text with a time zone means. Raises ValueError."""
    moment = datetime.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a time without a time zone: {text!r}")
    return moment.astimezone(datetime.UTC)


@contextlib.contextmanager
def any_time() -> Iterator[None]:
    """Let what is no time come as the first moment or day there is, instead of StoreCorrupt.

    For whoever looks for damage and wants to know in which row it is.
    """
    _any_time.set(True)
    try:
        yield
    finally:
        _any_time.set(False)


def _parsed(parse: Callable[[str], _T], value: Any, damaged: _T) -> _T:
    """Parse what SQLite has stored: it takes anything into any column."""
    try:
        return parse(value)
    except (ValueError, TypeError) as exc:
        if _any_time.get():
            return damaged
        raise StoreCorrupt(what="vault.db", detail=f"{value!r}") from exc
