"""What happened: dead letters and the audit chain."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, UniqueConstraint

from nexus.storage.tables.columns import LONG_TEXT, Json, identifier, moment
from nexus.storage.tables.metadata import table

# No foreign keys: a dead letter must find room even if all that it belongs to is gone.
dead_letters = table(
    "dead_letters",
    identifier(primary_key=True),
    identifier("workspace_id"),
    identifier("workflow_id"),
    identifier("pipeline_id"),
    identifier("message_id"),
    identifier("source"),
    Column("entry", String(48), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("died_at", BigInteger, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("payload", LONG_TEXT, nullable=False),
    Column("masked", Json),
    Column("headers", LONG_TEXT, nullable=False),
    Column("reason", LONG_TEXT, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("acted_by", String(200), nullable=False),
    moment("acted_at", nullable=True),
    UniqueConstraint("pipeline_id", "message_id"),
    Index("ix_dead_letters_workspace_id_status_died_at", "workspace_id", "status", "died_at"),
    Index("ix_dead_letters_workspace_id_fingerprint", "workspace_id", "fingerprint"),
    # Groups are counted by this alone: the letters themselves may have many megabytes each.
    Index(
        "ix_dead_letters_groups",
        "workspace_id",
        "status",
        "fingerprint",
        "workflow_id",
        "pipeline_id",
        "died_at",
    ),
)

audit_log = table(
    "audit_log",
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("workspace_id", String(36)),
    moment("at"),
    Column("category", String(16), nullable=False),
    Column("action", String(100), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("address", String(64), nullable=False),
    Column("target", String(300), nullable=False),
    Column("details", Json, nullable=False),
    Column("digest", String(64), nullable=False),
    Index("ix_audit_log_workspace_id_number", "workspace_id", "number"),
)

# One row: the end of the chain, sealed, so that whoever cuts the tail cannot write a head that fits.
audit_head = table(
    "audit_head",
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("seal", LONG_TEXT, nullable=False),
)
