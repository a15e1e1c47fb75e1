"""Workspaces get a weight: their share of a busy worker."""

import sqlalchemy as sa
from alembic import op

revision = "core_0003"
down_revision = "core_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give every workspace the same weight.

    The default stays: to take it away, SQLite would make the table anew, and what refers to it would go with the old one.
    """
    op.add_column("workspaces", sa.Column("weight", sa.Integer(), nullable=False, server_default="1"))
