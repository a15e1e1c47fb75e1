"""The history of runs."""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "log_0003"
down_revision = "log_0002"
branch_labels = None
depends_on = None

MYSQL: Final[dict[str, Any]] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
TEXT: Final = sa.Text().with_variant(mysql.LONGTEXT(), "mysql")


def upgrade() -> None:
    """Create the table of runs."""
    op.create_table(
        "runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workflow_id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=36), nullable=False),
        sa.Column("entry", sa.String(length=48), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("origin", sa.String(length=36), nullable=False),
        sa.Column("record", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", "workflow_id", name="pk_runs"),
        **MYSQL,
    )
    op.create_index("ix_runs_workflow_id_started_at", "runs", ["workflow_id", "started_at"], unique=False)
    op.create_index("ix_runs_updated_at", "runs", ["updated_at"], unique=False)
