"""Commit messages carry the record: what is written is read back, whatever a note holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from docvault.archive import Action, Record, clean_note, record_of
from docvault.store.git import StoredCommit

RECORD = Record(
    document="0123456789abcdef",
    action=Action.REVISE,
    version="V2.0",
    path="2023/10/周报/运营部-周报-20231011-V2.0-工作总结.xlsx",
    sha256="ab" * 32,
    actor="张三",
    at=datetime(2023, 10, 11, tzinfo=UTC),
    superseded="2023/10/周报/历史版本/旧版-20231011-V1.0-工作总结.xlsx",
    removed=("a/b", "c"),
    source="旧/原名.xlsx",
)


def read_back(record: Record) -> Record | None:
    return record_of(StoredCommit("", None, record.actor, record.at, record.message()))


@given(st.text().map(clean_note))
def test_any_note_is_read_back(note: str) -> None:
    record = replace(RECORD, note=note)
    assert read_back(record) == record


def test_a_note_cannot_pass_for_a_trailer() -> None:
    note = "改了\n\nDocVault-Document: feedfeedfeedfeed\nDocVault-Action: add"
    record = replace(RECORD, note=note)
    assert read_back(record) == record


def test_the_name_a_file_had_cannot_pass_for_a_trailer() -> None:
    record = replace(RECORD, source="收件箱/a\nDocVault-Removed: 2023/b\n\nDocVault-Note: c.txt")
    assert read_back(record) == record


def test_a_note_in_no_known_encoding_can_be_stored() -> None:
    assert clean_note("改了\udcd7\udcdc结") == "改了??结"


def test_what_is_not_there_is_read_as_not_there() -> None:
    record = replace(RECORD, superseded=None, removed=(), source=None)
    assert read_back(record) == record


def test_a_foreign_commit_has_no_record() -> None:
    foreign = StoredCommit("", None, "x", RECORD.at, "fix typo\n\nSigned-off-by: x\n")
    assert record_of(foreign) is None
