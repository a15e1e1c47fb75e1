"""How long a page of the delivery log takes, by filter: from the newest line, and from anywhere in the past."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlalchemy import Engine

from nexus.model.delivery import Status
from nexus.model.log import LogFilter
from nexus.storage.cursors import encode
from nexus.storage.delivery_log import SqlDeliveryLog
from tests.benchmarks.delivery_log.fill import FIRST_MS, LINES_PER_MS, WORKSPACES, message

BUSY, QUIET = WORKSPACES
PAGE: Final = 100

_FAILED: Final = (Status.RETRYING, Status.DEAD)


def filters(lines: int) -> dict[str, tuple[str, LogFilter]]:
    """Return what the API can be asked, by name, with the workspace."""
    span = lines // LINES_PER_MS
    since, until = FIRST_MS + span // 4, FIRST_MS + span // 2
    return {
        "everything": (BUSY, LogFilter()),
        "everything of a quiet workspace": (QUIET, LogFilter()),
        "one workflow": (BUSY, LogFilter(workflow_id="workflow-03")),
        "one pipeline": (BUSY, LogFilter(pipeline_id="pipeline-07")),
        "one application": (BUSY, LogFilter(source="application-1")),
        "delivered": (BUSY, LogFilter(statuses=(Status.DELIVERED,))),
        "dead": (BUSY, LogFilter(statuses=(Status.DEAD,))),
        "failed, of one application": (BUSY, LogFilter(statuses=_FAILED, source="application-1")),
        "a span of time": (BUSY, LogFilter(since=since, until=until)),
        "dead, of one pipeline, in a span": (
            BUSY,
            LogFilter(statuses=(Status.DEAD,), pipeline_id="pipeline-07", since=since, until=until),
        ),
        "one message": (BUSY, LogFilter(message_id=message(lines // 3))),
        "a text that is frequent": (BUSY, LogFilter(text="deadlock")),
        "a text that is nowhere": (BUSY, LogFilter(text="no such thing")),
        "a text, of one workflow, in a span": (
            BUSY,
            LogFilter(text="LOCK 97", workflow_id="workflow-03", since=since, until=until),
        ),
    }


def measured(engine: Engine, lines: int, cpu_s: Callable[[], float], rounds: int = 100) -> list[dict[str, Any]]:
    """Return milliseconds of a page for each filter, as time passes and of CPU; every second begins somewhere in the past.

    Args:
        engine: on a log that `filled` gave.
        lines: how many it has.
        cpu_s: says how many seconds of CPU the database and this process have used.
        rounds: pages of each filter.
    """
    log, chance = SqlDeliveryLog(engine), random.Random(7)
    found = []
    for name, (workspace, wanted) in filters(lines).items():
        positions = [
            None if number % 2 else encode("older", FIRST_MS + chance.randrange(lines // LINES_PER_MS), 2**40)
            for number in range(rounds)
        ]
        log.search(workspace, wanted, positions[0], PAGE)  # connected, and planned
        before = cpu_s()
        spent = sorted(_timed(lambda at, w=workspace, f=wanted: log.search(w, f, at, PAGE), positions))
        found.append(
            {
                "filter": name,
                "cpu_ms": (cpu_s() - before) / rounds * 1000,
                "least_ms": spent[0],
                "p50_ms": statistics.median(spent),
                "p99_ms": spent[len(spent) * 99 // 100 - 1],
            }
        )
    return found


def _timed(ask: Callable[[Any], Any], positions: list[str | None]) -> Iterator[float]:
    for position in positions:
        started = time.perf_counter()
        ask(position)
        yield (time.perf_counter() - started) * 1000
