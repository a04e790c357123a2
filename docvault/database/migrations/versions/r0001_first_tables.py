"""The first tables: register, queue, people, audit trail, holding area."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    UniqueConstraint,
)

from docvault.database.columns import COUNTER, TEXT, Day, UtcTime
from docvault.database.migrations.append_only import TRIGGERS

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _archives()
    _documents()
    _document_keys()
    _versions()
    _kept_changes()
    _index_queue()
    _users()
    _audit_events()
    _audit_head()
    _holdings()
    for trigger in TRIGGERS[op.get_context().dialect.name]:
        op.execute(trigger)


def _archives() -> None:
    op.create_table(
        "archives",
        Column("name", TEXT, primary_key=True),
        Column("tip", TEXT),
    )


def _documents() -> None:
    op.create_table(
        "documents",
        Column("id", TEXT, primary_key=True),
        Column(
            "archive",
            TEXT,
            ForeignKey("archives.name", deferrable=True, initially="DEFERRED"),
            nullable=False,
            index=True,
        ),
        Column("scheme", TEXT, nullable=False),
        Column("department", TEXT),
        Column("type", TEXT),
        Column("category", TEXT),
        Column("date", Day, nullable=False),
        Column("title", TEXT),
        Column("extension", TEXT, nullable=False),
        Column("name", TEXT, nullable=False, index=True),
        Column("folder", TEXT, nullable=False),
        Column("current", TEXT, nullable=False),
        Column("sequence", Integer, nullable=False),
        Column("created_by", TEXT, nullable=False),
        Column("created_at", UtcTime, nullable=False),
        Column("modified_by", TEXT, nullable=False),
        Column("modified_at", UtcTime, nullable=False),
        Column("level", TEXT, nullable=False),
        Index(None, "folder", "name", "id"),
        Index(None, "department", "folder", "name", "id"),
        Index(None, "type", "folder", "name", "id"),
        Index(None, "modified_at", "id"),
        Index(None, "department", "modified_at", "id"),
        Index(None, "type", "modified_at", "id"),
        Index(None, "date", "id"),
        Index(None, "department", "date", "id"),
        Index(None, "type", "date", "id"),
    )


def _document_keys() -> None:
    op.create_table(
        "document_keys",
        Column("archive", TEXT, nullable=False),
        Column("folded_key", TEXT, nullable=False),
        Column("key", TEXT, nullable=False),
        Column("document_id", TEXT, ForeignKey("documents.id"), nullable=False, index=True),
        PrimaryKeyConstraint("archive", "folded_key"),
    )


def _versions() -> None:
    op.create_table(
        "versions",
        Column("document_id", TEXT, ForeignKey("documents.id"), nullable=False),
        Column("sequence", Integer, nullable=False),
        Column("number", TEXT, nullable=False),
        Column("major", Integer, nullable=False),
        Column("minor", Integer),
        Column("name", TEXT, nullable=False),
        Column("folder", TEXT),
        Column("file", TEXT),
        Column("sha256", TEXT, nullable=False, index=True),
        Column("size", BigInteger, nullable=False),
        Column("blob", TEXT, nullable=False),
        Column("commit_id", TEXT, nullable=False, index=True),
        Column("actor", TEXT, nullable=False),
        Column("at", UtcTime, nullable=False),
        Column("note", TEXT, nullable=False),
        Column("action", TEXT, nullable=False),
        Column("mtime_ns", BigInteger),
        PrimaryKeyConstraint("document_id", "sequence"),
        UniqueConstraint("document_id", "number"),
        Index(None, "folder", "file"),
        CheckConstraint("(folder IS NULL) = (file IS NULL)", name="place_whole"),
    )


def _kept_changes() -> None:
    op.create_table(
        "kept_changes",
        Column("id", COUNTER, primary_key=True),
        Column("document_id", TEXT, ForeignKey("documents.id"), nullable=False, index=True),
        Column("number", TEXT, nullable=False),
        Column("path", TEXT, nullable=False),
        Column("sha256", TEXT, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("blob", TEXT, nullable=False),
        Column("commit_id", TEXT, nullable=False),
        Column("actor", TEXT, nullable=False),
        Column("at", UtcTime, nullable=False),
        Column("resolved_at", UtcTime),
    )


def _index_queue() -> None:
    op.create_table(
        "index_queue",
        Column("id", COUNTER, primary_key=True),
        Column("document_id", TEXT, nullable=False),
        Column("number", TEXT, nullable=False),
        Column("action", TEXT, nullable=False),
        Column("at", UtcTime, nullable=False),
        sqlite_autoincrement=True,
    )


def _users() -> None:
    op.create_table(
        "users",
        Column("name", TEXT, primary_key=True),
        Column("folded_name", TEXT, nullable=False, unique=True),
        Column("display_name", TEXT, nullable=False),
        Column("role", TEXT, nullable=False),
        Column("department", TEXT),
        Column("email", TEXT),
        Column("disabled_at", UtcTime),
        Column("created_at", UtcTime, nullable=False),
    )


def _audit_events() -> None:
    op.create_table(
        "audit_events",
        Column("seq", COUNTER, primary_key=True, autoincrement=False),
        Column("at", TEXT, nullable=False),
        Column("actor", TEXT, nullable=False),
        Column("action", TEXT, nullable=False),
        Column("document_id", TEXT, index=True),
        Column("version", TEXT),
        Column("detail", TEXT, nullable=False),
        Column("previous_hash", TEXT, nullable=False),
        Column("hash", TEXT, nullable=False),
    )


def _audit_head() -> None:
    head = op.create_table(
        "audit_head",
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("seq", BigInteger, nullable=False),
        Column("hash", TEXT, nullable=False),
        CheckConstraint("id = 1", name="only_one"),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64}])


def _holdings() -> None:
    op.create_table(
        "holdings",
        Column("id", COUNTER, primary_key=True),
        Column("path", TEXT, nullable=False, unique=True),
        Column("original_name", TEXT, nullable=False),
        Column("reason", TEXT, nullable=False),
        Column("suggestion", TEXT),
        Column("held_at", UtcTime, nullable=False),
        Column("actor", TEXT, nullable=False),
    )
