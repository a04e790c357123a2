"""The tables. `migrations/` makes them; a test holds the two against each other."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from docvault.database.columns import COUNTER, TEXT, Day, UtcTime

# Named, because a later migration can only change what has a name.
METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# ---- the register: everything here can be made anew from the repositories

archives = Table(
    "archives",
    METADATA,
    Column("name", TEXT, primary_key=True),
    # The commit up to which tree and database have followed the branch.
    Column("tip", TEXT),
)

documents = Table(
    "documents",
    METADATA,
    Column("id", TEXT, primary_key=True),
    # Deferred: an archive's row comes with its tip, at the end of the transaction.
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
    # A list is walked along one of these, never sorted: a page costs the same at any size.
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

# Every identity a document has ever had, folded, so that two spellings collide.
document_keys = Table(
    "document_keys",
    METADATA,
    Column("archive", TEXT, nullable=False),
    Column("folded_key", TEXT, nullable=False),
    Column("key", TEXT, nullable=False),
    Column("document_id", TEXT, ForeignKey("documents.id"), nullable=False, index=True),
    PrimaryKeyConstraint("archive", "folded_key"),
)

versions = Table(
    "versions",
    METADATA,
    Column("document_id", TEXT, ForeignKey("documents.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("number", TEXT, nullable=False),
    Column("major", Integer, nullable=False),
    Column("minor", Integer),
    Column("name", TEXT, nullable=False),
    # Where the file can be seen; both null once the version has left the folders.
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

kept_changes = Table(
    "kept_changes",
    METADATA,
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

# ---- what others have yet to do

# AUTOINCREMENT: an id that was taken from the queue must never come again.
index_queue = Table(
    "index_queue",
    METADATA,
    Column("id", COUNTER, primary_key=True),
    Column("document_id", TEXT, nullable=False),
    Column("number", TEXT, nullable=False),
    Column("action", TEXT, nullable=False),
    Column("at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

# ---- people and procedures: here is the only place where this is known

users = Table(
    "users",
    METADATA,
    Column("name", TEXT, primary_key=True),
    Column("folded_name", TEXT, nullable=False, unique=True),
    Column("display_name", TEXT, nullable=False),
    Column("role", TEXT, nullable=False),
    Column("department", TEXT),
    Column("email", TEXT),
    Column("disabled_at", UtcTime),
    Column("created_at", UtcTime, nullable=False),
)

audit_events = Table(
    "audit_events",
    METADATA,
    # Counted by the trail itself: no gap is ever left by a transaction that failed.
    Column("seq", COUNTER, primary_key=True, autoincrement=False),
    # Text, as it is hashed.
    Column("at", TEXT, nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("action", TEXT, nullable=False),
    Column("document_id", TEXT, index=True),
    Column("version", TEXT),
    Column("detail", TEXT, nullable=False),
    Column("previous_hash", TEXT, nullable=False),
    Column("hash", TEXT, nullable=False),
)

# The one row that knows how long the trail is: without it, cutting its tail would not show.
audit_head = Table(
    "audit_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", TEXT, nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)

holdings = Table(
    "holdings",
    METADATA,
    Column("id", COUNTER, primary_key=True),
    Column("path", TEXT, nullable=False, unique=True),
    Column("original_name", TEXT, nullable=False),
    Column("reason", TEXT, nullable=False),
    Column("suggestion", TEXT),
    Column("held_at", UtcTime, nullable=False),
    Column("actor", TEXT, nullable=False),
)
