from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from docvault.database.address import VARIABLE, address, sqlite_address, vault_address
from docvault.errors import BadArgument


def test_a_relative_path_starts_from_the_vault(tmp_path: Path) -> None:
    assert address("sqlite:///db/vault.db", tmp_path).file == tmp_path / "db/vault.db"
    assert address("sqlite:////var/lib/vault.db", tmp_path).file == Path("/var/lib/vault.db")
    assert address("sqlite:///x.db").file == Path.cwd() / "x.db"


def test_a_path_may_hold_anything_a_file_name_may(tmp_path: Path) -> None:
    file = tmp_path / "文 库?x=1#%41.db"
    assert sqlite_address(file).file == file


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_always_spoken_by_pg8000(scheme: str) -> None:
    found = address(f"{scheme}://me:pass@db.example:6543/vault")
    assert found.url.drivername == "postgresql+pg8000"
    assert (found.url.host, found.url.port, found.url.database) == ("db.example", 6543, "vault")
    assert found.file is None
    assert found.connect_args == {"application_name": "docvault", "ssl_context": False}


def test_defaults_are_those_of_libpq() -> None:
    found = address("postgresql:///vault")
    assert (found.url.host, found.url.port) == ("localhost", 5432)


def test_a_folder_as_host_means_the_socket_in_it() -> None:
    found = address("postgresql://me@/vault?host=/run/postgresql&port=5433&application_name=x")
    assert found.connect_args["unix_sock"] == "/run/postgresql/.s.PGSQL.5433"
    assert found.connect_args["application_name"] == "x"
    assert found.connect_args["ssl_context"] is False  # not even asked for
    assert found.url.host is None


def test_encryption_is_asked_for_as_with_libpq() -> None:
    loose = address("postgresql://h/v?sslmode=require").connect_args["ssl_context"]
    strict = address("postgresql://h/v?sslmode=verify-full").connect_args["ssl_context"]
    assert isinstance(loose, ssl.SSLContext)
    assert loose.verify_mode is ssl.CERT_NONE
    assert isinstance(strict, ssl.SSLContext)
    assert strict.verify_mode is ssl.CERT_REQUIRED
    assert strict.check_hostname


def test_the_environment_goes_before_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert vault_address(tmp_path, None).file == tmp_path / ".docvault/vault.db"
    assert vault_address(tmp_path, "sqlite:///x.db").file == tmp_path / "x.db"
    with pytest.raises(BadArgument, match=r"database\.url"):
        vault_address(tmp_path, "x")
    monkeypatch.setenv(VARIABLE, "sqlite:///y.db")
    assert vault_address(tmp_path, "sqlite:///x.db").file == tmp_path / "y.db"
    monkeypatch.setenv(VARIABLE, "x")
    with pytest.raises(BadArgument, match=VARIABLE):
        vault_address(tmp_path, None)


def test_the_password_is_never_shown() -> None:
    found = address("postgresql://me:s3cret@h/v")
    assert "s3cret" not in f"{found} {found.url!r}"
    assert "***" in str(found)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "vault.db",
        "mysql://h/v",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///a.db?mode=ro",
        "sqlite://h/a.db",
        "postgresql://h",
        "postgresql://h:port/v",
        "postgresql://h/v?port=x",
        "postgresql://h/v?sslmode=prefer",
        "postgresql://me:s3cret@h/v?connect_timeout=1",
        "postgresql://h/v?sslmode=verify-full&sslrootcert=/no/such/file",
        "\0",
    ],
)
def test_what_is_no_database_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadArgument) as refused:
        address(url)
    assert "s3cret" not in str(refused.value)
    assert "postgresql://" in str(refused.value)
