"""Workflows, their versions, the ids of their pipelines, and what they use."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, PrimaryKeyConstraint, String, UniqueConstraint

from nexus.storage.tables.columns import LONG_TEXT, Json, identifier, label, moment, version
from nexus.storage.tables.metadata import table, workspace_column

workflows = table(
    "workflows",
    identifier(primary_key=True),
    workspace_column(),
    label(),
    Column("enabled", Boolean, nullable=False),
    version(),
    moment("created_at"),
    UniqueConstraint("workspace_id", "name"),
)

workflow_versions = table(
    "workflow_versions",
    Column("workflow_id", String(36), ForeignKey("workflows.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    workspace_column(),
    Column("definition", Json, nullable=False),
    label("author"),
    Column("comment", LONG_TEXT, nullable=False),
    moment("created_at"),
    PrimaryKeyConstraint("workflow_id", "number"),
)

# A pipeline's id is its cursor's name in the stream store: it survives as long as its name (or id) stays in the workflow.
pipelines = table(
    "pipelines",
    identifier(primary_key=True),
    workspace_column(),
    Column("workflow_id", String(36), ForeignKey("workflows.id", ondelete="CASCADE"), nullable=False),
    label(),
    moment("retired_at", nullable=True),
    UniqueConstraint("workflow_id", "name"),
)

# What the current version uses, so that nothing in use is deleted, not even at the same moment.
workflow_uses = table(
    "workflow_uses",
    identifier(primary_key=True),
    Column("workflow_id", String(36), ForeignKey("workflows.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("application_id", String(36), ForeignKey("applications.id"), index=True),
    Column("connection_id", String(36), ForeignKey("connections.id"), index=True),
    Column("by_name", Boolean, nullable=False),
)
