from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event

from docvault.database import documents, versions
from docvault.database.engine import Database
from docvault.model.version import State, VisibleFile
from tests.docvault.database.samples import DOCUMENT, VERSION, enter, numbered

SECOND = replace(VERSION, number="V2.0", sequence=2, major=2, path="运营部/b.xlsx", sha256="b" * 64)
THIRD = replace(VERSION, number="V3", sequence=3, major=3, minor=None, path="运营部/c.xlsx")
HISTORY = "运营部/2023/10/周报/历史版本/旧版-20231011-V1.0-工作总结.xlsx"


def test_a_version_comes_back_as_it_was_entered(database: Database) -> None:
    with database.write() as connection:
        enter(connection)
    with database.read() as connection:
        assert versions.of(connection, DOCUMENT.id) == [VERSION]
        assert versions.one(connection, DOCUMENT.id, "V1.0") == VERSION
        assert versions.one(connection, DOCUMENT.id, "V9.0") is None
        assert versions.at_path(connection, VERSION.path or "") == [VERSION]
        assert versions.with_sha256(connection, VERSION.sha256) == [VERSION]
        assert versions.of_commit(connection, VERSION.commit) == [VERSION]
        assert versions.with_object(connection, VERSION.blob) == [VERSION]
        assert versions.with_object(connection, VERSION.commit) == [VERSION]
        assert versions.count(connection) == 1


def test_the_state_follows_the_place_and_the_document(database: Database) -> None:
    with database.write() as connection:
        enter(connection, replace(DOCUMENT, sequence=3), VERSION, SECOND, THIRD)
        versions.move(connection, DOCUMENT.id, 1, None)
        versions.move(connection, DOCUMENT.id, 2, HISTORY)
        first, second, third = versions.of(connection, DOCUMENT.id)
        assert [v.state for v in (first, second, third)] == [
            State.IN_GIT,
            State.SUPERSEDED,
            State.CURRENT,
        ]
        assert (first.path, first.mtime_ns) == (None, None)
        assert (second.path, second.mtime_ns) == (HISTORY, VERSION.mtime_ns)
        assert versions.visible(connection, DOCUMENT.id) == [third, second]


def test_a_superseded_file_leads_to_its_document(database: Database) -> None:
    with database.write() as connection:
        enter(connection, replace(DOCUMENT, sequence=2), VERSION, SECOND)
        versions.move(connection, DOCUMENT.id, 1, HISTORY)
        found = documents.by_path(connection, HISTORY)
        assert found is not None
        assert found.id == DOCUMENT.id


def test_what_lay_at_a_path_leaves_by_it(database: Database) -> None:
    with database.write() as connection:
        enter(connection, replace(DOCUMENT, sequence=2), VERSION, SECOND)
        versions.leave(connection, DOCUMENT.id, SECOND.path or "")
        assert [v.path for v in versions.of(connection, DOCUMENT.id)] == [VERSION.path, None]
        versions.leave(connection, numbered(5).id, VERSION.path or "")
        assert versions.at_path(connection, VERSION.path or "")


def test_the_time_of_a_file_can_be_noted_and_forgotten(database: Database) -> None:
    with database.write() as connection:
        enter(connection)
        versions.touch(connection, DOCUMENT.id, 1, None)
        assert versions.of(connection, DOCUMENT.id) == [replace(VERSION, mtime_ns=None)]
        versions.touch(connection, DOCUMENT.id, 1, 2**62)
        assert versions.of(connection, DOCUMENT.id) == [replace(VERSION, mtime_ns=2**62)]


def test_files_come_folder_by_folder(database: Database) -> None:
    places = ["a/z.txt", "a/b/c.txt", "a/d.txt", "a-b/x.txt", "a", "a0/x.txt", "文/a.txt"]
    made = [numbered(n, folder=p.rpartition("/")[0]) for n, p in enumerate(places)]
    with database.write() as connection:
        for document, path in zip(made, places, strict=True):
            enter(connection, document, replace(VERSION, document=document.id, path=path))
        versions.move(connection, made[2].id, 1, None)
    with database.read() as connection:
        files = list(versions.files(connection))
        assert [f.path for f in files] == [
            "/a",
            "a/z.txt",
            "a-b/x.txt",
            "a/b/c.txt",
            "a0/x.txt",
            "文/a.txt",
        ]
        assert [f.path for f in versions.files(connection, "a")] == ["a/z.txt", "a/b/c.txt"]
        assert files[1] == VisibleFile(
            made[0].id,
            "V1.0",
            "a",
            "z.txt",
            VERSION.sha256,
            VERSION.blob,
            VERSION.size,
            VERSION.mtime_ns,
        )


def test_all_versions_stream_by_document_and_sequence(database: Database) -> None:
    with database.write() as connection:
        enter(connection, numbered(2))
        enter(
            connection,
            numbered(1),
            *(replace(v, document=numbered(1).id) for v in (SECOND, VERSION)),
        )
        versions.insert_all(
            connection, [replace(THIRD, document=numbered(2).id, number="V4", sequence=4)]
        )
        versions.insert_all(connection, [])
    with database.read() as connection:
        found = [(v.document, v.sequence) for v in versions.every(connection)]
    assert found == [
        (numbered(1).id, 1),
        (numbered(1).id, 2),
        (numbered(2).id, 1),
        (numbered(2).id, 4),
    ]


def test_several_versions_are_had_at_once_and_no_others(database: Database) -> None:
    other = numbered(7)
    with database.write() as connection:
        enter(connection, replace(DOCUMENT, sequence=2), VERSION, SECOND)
        enter(connection, other, replace(VERSION, document=other.id, path=other.path))
    wanted = [(DOCUMENT.id, "V2.0"), (other.id, "V1.0"), (other.id, "V2.0"), ("none", "V1.0")]
    with database.read() as connection:
        found = versions.some(connection, wanted)
        assert set(found) == {(DOCUMENT.id, "V2.0"), (other.id, "V1.0")}
        assert found[DOCUMENT.id, "V2.0"].path == SECOND.path
        assert versions.some(connection, []) == {}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_several_versions_are_looked_up_in_an_index(database: Database) -> None:
    with database.write() as connection:
        for number in range(40):
            enter(connection, replace(numbered(number), folder=f"f{number}"))
    with database.read() as connection:
        said: list[tuple[str, tuple[object, ...]]] = []
        event.listen(
            connection, "before_cursor_execute", lambda *about: said.append((about[2], about[3]))
        )
        versions.some(connection, [(numbered(n).id, "V1.0") for n in range(20)])
        statement, values = said[0]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        assert not [row[3] for row in plan if "SCAN versions" in row[3]]
