"""The tables of the first release, and the workspace ``default``."""

from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql
from uuid_utils import uuid7

revision = "core_0001"
down_revision = None
branch_labels = None
depends_on = None

MYSQL: Final[dict[str, Any]] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
TEXT: Final = sa.Text().with_variant(mysql.LONGTEXT(), "mysql")
DIGEST: Final = sa.LargeBinary().with_variant(mysql.BINARY(32), "mysql")
MOMENT: Final = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql")


def upgrade() -> None:
    """Create everything."""
    _audit_head()
    _audit_log()
    _users()
    _workspaces()
    _agents()
    _applications()
    _dead_letters()
    _memberships()
    _sessions()
    _workflows()
    _agent_applications()
    _api_keys()
    _application_secrets()
    _connections()
    _pipelines()
    _workflow_versions()
    _queries()
    _workflow_uses()
    _query_applications()
    _default_workspace()
    _start_of_the_audit_chain()


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seal", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        **MYSQL,
    )


def _audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=100), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=300), nullable=False),
        sa.Column("details", TEXT, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_log"),
        **MYSQL,
    )
    op.create_index("ix_audit_log_workspace_id_number", "audit_log", ["workspace_id", "number"], unique=False)


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("username", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_login_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("username", name="uq_users_username"),
        **MYSQL,
    )


def _workspaces() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
        sa.UniqueConstraint("name", name="uq_workspaces_name"),
        **MYSQL,
    )


def _agents() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("token_id", sa.String(length=32), nullable=False),
        sa.Column("token_digest", DIGEST, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=True),
        sa.Column("queue_size", sa.Integer(), nullable=True),
        sa.Column("info", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_agents_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agents"),
        sa.UniqueConstraint("token_id", name="uq_agents_token_id"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_agents_workspace_id_name"),
        **MYSQL,
    )


def _applications() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("fields", TEXT, nullable=False),
        sa.Column("allow_unknown", sa.Boolean(), nullable=False),
        sa.Column("dedup", sa.String(length=16), nullable=False),
        sa.Column("message_id_path", sa.String(length=500), nullable=True),
        sa.Column("rate_limit", sa.Double(), nullable=True),
        sa.Column("burst", sa.Integer(), nullable=True),
        sa.Column("encryption", sa.Boolean(), nullable=False),
        sa.Column("masked", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_applications_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_applications_workspace_id_name"),
        **MYSQL,
    )


def _dead_letters() -> None:
    op.create_table(
        "dead_letters",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("workflow_id", sa.String(length=36), nullable=False),
        sa.Column("pipeline_id", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=36), nullable=False),
        sa.Column("entry", sa.String(length=48), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("died_at", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("payload", TEXT, nullable=False),
        sa.Column("headers", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("acted_by", sa.String(length=200), nullable=False),
        sa.Column("acted_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_dead_letters"),
        sa.UniqueConstraint("pipeline_id", "message_id", name="uq_dead_letters_pipeline_id_message_id"),
        **MYSQL,
    )
    op.create_index(
        "ix_dead_letters_workspace_id_fingerprint", "dead_letters", ["workspace_id", "fingerprint"], unique=False
    )
    op.create_index(
        "ix_dead_letters_workspace_id_status_died_at",
        "dead_letters",
        ["workspace_id", "status", "died_at"],
        unique=False,
    )


def _memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_memberships_user_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_memberships_workspace_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name="pk_memberships"),
        **MYSQL,
    )
    op.create_index("ix_memberships_user_id", "memberships", ["user_id"], unique=False)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("former_digest", DIGEST, nullable=True),
        sa.Column("rotated_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        **MYSQL,
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], unique=False)


def _workflows() -> None:
    op.create_table(
        "workflows",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_workflows_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_workflows"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_workflows_workspace_id_name"),
        **MYSQL,
    )


def _agent_applications() -> None:
    op.create_table(
        "agent_applications",
        sa.Column("agent_id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_agent_applications_agent_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_agent_applications_application_id"),
        sa.PrimaryKeyConstraint("agent_id", "application_id", name="pk_agent_applications"),
        **MYSQL,
    )
    op.create_index("ix_agent_applications_application_id", "agent_applications", ["application_id"], unique=False)


def _api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("valid_until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_api_keys_application_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_api_keys_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        **MYSQL,
    )
    op.create_index("ix_api_keys_application_id", "api_keys", ["application_id"], unique=False)


def _application_secrets() -> None:
    op.create_table(
        "application_secrets",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("secret", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("valid_until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_application_secrets_application_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_application_secrets_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_application_secrets"),
        sa.UniqueConstraint("application_id", "number", name="uq_application_secrets_application_id_number"),
        **MYSQL,
    )


def _connections() -> None:
    op.create_table(
        "connections",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("connector", sa.String(length=200), nullable=False),
        sa.Column("config", TEXT, nullable=False),
        sa.Column("via_agent", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["via_agent"], ["agents.id"], name="fk_connections_via_agent"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_connections_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_connections"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_connections_workspace_id_name"),
        **MYSQL,
    )
    op.create_index("ix_connections_via_agent", "connections", ["via_agent"], unique=False)


def _pipelines() -> None:
    op.create_table(
        "pipelines",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("workflow_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["workflow_id"], ["workflows.id"], name="fk_pipelines_workflow_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_pipelines_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pipelines"),
        sa.UniqueConstraint("workflow_id", "name", name="uq_pipelines_workflow_id_name"),
        **MYSQL,
    )


def _workflow_versions() -> None:
    op.create_table(
        "workflow_versions",
        sa.Column("workflow_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("definition", TEXT, nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("comment", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workflow_id"], ["workflows.id"], name="fk_workflow_versions_workflow_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_workflow_versions_workspace_id"),
        sa.PrimaryKeyConstraint("workflow_id", "number", name="pk_workflow_versions"),
        **MYSQL,
    )


def _queries() -> None:
    op.create_table(
        "queries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("connection_id", sa.String(length=36), nullable=False),
        sa.Column("statement", TEXT, nullable=False),
        sa.Column("parameters", TEXT, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("max_limit", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["connection_id"], ["connections.id"], name="fk_queries_connection_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_queries_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_queries"),
        sa.UniqueConstraint("workspace_id", "slug", name="uq_queries_workspace_id_slug"),
        **MYSQL,
    )
    op.create_index("ix_queries_connection_id", "queries", ["connection_id"], unique=False)


def _workflow_uses() -> None:
    op.create_table(
        "workflow_uses",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workflow_id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=True),
        sa.Column("connection_id", sa.String(length=36), nullable=True),
        sa.Column("by_name", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_workflow_uses_application_id"),
        sa.ForeignKeyConstraint(["connection_id"], ["connections.id"], name="fk_workflow_uses_connection_id"),
        sa.ForeignKeyConstraint(
            ["workflow_id"], ["workflows.id"], name="fk_workflow_uses_workflow_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_workflow_uses"),
        **MYSQL,
    )
    op.create_index("ix_workflow_uses_application_id", "workflow_uses", ["application_id"], unique=False)
    op.create_index("ix_workflow_uses_connection_id", "workflow_uses", ["connection_id"], unique=False)
    op.create_index("ix_workflow_uses_workflow_id", "workflow_uses", ["workflow_id"], unique=False)


def _query_applications() -> None:
    op.create_table(
        "query_applications",
        sa.Column("query_id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_query_applications_application_id"),
        sa.ForeignKeyConstraint(
            ["query_id"], ["queries.id"], name="fk_query_applications_query_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("query_id", "application_id", name="pk_query_applications"),
        **MYSQL,
    )
    op.create_index("ix_query_applications_application_id", "query_applications", ["application_id"], unique=False)


def _default_workspace() -> None:
    workspaces = sa.table(
        "workspaces", *(sa.column(name) for name in ("id", "name", "title", "version")), sa.column("created_at", MOMENT)
    )
    op.bulk_insert(
        workspaces,
        [{"id": str(uuid7()), "name": "default", "title": "Default", "version": 1, "created_at": datetime.now(UTC)}],
    )


def _start_of_the_audit_chain() -> None:
    head = sa.table("audit_head", *(sa.column(name) for name in ("id", "number", "digest", "seal")))
    op.bulk_insert(head, [{"id": 1, "number": 0, "digest": "0" * 64, "seal": ""}])
