"""Applications may keep their payloads encrypted in the stream store, under keys of their own."""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "core_0007"
down_revision = "core_0006"
branch_labels = None
depends_on = None

MYSQL: Final[dict[str, Any]] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
TEXT: Final = sa.Text().with_variant(mysql.LONGTEXT(), "mysql")
MOMENT: Final = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql")


def upgrade() -> None:
    """Add the keys, and the switch: it is off for all that are there.

    The switch keeps its default: to take it away, SQLite would make the table anew, and what refers to it would go with
    the old one.
    """
    op.create_table(
        "payload_keys",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("payload_key", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_payload_keys"),
        **MYSQL,
    )
    op.create_index("ix_payload_keys_application_id", "payload_keys", ["application_id"])
    op.add_column("applications", sa.Column("keep_encrypted", sa.Boolean(), nullable=False, server_default=sa.false()))
