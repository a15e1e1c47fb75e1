"""Runs of sequential workflows: beside the delivery log, and forgotten like it."""

from sqlalchemy import BigInteger, Column, Index, Integer, PrimaryKeyConstraint, SmallInteger, String, Table

from nexus.storage.tables.columns import LONG_TEXT, identifier
from nexus.storage.tables.delivery_log import LOG_METADATA
from nexus.storage.tables.metadata import MYSQL

runs = Table(
    "runs",
    LOG_METADATA,
    identifier("id"),
    identifier("workflow_id"),
    identifier("workspace_id"),
    Column("version", Integer, nullable=False),
    identifier("source"),
    Column("entry", String(48), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("step", LONG_TEXT, nullable=False),
    Column("reason", LONG_TEXT, nullable=False),
    identifier("origin"),
    Column("record", LONG_TEXT, nullable=False),
    PrimaryKeyConstraint("id", "workflow_id"),
    Index("ix_runs_workflow_id_started_at", "workflow_id", "started_at"),
    Index("ix_runs_updated_at", "updated_at"),
    **MYSQL,
)
