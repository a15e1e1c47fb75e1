"""Dead letters know what is masked in them, and are grouped by an index alone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "core_0002"
down_revision = "core_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the index. Letters of before have no paths of their own: those of their application hold."""
    op.add_column("dead_letters", sa.Column("masked", sa.Text().with_variant(mysql.LONGTEXT(), "mysql"), nullable=True))
    op.create_index(
        "ix_dead_letters_groups",
        "dead_letters",
        ["workspace_id", "status", "fingerprint", "workflow_id", "pipeline_id", "died_at"],
        unique=False,
    )
