"""The delivery log: narrow and append-only, in metadata of its own because it may live in another database."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, SmallInteger, String, Table, UniqueConstraint

from nexus.storage.tables.columns import BIG_ID, LONG_TEXT, identifier
from nexus.storage.tables.metadata import MYSQL, NAMING

LOG_METADATA = MetaData(naming_convention=NAMING)

# Four ids that repeat in every row, written once: a row of the log then names them by one small number.
log_routes = Table(
    "delivery_log_routes",
    LOG_METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    identifier("workspace_id"),
    identifier("workflow_id"),
    identifier("pipeline_id"),
    identifier("source"),
    UniqueConstraint("workspace_id", "workflow_id", "pipeline_id", "source", name="uq_delivery_log_routes_all"),
    **MYSQL,
)

delivery_log = Table(
    "delivery_log",
    LOG_METADATA,
    Column("id", BIG_ID, primary_key=True, autoincrement=True),
    Column("route_id", Integer, nullable=False),
    identifier("message_id"),
    Column("status", SmallInteger, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger, nullable=False),
    Column("reason", LONG_TEXT, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("entry", String(48), nullable=False),
    Index("ix_delivery_log_message_id", "message_id"),
    # The one index that pages are read by, whatever the filter: see storage.delivery_log.lanes.
    Index("ix_delivery_log_route_id_status_finished_at", "route_id", "status", "finished_at"),
    **MYSQL,
)
