from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, create_engine, inspect, text

from docvault.database import migrations, revision
from docvault.database.address import Address
from docvault.database.engine import Database
from docvault.database.tables import METADATA
from docvault.errors import DatabaseFailed, DatabaseMissing, DatabaseNewer, StoreError


def test_the_migrations_make_the_tables_that_the_program_knows(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []


def test_checks_keys_and_orders_are_the_same_too(database: Database) -> None:
    """What Alembic does not compare: checks, deferred keys, collations, the triggers."""
    with database.read() as connection:
        made = inspect(connection)
        for table in METADATA.sorted_tables:
            checks = {c["name"] for c in made.get_check_constraints(table.name)}
            assert checks == {c.name for c in table.constraints if isinstance(c, CheckConstraint)}
        (key,) = made.get_foreign_keys("documents")
        assert key["options"] == {"deferrable": True, "initially": "DEFERRED"}
        if connection.dialect.name == "postgresql":
            loose = connection.execute(text(
                "SELECT table_name, column_name FROM information_schema.columns WHERE data_type ="
                " 'text' AND table_schema = 'public' AND collation_name IS DISTINCT FROM 'C'"
            ))  # fmt: skip
            assert loose.all() == []


def test_the_revision_known_is_the_last_one(database: Database) -> None:
    scripts = ScriptDirectory.from_config(migrations.config())
    assert scripts.get_heads() == [revision.HEAD]
    numbers = sorted(script.revision for script in scripts.walk_revisions())
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]
    with database.read() as connection:
        assert revision.found_revision(connection) == revision.HEAD


def test_a_database_that_is_gone_is_not_quietly_made_anew(empty_address: Address) -> None:
    with pytest.raises(DatabaseMissing):
        Database(empty_address)
    if empty_address.file:
        assert not empty_address.file.exists()
        empty_address.file.touch()
        with pytest.raises(DatabaseMissing):
            Database(empty_address)


def test_a_newer_database_is_told(database_address: Address) -> None:
    opened = Database(database_address)
    with opened.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    opened.close()
    for create in (False, True):
        with pytest.raises(DatabaseNewer) as newer:
            Database(database_address, create=create)
        assert newer.value.fields == {"found": "0999", "known": revision.HEAD}


def test_of_many_openers_one_makes_the_tables(empty_address: Address) -> None:
    barrier = threading.Barrier(8)
    failures: list[BaseException] = []

    def work() -> None:
        barrier.wait()
        try:
            Database(empty_address, create=True).close()
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    opened = Database(empty_address)
    with opened.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit_head")).scalar() == 1
    opened.close()


def test_a_migration_that_fails_leaves_nothing(empty_address: Address) -> None:
    engine = create_engine(empty_address.url, connect_args=dict(empty_address.connect_args))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE holdings (id integer)"))
    with pytest.raises(DatabaseFailed):
        Database(empty_address, create=True)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == ["holdings"]
        connection.execute(text("DROP TABLE holdings"))
    engine.dispose()
    opened = Database(empty_address, create=True)
    with opened.read() as connection:
        assert set(inspect(connection).get_table_names()) == {*METADATA.tables, "alembic_version"}
    opened.close()


def test_opening_a_current_database_does_not_import_alembic(database_url: str) -> None:
    """Migrating is seldom, starting is often."""
    program = (
        "import sys\n"
        "from docvault.database.address import address\n"
        "from docvault.database.engine import Database\n"
        "Database(address(sys.argv[1])).close()\n"
        "print(sorted({'alembic', 'pydantic', 'git'} & set(sys.modules)))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, database_url], capture_output=True, text=True, check=False
    )
    assert (run.stdout.strip(), run.stderr) == ("[]", "")
