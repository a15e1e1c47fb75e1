"""Agents register a public key, for which the secrets of the connections that they open are sealed."""

import sqlalchemy as sa
from alembic import op

revision = "core_0006"
down_revision = "core_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Agents that are there register when they next start."""
    op.add_column("agents", sa.Column("public_key", sa.LargeBinary(), nullable=True))
