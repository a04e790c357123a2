"""A PostgreSQL database that is lent to one test after another begins anew for each."""

from __future__ import annotations

import pytest

from tests.postgresql import Server
from tests.used_again import UsedAgain

ROW = "INSERT INTO things (name) VALUES ('a thing')"


@pytest.fixture
def databases(postgresql_server: Server) -> UsedAgain:
    template = postgresql_server.create()
    for statement in (
        "CREATE TABLE things (id serial PRIMARY KEY, name text NOT NULL)",
        "CREATE TABLE parts (thing integer NOT NULL REFERENCES things)",
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no'; END $$",
        "CREATE TRIGGER kept BEFORE TRUNCATE ON things EXECUTE FUNCTION refuse()",
        "CREATE TABLE head (seq integer)",
        "INSERT INTO head VALUES (0)",
    ):
        postgresql_server.execute(statement, database=template)
    return UsedAgain(postgresql_server, template)


def test_rows_and_counters_are_as_they_were(
    databases: UsedAgain, postgresql_server: Server
) -> None:
    name = databases.lend()
    for statement in (ROW, "INSERT INTO parts VALUES (1)", "UPDATE head SET seq = 7"):
        postgresql_server.execute(statement, database=name)
    databases.take_back(name)
    assert databases.lend() == name
    for table, rows in (("things", 0), ("parts", 0), ("head", 1)):
        assert postgresql_server.asked(name, f"SELECT count(*) FROM {table}") == rows
    assert postgresql_server.asked(name, "SELECT seq FROM head") == 0
    postgresql_server.execute(ROW, database=name)
    assert postgresql_server.asked(name, "SELECT id FROM things") == 1


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE things DISABLE TRIGGER ALL",
        "ALTER TABLE things ADD COLUMN colour text",
        "ALTER TABLE parts DROP CONSTRAINT parts_thing_fkey",
        "CREATE INDEX by_name ON things (name)",
        "DROP TRIGGER kept ON things",
        "DROP TABLE parts",
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN NEW; END $$",
        "CREATE SCHEMA another",
    ],
)
def test_one_that_was_changed_is_thrown_away(
    databases: UsedAgain, postgresql_server: Server, change: str
) -> None:
    name = databases.lend()
    postgresql_server.execute(change, database=name)
    databases.take_back(name)
    assert databases.lend() != name
