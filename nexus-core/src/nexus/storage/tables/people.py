"""Workspaces, users, their roles and their sessions."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, UniqueConstraint

from nexus.storage.tables.columns import DIGEST, identifier, label, moment, version
from nexus.storage.tables.metadata import table

workspaces = table(
    "workspaces",
    identifier(primary_key=True),
    label("name"),
    label("title"),
    Column("weight", Integer, nullable=False, server_default="1"),
    version(),
    moment("created_at"),
    UniqueConstraint("name"),
)

users = table(
    "users",
    identifier(primary_key=True),
    label("username"),
    Column("password_hash", String(255), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("owner", Boolean, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    version(),
    moment("created_at"),
    moment("last_login_at", nullable=True),
    UniqueConstraint("username"),
)

memberships = table(
    "memberships",
    Column("workspace_id", String(36), ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", String(36), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("role", String(16), nullable=False),
)

sessions = table(
    "sessions",
    identifier(primary_key=True),
    Column("user_id", String(36), ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("digest", DIGEST, nullable=False),
    Column("former_digest", DIGEST),
    moment("rotated_at"),
    moment("expires_at"),
    moment("revoked_at", nullable=True),
    Index("ix_sessions_expires_at", "expires_at"),
)
