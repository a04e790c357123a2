from __future__ import annotations

from dataclasses import replace

from docvault.database import holdings
from docvault.database.engine import Database
from docvault.model.holding import Holding
from tests.docvault.database.samples import AT

HELD = Holding(
    path="收件箱/待更正/最终版(2).docx",
    original_name="最终版(2).docx",
    reason='[{"rule": "unparseable-name"}]',
    suggestion=None,
    held_at=AT,
    actor="王芳",
)


def test_a_held_file_is_known_until_it_is_released(database: Database) -> None:
    other = replace(HELD, path="收件箱/待更正/b.docx", suggestion="运营部-周报-20231011-V1.0.docx")
    with database.write() as connection:
        holdings.put(connection, HELD)
        holdings.put(connection, other)
    with database.write() as connection:
        assert [replace(held, id=0) for held in holdings.every(connection)] == [HELD, other]
        assert holdings.release(connection, HELD.path)
        assert not holdings.release(connection, HELD.path)
        assert holdings.at(connection, HELD.path) is None
        found = holdings.at(connection, other.path)
        assert found is not None
        assert replace(found, id=0) == other


def test_the_last_reason_for_a_path_counts(database: Database) -> None:
    with database.write() as connection:
        holdings.put(connection, HELD)
        holdings.put(connection, replace(HELD, reason="[]"))
        (found,) = holdings.every(connection)
    assert found.reason == "[]"
