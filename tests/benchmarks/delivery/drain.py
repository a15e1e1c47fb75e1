"""How fast workers empty a stream into a database, beside bare loops that do nothing else."""

import json
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from typing import Any, Final

import psycopg

from nexus.testing.servers import MariaDBServer, PostgresServer
from tests.benchmarks.delivery.definitions import COLUMNS, payloads, workflow
from tests.benchmarks.delivery.installation import connection_config, installation
from tests.benchmarks.limits.draining import BusyCores, drain, figures, fill, workflow_ids

Figures = dict[str, Any]

_BATCH: Final = 500


def drain_into_postgresql(server: PostgresServer, count: int, operation: str, workers: int) -> Figures:
    """Measure stream -> workers -> PostgreSQL, delivery log on."""
    dsn = _orders_in(server)

    def rows() -> int:
        with psycopg.connect(dsn) as connection:
            found = connection.execute("SELECT count(*) FROM orders").fetchone()
            return int(found[0]) if found else 0

    definitions = workflow("postgresql", connection_config(server, dsn.rpartition("/")[2]), operation)
    return {"operation": operation, "workers": workers, **_drain(definitions, count, rows, workers)}


def drain_into_mariadb(server: MariaDBServer, count: int) -> Figures:
    """Measure stream -> one worker -> MariaDB upsert, delivery log on."""
    database = server.new_database().rpartition("/")[2]
    server.execute(f"CREATE TABLE orders ({COLUMNS.format(boolean='boolean', moment='datetime(6)')})", database)

    def rows() -> int:
        return int(server.execute("SELECT count(*) FROM orders", database))

    return _drain(workflow("mysql", connection_config(server, database)), count, rows, 1)


def copy_loops(server: PostgresServer, count: int, loops: int) -> Figures:
    """Measure the limit: decode JSON and COPY, in as many Python processes, each with a part of the messages."""
    dsn, context = _orders_in(server), multiprocessing.get_context("spawn")
    start = context.Barrier(loops + 1)
    share = count // loops
    running = [
        context.Process(target=_copy_loop, args=(dsn, share, 1 + at * share, start), daemon=True) for at in range(loops)
    ]
    for one in running:
        one.start()
    start.wait(120)  # all have made their messages
    busy, began = BusyCores(), time.perf_counter()
    start.wait(300)  # all have stored them
    seconds, cores = time.perf_counter() - began, busy.since()
    for one in running:
        one.join()
    return {"loops": loops, "per_second": loops * share / seconds, "busy_cores": cores}


def _copy_loop(dsn: str, count: int, first: int, start: Barrier) -> None:
    messages = list(payloads(count, first))
    with psycopg.connect(dsn) as connection:
        start.wait(120)
        for at in range(0, count, _BATCH):
            with connection.cursor() as cursor, cursor.copy("COPY orders FROM STDIN") as copy:
                for payload in messages[at : at + _BATCH]:
                    copy.write_row(_row(json.loads(payload)))
            connection.commit()
        start.wait(300)


def _row(order: Figures) -> tuple[Any, ...]:
    customer = order["customer"]
    rest = (order[name] for name in ("quantity", "price", "paid", "note", "at"))
    return (order["id"], customer["name"], customer["email"], *rest)


def _orders_in(server: PostgresServer) -> str:
    """Make a database with the table, and return its address."""
    dsn = server.url(server.new_database().rpartition("/")[2], driver="")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE orders ({COLUMNS.format(boolean='boolean', moment='timestamptz')})")
    return dsn


def _drain(definitions: str, count: int, rows: Callable[[], int], workers: int) -> Figures:
    with installation() as one:
        one.apply(definitions)
        found = workflow_ids(one)["orders"]
        fill(one, found, payloads(count))
        drained = figures(drain(one, found, count, workers=workers))
    assert rows() == count, f"{rows()} rows of {count}"
    return drained
