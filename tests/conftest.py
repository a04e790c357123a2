"""What all tests share: every test that takes `database` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from docvault.database.address import Address, address, sqlite_address
from docvault.database.engine import Database
from tests import postgresql
from tests.used_again import UsedAgain

# An example's time says nothing on a machine that others use too.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """A PostgreSQL server of this test process; skips where there is none."""
    postgresql.skip_or_fail()
    with postgresql.server() as running:
        yield running


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with all tables, to be copied: ten times faster than migrating."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    Database(sqlite_address(file), create=True).close()
    return file


@pytest.fixture(scope="session")
def _migrated_databases(postgresql_server: postgresql.Server) -> UsedAgain:
    """The same on PostgreSQL."""
    name = postgresql_server.create()
    Database(address(postgresql_server.url(name)), create=True).close()
    return UsedAgain(postgresql_server, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database this run of the test is on."""
    return str(request.param)


@pytest.fixture
def empty_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database without tables."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'vault.db'}"
        return
    server: postgresql.Server = request.getfixturevalue("postgresql_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def empty_address(empty_url: str) -> Address:
    """The same as an address."""
    return address(empty_url)


@pytest.fixture
def database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database with all tables and no rows."""
    if backend == "sqlite":
        file = tmp_path / "vault.db"
        shutil.copyfile(request.getfixturevalue("_migrated_file"), file)
        yield f"sqlite:///{file}"
        return
    server: postgresql.Server = request.getfixturevalue("postgresql_server")
    databases: UsedAgain = request.getfixturevalue("_migrated_databases")
    name = databases.lend()
    yield server.url(name)
    databases.take_back(name)


@pytest.fixture
def database_address(database_url: str) -> Address:
    """The same as an address."""
    return address(database_url)


@pytest.fixture
def database(database_address: Address) -> Iterator[Database]:
    """An open database with all tables and no rows."""
    opened = Database(database_address)
    yield opened
    opened.close()
