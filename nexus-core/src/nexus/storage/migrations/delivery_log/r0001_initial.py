"""The delivery log and its routes."""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "log_0001"
down_revision = None
branch_labels = None
depends_on = None

MYSQL: Final[dict[str, Any]] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
TEXT: Final = sa.Text().with_variant(mysql.LONGTEXT(), "mysql")
BIG_ID: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create everything."""
    _delivery_log()
    _delivery_log_routes()


def _delivery_log() -> None:
    op.create_table(
        "delivery_log",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("entry", sa.String(length=48), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_log"),
        **MYSQL,
    )
    op.create_index("ix_delivery_log_finished_at", "delivery_log", ["finished_at"], unique=False)
    op.create_index("ix_delivery_log_message_id", "delivery_log", ["message_id"], unique=False)
    op.create_index("ix_delivery_log_route_id_finished_at", "delivery_log", ["route_id", "finished_at"], unique=False)
    op.create_index(
        "ix_delivery_log_status_finished_at",
        "delivery_log",
        ["status", "finished_at"],
        unique=False,
        sqlite_where=sa.text("status <> 0"),
        postgresql_where=sa.text("status <> 0"),
    )


def _delivery_log_routes() -> None:
    op.create_table(
        "delivery_log_routes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("workflow_id", sa.String(length=36), nullable=False),
        sa.Column("pipeline_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_log_routes"),
        sa.UniqueConstraint("workspace_id", "workflow_id", "pipeline_id", "source", name="uq_delivery_log_routes_all"),
        **MYSQL,
    )
