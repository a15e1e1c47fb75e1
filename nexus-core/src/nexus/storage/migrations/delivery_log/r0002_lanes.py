"""One index for all filters, in place of three."""

from alembic import op

revision = "log_0002"
down_revision = "log_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index that pages are read by; the others are needed no more.

    On a log of many millions of rows this takes minutes, in which nothing is written to it; deliveries go on.
    """
    op.create_index(
        "ix_delivery_log_route_id_status_finished_at",
        "delivery_log",
        ["route_id", "status", "finished_at"],
        unique=False,
    )
    for name in (
        "ix_delivery_log_finished_at",
        "ix_delivery_log_route_id_finished_at",
        "ix_delivery_log_status_finished_at",
    ):
        op.drop_index(name, "delivery_log")
