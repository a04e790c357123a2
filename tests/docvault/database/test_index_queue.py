from __future__ import annotations

from docvault.database import index_queue
from docvault.database.engine import Database
from tests.docvault.database.samples import AT


def test_the_queue_is_drained_in_order(database: Database) -> None:
    with database.write() as connection:
        for number in range(5):
            index_queue.add(connection, f"{number:016x}", "V1.0", "add", AT)
        first = index_queue.pending(connection, most=3)
        assert [entry.document for entry in first] == [f"{n:016x}" for n in range(3)]
        assert (first[0].number, first[0].action, first[0].at) == ("V1.0", "add", AT)
        index_queue.done(connection, [entry.id for entry in first])
        rest = index_queue.pending(connection)
        assert [entry.document for entry in rest] == [f"{n:016x}" for n in range(3, 5)]
        assert index_queue.length(connection) == 2


def test_an_id_taken_from_the_queue_never_comes_again(database: Database) -> None:
    with database.write() as connection:
        index_queue.add(connection, "a", "V1.0", "add", AT)
        (taken,) = index_queue.pending(connection)
        index_queue.done(connection, [taken.id])
        index_queue.done(connection, [])
    with database.write() as connection:
        index_queue.add(connection, "b", "V1.0", "add", AT)
        (entry,) = index_queue.pending(connection)
    assert entry.id > taken.id
