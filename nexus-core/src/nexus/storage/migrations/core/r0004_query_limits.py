"""Saved queries get limits of their own, and may be answered from what was read a moment ago."""

import sqlalchemy as sa
from alembic import op

revision = "core_0004"
down_revision = "core_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give every query what it had: no cache, and the limits of the former release."""
    for name, kind, default in (
        ("max_rows", sa.BigInteger(), "1000000"),
        ("max_bytes", sa.BigInteger(), "8388608"),
        ("timeout_s", sa.Double(), "30"),
        ("cache_seconds", sa.Integer(), "0"),
    ):
        op.add_column("queries", sa.Column(name, kind, nullable=False, server_default=default))
