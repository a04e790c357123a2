"""Share links, requests for files, and the mail that tells of them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, PrimaryKeyConstraint

from docvault.database.columns import COUNTER, TEXT, UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    _shares()
    _share_files()
    _share_tickets()
    _share_pages()
    _high_water()
    _file_requests()
    _requested_files()
    _outbox()


def _shares() -> None:
    op.create_table(
        "shares",
        Column("id", TEXT, primary_key=True),
        Column("sid_hash", TEXT, nullable=False, unique=True),
        Column("created_by", TEXT, nullable=False, index=True),
        Column("created_at", UtcTime, nullable=False, index=True),
        Column("expires_at", UtcTime, nullable=False),
        Column("mode", TEXT, nullable=False),
        Column("password", Integer, nullable=False),
        Column("files", Integer, nullable=False),
        Column("follows", Integer, nullable=False),
        Column("recipient", TEXT, nullable=False),
        Column("note", TEXT, nullable=False),
        Column("max_opens", Integer),
        Column("opens", Integer, nullable=False),
        Column("first_opened_at", UtcTime),
        Column("told_at", UtcTime),
        Column("state", TEXT, nullable=False, index=True),
        Column("ended_at", UtcTime),
        Column("ended_by", TEXT),
        Column("erased_at", UtcTime),
        Column("auth_hash", TEXT, nullable=False),
        Column("password_salt", TEXT),
        Column("password_hash", TEXT),
        Column("wrapped", TEXT, nullable=False),
        Column("commitment", TEXT, nullable=False),
        Column("manifest", TEXT, nullable=False),
        Column("generation", Integer, nullable=False),
        Column("wrong_passwords", Integer, nullable=False),
        Column("try_after", UtcTime),
    )


def _share_files() -> None:
    op.create_table(
        "share_files",
        Column("share_id", TEXT, ForeignKey("shares.id"), nullable=False),
        Column("generation", Integer, nullable=False),
        Column("number", Integer, nullable=False),
        Column("document_id", TEXT, nullable=False, index=True),
        Column("version", TEXT, nullable=False),
        Column("name", TEXT, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("sha256", TEXT, nullable=False),
        PrimaryKeyConstraint("share_id", "generation", "number"),
    )


def _share_tickets() -> None:
    op.create_table(
        "share_tickets",
        Column("hash", TEXT, primary_key=True),
        Column("share_id", TEXT, ForeignKey("shares.id"), nullable=False, index=True),
        Column("generation", Integer, nullable=False),
        Column("mode", TEXT, nullable=False),
        Column("address", TEXT, nullable=False),
        Column("opened_at", UtcTime, nullable=False),
        Column("expires_at", UtcTime, nullable=False, index=True),
    )


def _share_pages() -> None:
    op.create_table(
        "share_pages",
        Column("share_id", TEXT, ForeignKey("shares.id"), nullable=False),
        Column("generation", Integer, nullable=False),
        Column("number", Integer, nullable=False),
        Column("page", Integer, nullable=False),
        Column("at", UtcTime, nullable=False),
        PrimaryKeyConstraint("share_id", "generation", "number", "page"),
    )


def _high_water() -> None:
    op.create_table(
        "high_water",
        Column("id", Integer, primary_key=True),
        Column("at", UtcTime, nullable=False),
    )


def _file_requests() -> None:
    op.create_table(
        "file_requests",
        Column("id", TEXT, primary_key=True),
        Column("sid_hash", TEXT, nullable=False, unique=True),
        Column("auth_hash", TEXT, nullable=False),
        Column("created_by", TEXT, nullable=False, index=True),
        Column("created_at", UtcTime, nullable=False, index=True),
        Column("expires_at", UtcTime, nullable=False),
        Column("department", TEXT, nullable=False, index=True),
        Column("recipient", TEXT, nullable=False),
        Column("note", TEXT, nullable=False),
        Column("max_files", Integer, nullable=False),
        Column("max_bytes", BigInteger, nullable=False),
        Column("files", Integer, nullable=False),
        Column("bytes", BigInteger, nullable=False),
        Column("state", TEXT, nullable=False, index=True),
        Column("ended_at", UtcTime),
        Column("ended_by", TEXT),
    )


def _requested_files() -> None:
    op.create_table(
        "requested_files",
        Column("request_id", TEXT, ForeignKey("file_requests.id"), nullable=False),
        Column("number", Integer, nullable=False),
        Column("name", TEXT, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("sha256", TEXT, nullable=False),
        Column("path", TEXT, nullable=False, index=True),
        Column("address", TEXT, nullable=False),
        Column("received_at", UtcTime, nullable=False),
        PrimaryKeyConstraint("request_id", "number"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        Column("id", COUNTER, primary_key=True),
        Column("recipient", TEXT, nullable=False),
        Column("subject", TEXT, nullable=False),
        Column("body", TEXT, nullable=False),
        Column("created_at", UtcTime, nullable=False),
        Column("due_at", UtcTime, index=True),
        Column("tries", Integer, nullable=False),
        Column("sent_at", UtcTime),
        Column("error", TEXT),
    )
