"""Where the database is: the URL of the settings or the environment, made into SQLAlchemy's."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from docvault.errors import BadArgument
from naming_rules.language import Text

VARIABLE = "DOCVAULT_DATABASE_URL"
ALLOWED = Text(
    "sqlite:///路径 或 postgresql://用户:密码@主机:端口/数据库",
    "sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME",
)
_SSL_MODES: Mapping[str, Callable[[Mapping[str, str]], ssl.SSLContext | bool]] = {
    "disable": lambda _: False,  # None would still ask, which reads all certificates: 40 ms
    "require": lambda _: _unverified(),
    "verify-full": lambda query: ssl.create_default_context(cafile=query.get("sslrootcert")),
}


@dataclass(frozen=True, slots=True)
class Address:
    """One database: SQLAlchemy's URL, and what the driver wants besides."""

    url: URL
    connect_args: Mapping[str, object] = field(default_factory=dict)

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database, None for a server."""
        return Path(self.url.database or "") if self.url.drivername == "sqlite" else None

    def __str__(self) -> str:
        """Where it is, for people: never the password."""
        return str(self.file or self.url.render_as_string(hide_password=True))


def vault_address(root: Path, url: str | None) -> Address:
    """Return where the database of the vault at `root` is.

    `DOCVAULT_DATABASE_URL` decides, else `url` (the settings' `database.url`), else it is
    SQLite inside the vault. Raises BadArgument, naming which of the two is wrong.
    """
    if from_environment := os.environ.get(VARIABLE):
        return address(from_environment, root, named=VARIABLE)
    if url is not None:
        return address(url, root, named="database.url")
    return sqlite_address(root / ".docvault" / "vault.db")


def address(url: str, root: Path | None = None, *, named: str = "url") -> Address:
    """Return the address that `url` means; a relative SQLite path starts from `root`.

    `postgresql://` and `postgres://` as libpq writes them, with `host` (a folder: the server's
    Unix socket), `application_name`, `sslmode` and `sslrootcert` as parameters; the driver is
    always pg8000. Raises BadArgument, in which no password is shown.
    """
    parsed = None
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend == "sqlite":
            return _sqlite(parsed, root or Path.cwd())
        if backend in {"postgresql", "postgres"}:
            return _postgresql(parsed)
    except (ArgumentError, ValueError, OSError) as exc:
        raise _refused(named, parsed) from exc
    raise _refused(named, parsed)


def sqlite_address(file: Path) -> Address:
    """Return the address of the SQLite database in `file`."""
    return Address(URL.create("sqlite", database=str(file.absolute())))


def _sqlite(parsed: URL, root: Path) -> Address:
    file = parsed.database
    if not file or file.startswith(":") or parsed.query or parsed.host:
        raise ValueError(file)
    return Address(URL.create("sqlite", database=str(root / file)))


def _postgresql(parsed: URL) -> Address:
    if not parsed.database:
        raise ValueError(parsed.database)
    query = {key: str(value) for key, value in parsed.query.items()}
    host = query.pop("host", None) or parsed.host
    port = int(query.pop("port", None) or parsed.port or 5432)
    connect: dict[str, object] = {
        "application_name": query.pop("application_name", "docvault"),
    }
    mode = query.pop("sslmode", "disable")
    if mode not in _SSL_MODES or set(query) - {"sslrootcert"}:
        raise ValueError(mode)
    connect["ssl_context"] = _SSL_MODES[mode](query)
    if host and host.startswith("/"):
        connect["unix_sock"] = f"{host}/.s.PGSQL.{port}"
        connect["ssl_context"] = False  # no server speaks TLS there
        host = None
    url = URL.create(
        "postgresql+pg8000",
        username=parsed.username,
        password=parsed.password,
        host=host or (None if "unix_sock" in connect else "localhost"),
        port=port,
        database=parsed.database,
    )
    return Address(url, connect)


def _unverified() -> ssl.SSLContext:
    """Return what libpq's `sslmode=require` means: encrypted, the server's name not checked."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _refused(named: str, parsed: URL | None) -> BadArgument:
    # What could not be parsed may still hold a password, so it is not repeated.
    shown = parsed.render_as_string(hide_password=True) if parsed else "…"
    return BadArgument(argument=named, value=shown, allowed=ALLOWED)
