"""A throw-away PostgreSQL server for the tests: one per test process, one database per test."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pg8000.dbapi
import pytest

REQUIRED = "DOCVAULT_REQUIRE_POSTGRESQL"
_USER = "docvault"
# Fast rather than safe: nothing here outlives the tests.
_OPTIONS = (
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "max_connections=100",
)


class Server:
    """A running server, reached through a socket in its own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0

    def url(self, database: str) -> str:
        return f"postgresql://{_USER}@/{database}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """Make a database and return its name."""
        self._count += 1
        name = f"test_{self._count}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def execute(self, statement: str, database: str = "postgres") -> None:
        with contextlib.closing(self._connect(database)) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)

    def asked(self, database: str, question: str) -> Any:
        """Return the one value that is the answer."""
        with contextlib.closing(self._connect(database)) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(question)
            return cursor.fetchone()[0]

    def wait(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until the server answers."""
        deadline = time.monotonic() + 30
        while True:
            try:
                self._connect().close()
            except (pg8000.dbapi.InterfaceError, pg8000.dbapi.DatabaseError):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def _connect(self, database: str = "postgres") -> pg8000.dbapi.Connection:
        socket = str(self.folder / ".s.PGSQL.5432")
        # Not even asking for TLS: reading the machine's certificates takes 40 ms each time.
        return pg8000.dbapi.connect(_USER, unix_sock=socket, database=database, ssl_context=False)


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """Start a server in a folder of its own; stop it and remove the folder at the end."""
    programs = _programs()
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="dv-pg-"))
    if owner is not None:
        os.chown(folder, owner, -1)
    data = folder / "data"
    initdb = [programs / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8"]
    process = None
    try:
        subprocess.run(
            [*initdb, "--no-locale", "--no-sync"],
            check=True, capture_output=True, user=owner, cwd=folder,
        )  # fmt: skip
        options = [part for option in _OPTIONS for part in ("-c", option)]
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=owner, cwd=folder,
        )  # fmt: skip
        running = Server(folder)
        running.wait(process)
        yield running
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def skip_or_fail() -> None:
    """Where there is no PostgreSQL its tests are skipped; in CI that would hide something."""
    if _programs_or_none() is None:
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{REQUIRED}=1, but no PostgreSQL is installed")
        pytest.skip("no PostgreSQL is installed")


def _programs() -> Path:
    found = _programs_or_none()
    assert found is not None
    return found


def _programs_or_none() -> Path | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    on_path = shutil.which("initdb")
    # Beside initdb itself, not beside a link to it.
    folders += [Path(on_path).resolve().parent] if on_path else []
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


def _major(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _owner() -> int | None:
    """PostgreSQL refuses to run as root: then as its own user, or as nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    return None
