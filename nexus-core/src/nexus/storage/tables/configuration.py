"""What is configured: applications with their keys, connections, agents, saved queries."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    false,
)

from nexus.storage.tables.columns import DIGEST, LONG_TEXT, Json, identifier, label, moment, version
from nexus.storage.tables.metadata import table, workspace_column

applications = table(
    "applications",
    identifier(primary_key=True),
    workspace_column(),
    label(),
    Column("enabled", Boolean, nullable=False),
    Column("fields", Json, nullable=False),
    Column("allow_unknown", Boolean, nullable=False),
    Column("dedup", String(16), nullable=False),
    Column("message_id_path", String(500)),
    Column("rate_limit", Double),
    Column("burst", Integer),
    Column("encryption", Boolean, nullable=False),
    Column("keep_encrypted", Boolean, nullable=False, server_default=false()),
    Column("masked", Json, nullable=False),
    version(),
    moment("created_at"),
    UniqueConstraint("workspace_id", "name"),
)

api_keys = table(
    "api_keys",
    Column("id", String(32), primary_key=True),
    workspace_column(),
    Column("application_id", String(36), ForeignKey("applications.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("digest", DIGEST, nullable=False),
    moment("created_at"),
    moment("valid_until", nullable=True),
)

application_secrets = table(
    "application_secrets",
    identifier(primary_key=True),
    workspace_column(),
    Column("application_id", String(36), ForeignKey("applications.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("secret", LONG_TEXT, nullable=False),
    moment("created_at"),
    moment("valid_until", nullable=True),
    UniqueConstraint("application_id", "number"),
)

# No foreign keys: messages of an application that is gone are still delivered, and must open.
payload_keys = table(
    "payload_keys",
    identifier(primary_key=True),
    Column("workspace_id", String(36), nullable=False),
    Column("application_id", String(36), nullable=False, index=True),
    Column("payload_key", LONG_TEXT, nullable=False),
    moment("created_at"),
)

agents = table(
    "agents",
    identifier(primary_key=True),
    workspace_column(),
    label(),
    Column("enabled", Boolean, nullable=False),
    Column("token_id", String(32), nullable=False),
    Column("token_digest", DIGEST, nullable=False),
    moment("last_seen_at", nullable=True),
    Column("queue_size", Integer),
    Column("info", Json, nullable=False),
    Column("public_key", LargeBinary),
    version(),
    moment("created_at"),
    UniqueConstraint("workspace_id", "name"),
    UniqueConstraint("token_id"),
)

agent_applications = table(
    "agent_applications",
    Column("agent_id", String(36), ForeignKey("agents.id", ondelete="CASCADE"), nullable=False),
    Column("application_id", String(36), ForeignKey("applications.id"), nullable=False, index=True),
    PrimaryKeyConstraint("agent_id", "application_id"),
)

connections = table(
    "connections",
    identifier(primary_key=True),
    workspace_column(),
    label(),
    label("connector"),
    Column("config", Json, nullable=False),
    Column("via_agent", String(36), ForeignKey("agents.id"), index=True),
    version(),
    moment("created_at"),
    UniqueConstraint("workspace_id", "name"),
)

queries = table(
    "queries",
    identifier(primary_key=True),
    workspace_column(),
    label("slug"),
    label("title"),
    Column("connection_id", String(36), ForeignKey("connections.id"), nullable=False, index=True),
    Column("statement", LONG_TEXT, nullable=False),
    Column("parameters", Json, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("max_limit", Integer, nullable=False),
    Column("max_rows", BigInteger, nullable=False, server_default="1000000"),
    Column("max_bytes", BigInteger, nullable=False, server_default="8388608"),
    Column("timeout_s", Double, nullable=False, server_default="30"),
    Column("cache_seconds", Integer, nullable=False, server_default="0"),
    version(),
    moment("created_at"),
    UniqueConstraint("workspace_id", "slug"),
)

query_applications = table(
    "query_applications",
    Column("query_id", String(36), ForeignKey("queries.id", ondelete="CASCADE"), nullable=False),
    Column("application_id", String(36), ForeignKey("applications.id"), nullable=False, index=True),
    PrimaryKeyConstraint("query_id", "application_id"),
)
