"""Stages that are PostgreSQL's: writing rows, and logging deliveries; beside psycopg."""

import time
from collections.abc import Sequence
from typing import Any, Final

import psutil
import psycopg
from uuid_utils import uuid7

from nexus import Batch, Secret, WriteTarget
from nexus.model.delivery import DeliveryEvent, Status
from nexus.storage import schema
from nexus.storage.delivery_log import SqlDeliveryLog
from nexus.storage.engine import open_engine
from nexus.testing import LocalContext
from nexus.testing.servers import PostgresServer
from nexus_postgresql.config import PostgreSQLConfig
from nexus_postgresql.plugin import nexus_sinks
from tests.benchmarks.limits.meter import Figures, Meter, parts, row
from tests.benchmarks.limits.orders import FIELDS, by_hand

COLUMNS: Final = (
    "id bigint PRIMARY KEY, customer text, email text, quantity integer, price numeric(12,2), paid boolean, note text, "
    "at timestamptz"
)


def writing(postgres: PostgresServer, payloads: Sequence[bytes]) -> Figures:
    """Rows upserted by the sink, beside the same statements by psycopg alone."""
    database = postgres.new_database().rpartition("/")[2]
    dsn = postgres.url(database, driver="")
    rows = [by_hand(payload) for payload in payloads]
    meter = Meter(psutil.Process(postgres.pid))
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE ours ({COLUMNS}); CREATE TABLE least ({COLUMNS})")
    context = LocalContext()
    config = PostgreSQLConfig(
        host=postgres.host,
        port=postgres.port,
        database=database,
        username=postgres.username,
        password=Secret(postgres.password),
    )
    target = WriteTarget("p1", "upsert", "ours", key=("id",), columns=FIELDS)
    sink = nexus_sinks()[0].open(config, target, context)
    sink.write(Batch(rows[:1], ["0"]))
    with meter.watch(len(rows)) as ours:
        for part in parts(rows):
            sink.write(Batch(part, [str(at) for at in range(len(part))]))
    sink.close()
    with psycopg.connect(dsn) as connection:
        _upsert(connection, rows[:1])
        with meter.watch(len(rows)) as least:
            for part in parts(rows):
                _upsert(connection, part)
    return row("write eight fields", ours, "COPY and upsert by psycopg", least)


def _upsert(connection: psycopg.Connection[Any], rows: Sequence[dict[str, Any]]) -> None:
    names = ", ".join(FIELDS)
    changes = ", ".join(f"{name} = excluded.{name}" for name in FIELDS if name != "id")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS fresh (LIKE least) ON COMMIT DELETE ROWS")
        with cursor.copy(f"COPY fresh ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(tuple(row.values()))
        cursor.execute(f"INSERT INTO least SELECT * FROM fresh ON CONFLICT (id) DO UPDATE SET {changes}")
    connection.commit()


def logging(postgres: PostgresServer, count: int) -> Figures:
    """Lines of the delivery log in PostgreSQL, beside COPY of the same columns into a table with one index."""
    url = postgres.new_database()
    dsn = postgres.url(url.rpartition("/")[2], driver="")
    meter = Meter(psutil.Process(postgres.pid))
    now = time.time_ns() // 1_000_000
    events = [
        DeliveryEvent(str(uuid7()), "w", "workflow", "pipeline", "a", Status.DELIVERED, 1, now, now, now + at)
        for at in range(count)
    ]
    schema.upgrade(url, schema.DELIVERY_LOG)
    engine = open_engine(url)
    log = SqlDeliveryLog(engine)
    log.append(events[:1])
    with meter.watch(count) as ours:
        for part in parts(events[1:]):
            log.append(part)
    engine.dispose()
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE bare (m uuid, r int, s int, a int, t bigint, u bigint, f bigint)")
        connection.execute("CREATE INDEX ON bare (r, f)")
        with meter.watch(count) as least:
            for some in parts(events):
                with connection.cursor() as cursor, cursor.copy("COPY bare FROM STDIN") as copy:
                    for one in some:
                        copy.write_row((one.message_id, 1, 1, 1, one.received_at, one.started_at, one.finished_at))
                connection.commit()
    return row("log a delivery", ours, "COPY of its numbers", least)
