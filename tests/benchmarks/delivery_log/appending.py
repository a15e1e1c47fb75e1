"""What it costs to write the delivery log with the one index of all filters, beside the three that it had before."""

import time
from typing import Final

from sqlalchemy import Engine, Index
from sqlalchemy.schema import CreateIndex, DropIndex

from nexus.model.delivery import DeliveryEvent, Status
from nexus.storage.delivery_log import SqlDeliveryLog
from nexus.storage.engine import WRITES
from nexus.storage.tables import delivery_log
from tests.benchmarks.delivery_log.fill import WORKSPACES, message

BATCHES: Final = 40
BATCH: Final = 1_000
ROUNDS: Final = 3

_COLUMNS = delivery_log.c
_NOW = next(index for index in delivery_log.indexes if "route_id" in str(index.name))


def appending(engine: Engine) -> dict[str, float]:
    """Return microseconds per line with the former indexes and with the present one, and how the two compare."""
    former = [
        Index("former_finished_at", _COLUMNS.finished_at),
        Index("former_route_id", _COLUMNS.route_id, _COLUMNS.finished_at),
        Index("former_status", _COLUMNS.status, _COLUMNS.finished_at),
    ]
    for index in former:
        delivery_log.indexes.discard(index)  # they are this benchmark's alone
    now, before = [], []
    for _ in range(ROUNDS):  # in turn, so that what else the machine does concerns both
        now.append(_per_line(engine))
        _replace(engine, [_NOW], former)
        before.append(_per_line(engine))
        _replace(engine, former, [_NOW])
    return {"now_us": min(now), "before_us": min(before), "ratio": min(now) / min(before)}


def _replace(engine: Engine, gone: list[Index], new: list[Index]) -> None:
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        for index in gone:
            connection.execute(DropIndex(index))
        for index in new:
            connection.execute(CreateIndex(index))


def _per_line(engine: Engine) -> float:
    log, base = SqlDeliveryLog(engine), time.time_ns() // 1_000_000
    batches = [
        [
            DeliveryEvent(
                message(number * 7919 % 10**8),
                WORKSPACES[0],
                f"workflow-{number % 20:02}",
                f"pipeline-{number % 40:02}",
                "application-0",
                Status.RETRYING if number % 50 == 0 else Status.DELIVERED,
                1,
                base,
                base,
                base + batch,
                "deadlock found when trying to get lock" if number % 50 == 0 else "",
            )
            for number in range(batch * BATCH, (batch + 1) * BATCH)
        ]
        for batch in range(BATCHES)
    ]
    log.append(batches[0])
    started = time.perf_counter()
    for events in batches:
        log.append(events)
    return (time.perf_counter() - started) / (BATCHES * BATCH) * 1e6
