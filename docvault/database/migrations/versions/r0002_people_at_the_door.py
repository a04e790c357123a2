"""People at the door: passwords, sessions, tokens, grants; what they looked at and asked for."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    UniqueConstraint,
)

from docvault.database.columns import COUNTER, TEXT, UtcTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    _passwords()
    _second_factors()
    _sessions()
    _api_tokens()
    _invitations()
    _failed_attempts()
    _identities()
    _grants()
    _preferences()
    _saved_searches()
    _looks()
    _audit_runs()
    _audit_findings()
    _checks()
    _ways_into_the_trail()
    _answered_requests()
    _indexes_of_lists()


def _passwords() -> None:
    op.create_table(
        "passwords",
        Column("user_name", TEXT, ForeignKey("users.name"), primary_key=True),
        Column("hash", TEXT, nullable=False),
        Column("changed_at", UtcTime, nullable=False),
    )


def _second_factors() -> None:
    op.create_table(
        "second_factors",
        Column("user_name", TEXT, ForeignKey("users.name"), primary_key=True),
        Column("secret", TEXT, nullable=False),
        Column("confirmed_at", UtcTime),
        Column("last_step", BigInteger, nullable=False),
        Column("recovery_hashes", TEXT, nullable=False),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        Column("hash", TEXT, primary_key=True),
        Column("user_name", TEXT, ForeignKey("users.name"), nullable=False, index=True),
        Column("created_at", UtcTime, nullable=False),
        Column("seen_at", UtcTime, nullable=False),
        Column("expires_at", UtcTime, nullable=False, index=True),
        Column("address", TEXT, nullable=False),
        Column("agent", TEXT, nullable=False),
        Column("method", TEXT, nullable=False),
    )


def _api_tokens() -> None:
    op.create_table(
        "api_tokens",
        Column("id", TEXT, primary_key=True),
        Column("hash", TEXT, nullable=False, unique=True),
        Column("user_name", TEXT, ForeignKey("users.name"), nullable=False, index=True),
        Column("label", TEXT, nullable=False),
        Column("created_at", UtcTime, nullable=False),
        Column("expires_at", UtcTime),
        Column("seen_at", UtcTime),
        Column("revoked_at", UtcTime),
    )


def _invitations() -> None:
    op.create_table(
        "invitations",
        Column("hash", TEXT, primary_key=True),
        Column("purpose", TEXT, nullable=False),
        Column("user_name", TEXT, index=True),
        Column("created_at", UtcTime, nullable=False),
        Column("expires_at", UtcTime, nullable=False),
        Column("used_at", UtcTime),
    )


def _failed_attempts() -> None:
    op.create_table(
        "failed_attempts",
        Column("key", TEXT, primary_key=True),
        Column("count", Integer, nullable=False),
        Column("last_at", UtcTime, nullable=False),
    )


def _identities() -> None:
    op.create_table(
        "identities",
        Column("issuer", TEXT, nullable=False),
        Column("subject", TEXT, nullable=False),
        Column("user_name", TEXT, ForeignKey("users.name"), nullable=False, index=True),
        Column("created_at", UtcTime, nullable=False),
        PrimaryKeyConstraint("issuer", "subject"),
    )


def _grants() -> None:
    op.create_table(
        "grants",
        Column("user_name", TEXT, ForeignKey("users.name"), nullable=False),
        Column("department", TEXT, nullable=False),
        Column("right", TEXT, nullable=False),
        Column("granted_by", TEXT, nullable=False),
        Column("granted_at", UtcTime, nullable=False),
        PrimaryKeyConstraint("user_name", "department", "right"),
    )


def _preferences() -> None:
    op.create_table(
        "preferences",
        Column("user_name", TEXT, ForeignKey("users.name"), primary_key=True),
        Column("language", TEXT),
        Column("theme", TEXT),
    )


def _saved_searches() -> None:
    op.create_table(
        "saved_searches",
        Column("id", COUNTER, primary_key=True),
        Column("user_name", TEXT, ForeignKey("users.name"), nullable=False),
        Column("label", TEXT, nullable=False),
        Column("query", TEXT, nullable=False),
        Column("created_at", UtcTime, nullable=False),
        UniqueConstraint("user_name", "label"),
    )


def _looks() -> None:
    op.create_table(
        "looks",
        Column("document_id", TEXT, nullable=False),
        Column("number", TEXT, nullable=False),
        Column("user_name", TEXT, nullable=False),
        Column("first_at", UtcTime, nullable=False),
        Column("last_at", UtcTime, nullable=False),
        Column("count", Integer, nullable=False),
        PrimaryKeyConstraint("document_id", "number", "user_name"),
        Index(None, "user_name", "last_at"),
    )


def _audit_runs() -> None:
    op.create_table(
        "audit_runs",
        Column("id", COUNTER, primary_key=True),
        Column("at", UtcTime, nullable=False),
        Column("actor", TEXT, nullable=False),
        Column("finished_at", UtcTime),
        Column("checked", Integer, nullable=False),
        Column("counts", TEXT, nullable=False),
    )


def _audit_findings() -> None:
    op.create_table(
        "audit_findings",
        Column("run", BigInteger, ForeignKey("audit_runs.id"), nullable=False),
        Column("seq", Integer, nullable=False),
        Column("rule", TEXT, nullable=False),
        Column("severity", TEXT, nullable=False),
        Column("department", TEXT),
        Column("path", TEXT, nullable=False),
        Column("fresh", Integer, nullable=False),
        Column("finding", TEXT, nullable=False),
        PrimaryKeyConstraint("run", "seq"),
        Index(None, "run", "rule", "seq"),
        Index(None, "run", "department", "seq"),
        Index(None, "run", "severity", "seq"),
        Index(None, "run", "fresh", "seq"),
        Index(None, "run", "path", "rule"),
    )


def _checks() -> None:
    op.create_table(
        "checks",
        Column("kind", TEXT, primary_key=True),
        Column("at", UtcTime, nullable=False),
        Column("actor", TEXT, nullable=False),
        Column("seconds", Integer, nullable=False),
        Column("checked", BigInteger, nullable=False),
        Column("problems", BigInteger, nullable=False),
        Column("detail", TEXT, nullable=False),
    )


def _ways_into_the_trail() -> None:
    op.create_index(None, "audit_events", ["actor", "seq"])
    op.create_index(None, "audit_events", ["action", "seq"])
    op.create_index(None, "audit_events", ["at"])


def _answered_requests() -> None:
    op.create_table(
        "answered_requests",
        Column("user_name", TEXT, nullable=False),
        Column("key", TEXT, nullable=False),
        Column("request_hash", TEXT, nullable=False),
        Column("body", TEXT),
        Column("at", UtcTime, nullable=False, index=True),
        PrimaryKeyConstraint("user_name", "key"),
    )


def _indexes_of_lists() -> None:
    for table, *columns in (
        ("documents", "folder", "modified_at", "id"),
        ("documents", "folder", "date", "id"),
        ("documents", "level", "modified_at", "id"),
        ("documents", "department", "level", "modified_at", "id"),
        ("documents", "created_by", "modified_at", "id"),
        ("documents", "modified_by", "modified_at", "id"),
        ("kept_changes", "resolved_at"),
    ):
        op.create_index(op.f("_".join(("ix", table, *columns))), table, columns)
