# Long because it is all tables of one database, to be read as one.
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
    Index(None, "folder", "modified_at", "id"),
    Index(None, "folder", "date", "id"),
    Index(None, "department", "folder", "name", "id"),
    Index(None, "type", "folder", "name", "id"),
    Index(None, "modified_at", "id"),
    Index(None, "department", "modified_at", "id"),
    Index(None, "type", "modified_at", "id"),
    # What somebody may read is a few departments and levels; what is somebody's own.
    Index(None, "level", "modified_at", "id"),
    Index(None, "department", "level", "modified_at", "id"),
    Index(None, "created_by", "modified_at", "id"),
    Index(None, "modified_by", "modified_at", "id"),
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
    Column("resolved_at", UtcTime, index=True),
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
    Index(None, "actor", "seq"),
    Index(None, "action", "seq"),
    Index(None, "at"),
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


# ---- how people come in. Secrets are here as hashes only, but for the second factor's.

passwords = Table(
    "passwords",
    METADATA,
    Column("user_name", TEXT, ForeignKey("users.name"), primary_key=True),
    Column("hash", TEXT, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)

second_factors = Table(
    "second_factors",
    METADATA,
    Column("user_name", TEXT, ForeignKey("users.name"), primary_key=True),
    # Sealed with a key that lies outside the database.
    Column("secret", TEXT, nullable=False),
    Column("confirmed_at", UtcTime),
    # The last time step that was used: no code opens twice.
    Column("last_step", BigInteger, nullable=False),
    Column("recovery_hashes", TEXT, nullable=False),
)

sessions = Table(
    "sessions",
    METADATA,
    Column("hash", TEXT, primary_key=True),
    Column("user_name", TEXT, ForeignKey("users.name"), nullable=False, index=True),
    Column("created_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False, index=True),
    Column("address", TEXT, nullable=False),
    Column("agent", TEXT, nullable=False),
    # How they came in: password, password+totp, oidc, invitation.
    Column("method", TEXT, nullable=False),
)

api_tokens = Table(
    "api_tokens",
    METADATA,
    Column("id", TEXT, primary_key=True),
    Column("hash", TEXT, nullable=False, unique=True),
    Column("user_name", TEXT, ForeignKey("users.name"), nullable=False, index=True),
    Column("label", TEXT, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("seen_at", UtcTime),
    Column("revoked_at", UtcTime),
)

# One-time links: the administrator's first, a newcomer's, a forgotten password's.
invitations = Table(
    "invitations",
    METADATA,
    Column("hash", TEXT, primary_key=True),
    Column("purpose", TEXT, nullable=False),
    Column("user_name", TEXT, index=True),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
)

# Failed attempts by what is guessed at: a user's password, a second factor, an address.
failed_attempts = Table(
    "failed_attempts",
    METADATA,
    Column("key", TEXT, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", UtcTime, nullable=False),
)

# Who somebody is at an identity provider (OpenID Connect: issuer and subject).
identities = Table(
    "identities",
    METADATA,
    Column("issuer", TEXT, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("user_name", TEXT, ForeignKey("users.name"), nullable=False, index=True),
    Column("created_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("issuer", "subject"),
)

# What a user may do in a department that is not theirs.
grants = Table(
    "grants",
    METADATA,
    Column("user_name", TEXT, ForeignKey("users.name"), nullable=False),
    Column("department", TEXT, nullable=False),
    # A right of access.py.
    Column("right", TEXT, nullable=False),
    Column("granted_by", TEXT, nullable=False),
    Column("granted_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("user_name", "department", "right"),
)

preferences = Table(
    "preferences",
    METADATA,
    Column("user_name", TEXT, ForeignKey("users.name"), primary_key=True),
    Column("language", TEXT),
    Column("theme", TEXT),
)

saved_searches = Table(
    "saved_searches",
    METADATA,
    Column("id", COUNTER, primary_key=True),
    Column("user_name", TEXT, ForeignKey("users.name"), nullable=False),
    Column("label", TEXT, nullable=False),
    Column("query", TEXT, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("user_name", "label"),
)

# Who has seen which version: one row for each, however often they looked.
looks = Table(
    "looks",
    METADATA,
    Column("document_id", TEXT, nullable=False),
    Column("number", TEXT, nullable=False),
    Column("user_name", TEXT, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("document_id", "number", "user_name"),
    Index(None, "user_name", "last_at"),
)

# What an audit found, as it was: the page shows the last one and how it has gone.
audit_runs = Table(
    "audit_runs",
    METADATA,
    Column("id", COUNTER, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("actor", TEXT, nullable=False),
    # Null while it goes on, and for ever where its process was killed.
    Column("finished_at", UtcTime),
    Column("checked", Integer, nullable=False),
    # JSON: files by department and month, findings by department and rule.
    Column("counts", TEXT, nullable=False),
)

audit_findings = Table(
    "audit_findings",
    METADATA,
    Column("run", BigInteger, ForeignKey("audit_runs.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("rule", TEXT, nullable=False),
    Column("severity", TEXT, nullable=False),
    # The first folder of the path.
    Column("department", TEXT),
    Column("path", TEXT, nullable=False),
    # 1 where the run before did not have it.
    Column("fresh", Integer, nullable=False),
    # JSON: message in both languages, suggestion, placeholders, part.
    Column("finding", TEXT, nullable=False),
    PrimaryKeyConstraint("run", "seq"),
    Index(None, "run", "rule", "seq"),
    Index(None, "run", "department", "seq"),
    Index(None, "run", "severity", "seq"),
    Index(None, "run", "fresh", "seq"),
    Index(None, "run", "path", "rule"),
)

# The last check of each kind: verify, the chain of the audit trail. Earlier ones are in the trail.
checks = Table(
    "checks",
    METADATA,
    Column("kind", TEXT, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("checked", BigInteger, nullable=False),
    Column("problems", BigInteger, nullable=False),
    # JSON: the first problems, in words.
    Column("detail", TEXT, nullable=False),
)

# Answers to requests that may come twice (Idempotency-Key), for a day.
answered_requests = Table(
    "answered_requests",
    METADATA,
    Column("user_name", TEXT, nullable=False),
    Column("key", TEXT, nullable=False),
    # SHA-256 over method, path and body: the same key for something else is a conflict.
    Column("request_hash", TEXT, nullable=False),
    Column("body", TEXT),
    Column("at", UtcTime, nullable=False, index=True),
    PrimaryKeyConstraint("user_name", "key"),
)

# Share links. What opens them is not here: the secret is in the link, the server's half in the jar.
shares = Table(
    "shares",
    METADATA,
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
    # When the sharer was told that it was opened.
    Column("told_at", UtcTime),
    Column("state", TEXT, nullable=False, index=True),
    Column("ended_at", UtcTime),
    Column("ended_by", TEXT),
    Column("erased_at", UtcTime),
    # Binary values as base64.
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

# The documents of a link, in each sealing: a link that follows is sealed anew for a new version.
share_files = Table(
    "share_files",
    METADATA,
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

# Who has opened a link and is still at it: downloads by ticket, looking by session.
share_tickets = Table(
    "share_tickets",
    METADATA,
    Column("hash", TEXT, primary_key=True),
    Column("share_id", TEXT, ForeignKey("shares.id"), nullable=False, index=True),
    Column("generation", Integer, nullable=False),
    Column("mode", TEXT, nullable=False),
    Column("address", TEXT, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False, index=True),
)

# Pages that a partner has seen.
share_pages = Table(
    "share_pages",
    METADATA,
    Column("share_id", TEXT, ForeignKey("shares.id"), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("page", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("share_id", "generation", "number", "page"),
)

# The latest moment anybody has seen: a clock set back revives nothing.
high_water = Table(
    "high_water",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
)

# Requests for files: links by which a partner uploads into the inbox of a department.
file_requests = Table(
    "file_requests",
    METADATA,
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

# What came by a request, under the name the partner gave it.
requested_files = Table(
    "requested_files",
    METADATA,
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

# Mail that is to be sent; never with a secret in it.
outbox = Table(
    "outbox",
    METADATA,
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
