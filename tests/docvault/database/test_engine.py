from __future__ import annotations

import datetime
import gc
import os
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from docvault.database import archives, documents, sqlite
from docvault.database.address import Address, address
from docvault.database.engine import Database
from docvault.errors import (
    BadArgument,
    DatabaseFailed,
    StoreCorrupt,
    StoreLocked,
    StoreUnwritable,
)
from tests.docvault.database.samples import AT, DOCUMENT, enter, numbered

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
# pg8000 leaves the ends of a broken socket to the collector, which complains of unsent bytes.
breaks_a_socket = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


def test_what_was_written_is_read(database: Database) -> None:
    with database.write() as connection:
        enter(connection)
    with database.read() as connection:
        assert documents.count(connection) == 1


def test_a_transaction_that_fails_writes_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        enter(connection)
        _ = 1 / 0
    with database.read() as connection:
        assert documents.count(connection) == 0


def test_a_reader_sees_one_snapshot_while_others_write(database: Database) -> None:
    with database.read() as reader:
        assert documents.count(reader) == 0
        with database.write() as writer:
            enter(writer)
        assert documents.count(reader) == 0
    with database.read() as reader:
        assert documents.count(reader) == 1


def test_nobody_sees_what_is_not_yet_committed(database: Database) -> None:
    with database.write() as writer:
        enter(writer)
        with database.read() as reader:
            assert documents.count(reader) == 0


def test_a_row_must_refer_to_what_is_there(database: Database) -> None:
    with pytest.raises(DatabaseFailed), database.write() as connection:
        documents.claim_key(connection, "运营部", "k", DOCUMENT.id)
    with pytest.raises(DatabaseFailed), database.write() as connection:
        documents.insert(connection, DOCUMENT)  # its archive is not there when it ends


def test_text_that_is_no_unicode_is_a_bad_argument(database: Database) -> None:
    with pytest.raises(BadArgument), database.read() as connection:
        documents.by_name(connection, "\udcff")


def test_a_database_is_open_again_after_closing(database: Database) -> None:
    database.close()
    with database.read() as connection:
        assert documents.count(connection) == 0


@on_sqlite
def test_sqlite_is_set_up_for_safety(database: Database) -> None:
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 30_000,
        "trusted_schema": 0,
    }
    with database.read() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected}
    assert found == expected


@on_sqlite
def test_an_opener_waits_while_the_file_changes_its_mode(database_address: Address) -> None:
    """Changing to WAL needs the file alone, and SQLite's own waiting does not cover it."""
    assert database_address.file
    other = sqlite3.connect(database_address.file, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    release = threading.Timer(0.3, other.execute, ["COMMIT"])
    release.start()
    opened = Database(database_address)
    with opened.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    opened.close()
    release.join()
    other.close()


@on_sqlite
def test_a_writer_that_reads_first_is_not_thrown_out(database: Database) -> None:
    """A transaction begun by reading fails when it then writes after somebody else did."""
    done = threading.Event()

    def other() -> None:
        with database.write() as connection:
            archives.set_tip(connection, "b", "2")
        done.set()

    with database.write() as connection:
        archives.names(connection)
        thread = threading.Thread(target=other)
        thread.start()
        assert not done.wait(0.2)
        archives.set_tip(connection, "a", "1")
    thread.join()
    with database.read() as connection:
        assert archives.names(connection) == ["a", "b"]


@on_sqlite
def test_a_writer_that_waits_too_long_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_PRAGMAS", ("PRAGMA busy_timeout = 50",))
    impatient = Database(database.address)
    with database.write(), pytest.raises(StoreLocked), impatient.write():
        pass
    impatient.close()


@on_postgresql
def test_a_lock_that_takes_too_long_is_told(database: Database) -> None:
    with database.write() as first:
        archives.set_tip(first, "a", "1")
        with pytest.raises(StoreLocked), database.write() as second:
            second.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
            archives.set_tip(second, "a", "2")


@on_postgresql
def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StoreUnwritable), database.read() as connection:
        archives.set_tip(connection, "a", "1")


@breaks_a_socket
@on_postgresql
def test_a_server_that_dropped_the_connections_is_reached_again(database: Database) -> None:
    with database.read() as connection:
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    killer = Database(database.address)
    with killer.read() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({own})")
    killer.close()
    with database.read() as connection:
        assert documents.count(connection) == 0
    gc.collect()


@breaks_a_socket
@on_postgresql
def test_a_connection_lost_in_the_middle_is_told(database: Database) -> None:
    killer = Database(database.address)
    with pytest.raises(DatabaseFailed), database.write() as connection:
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with killer.read() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({own})")
        for number in range(100):  # the news may take a moment
            archives.set_tip(connection, f"a{number}", "1")
    killer.close()
    with database.read() as connection:
        assert archives.names(connection) == []
    gc.collect()


def test_a_driver_that_is_not_installed_is_told() -> None:
    program = (
        "import sys\n"
        "sys.modules['pg8000'] = None\n"
        "from docvault.database.address import address\n"
        "from docvault.database.engine import Database\n"
        "from docvault.errors import DatabaseFailed\n"
        "try:\n"
        "    Database(address('postgresql://h/v'))\n"
        "except DatabaseFailed as error:\n"
        "    print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "pip install 'docvault[postgresql]'" in run.stdout


def test_looking_for_damage_finds_none_in_a_sound_database(database: Database) -> None:
    with database.write() as connection:
        enter(connection)
    with database.read(lenient=True) as connection:
        assert documents.by_id(connection, DOCUMENT.id) == DOCUMENT


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(DatabaseFailed) as failed:
        Database(address("postgresql://me:secret@127.0.0.1:1/vault"))
    assert "127.0.0.1" in str(failed.value)
    assert "secret" not in str(failed.value)


@on_sqlite
def test_a_file_that_is_no_database_is_told(empty_address: Address) -> None:
    assert empty_address.file
    empty_address.file.write_bytes(b"this is not a database, but it is long enough" * 100)
    with pytest.raises(StoreCorrupt):
        Database(empty_address)


@on_sqlite
def test_a_folder_in_place_of_the_file_is_told(empty_address: Address) -> None:
    assert empty_address.file
    empty_address.file.mkdir()
    with pytest.raises(StoreUnwritable):
        Database(empty_address)


@on_sqlite
def test_a_torn_file_is_told_and_its_damage_listed(database: Database) -> None:
    with database.write() as connection:
        enter(connection)
        for number in range(1000, 3000):
            documents.insert(connection, numbered(number))
    assert database.damage() == []
    database.close()
    file = database.address.file
    assert file
    data = bytearray(file.read_bytes())
    last = len(data) // 4096  # the first pages say which tables there are
    for page in range(last - 60, last - 40):
        data[page * 4096 : page * 4096 + 64] = os.urandom(64)
    file.write_bytes(data)
    torn = Database(database.address)
    assert torn.damage() != []
    with pytest.raises(StoreCorrupt), torn.read() as connection:
        connection.execute(text("SELECT * FROM documents")).all()
    torn.close()


@on_sqlite
def test_a_row_that_lost_its_document_is_damage(database: Database) -> None:
    with database.write() as connection:
        enter(connection)
    with database.read() as connection:  # outside a transaction, where the pragma has effect
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("DELETE FROM documents")
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    assert database.damage() == ["versions row 1 refers to a missing row of documents"]


@on_postgresql
def test_a_server_answers_for_its_own_files(database: Database) -> None:
    assert database.damage() == []


@on_sqlite
@pytest.mark.parametrize("value", ["'昨天'", "x'00'", "7", "''"])
@pytest.mark.parametrize("column", ["modified_at", "date"])
def test_a_time_that_is_none_is_corruption_unless_somebody_looks_for_it(
    database: Database, column: str, value: str
) -> None:
    with database.write() as connection:
        enter(connection)
        connection.execute(text(f"UPDATE documents SET {column} = {value}"))
    for _ in range(2):
        with pytest.raises(StoreCorrupt), database.read() as connection:
            documents.by_id(connection, DOCUMENT.id)
        with database.read(lenient=True) as connection:
            found = documents.by_id(connection, DOCUMENT.id)
        assert getattr(found, column).year == 1


@on_sqlite
def test_a_time_without_its_zone_is_corruption(database: Database) -> None:
    with database.write() as connection:
        enter(connection)
        connection.execute(text("UPDATE documents SET modified_at = '2023-10-11T08:30:15'"))
    with pytest.raises(StoreCorrupt), database.read() as connection:
        documents.by_id(connection, DOCUMENT.id)


def test_times_are_kept_as_moments_whatever_their_zone(database: Database) -> None:
    china = AT.astimezone(datetime.timezone(datetime.timedelta(hours=8)))
    with database.write() as connection:
        enter(connection, replace(DOCUMENT, modified_at=china))
        found = documents.by_id(connection, DOCUMENT.id)
        assert found is not None
        assert (found.modified_at, found.modified_at.utcoffset()) == (AT, datetime.timedelta(0))
        with pytest.raises(StatementError, match="without a time zone"):
            documents.update(connection, replace(DOCUMENT, modified_at=AT.replace(tzinfo=None)))


@on_sqlite
def test_damaged_text_is_corruption_unless_somebody_looks_for_it(database: Database) -> None:
    with database.write() as connection:
        enter(connection)
        connection.execute(text("UPDATE documents SET title = CAST(x'e4b8' AS TEXT)"))
    with pytest.raises(StoreCorrupt), database.read() as connection:
        documents.by_id(connection, DOCUMENT.id)
    with database.read(lenient=True) as connection:
        found = documents.by_id(connection, DOCUMENT.id)
        assert found is not None
        assert found.title == "\udce4\udcb8"
    with pytest.raises(StoreCorrupt), database.read() as connection:
        documents.by_id(connection, DOCUMENT.id)


_FILL = """
import resource, sys
from pathlib import Path
from docvault.database.address import sqlite_address
from docvault.database.engine import Database
from docvault.database import archives
from docvault.errors import DiskFull
database = Database(sqlite_address(Path(sys.argv[1])))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
done = 0
try:
    while True:
        with database.write() as connection:
            for number in range(done, done + 100):
                archives.set_tip(connection, f"{number:0100}", "x" * 100)
        done += 100
except DiskFull as error:
    print(done)
"""


@on_sqlite
def test_a_full_disk_is_told_and_what_was_committed_stays(database_address: Address) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _FILL, str(database_address.file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    opened = Database(database_address)
    with opened.read() as connection:
        assert len(archives.names(connection)) == int(run.stdout) > 0
    with opened.write() as connection:
        archives.set_tip(connection, "again", "1")
    assert opened.damage() == []
    opened.close()


@on_sqlite
def test_a_log_that_cannot_be_written_is_told(database_address: Address) -> None:
    assert database_address.file
    log = database_address.file.with_name("vault.db-wal")
    log.unlink(missing_ok=True)
    log.mkdir()
    with pytest.raises(StoreUnwritable):
        Database(database_address)
