"""How the cost of a delivery grows: with the message's size, its fields, and with what is beside it.

One worker into PostgreSQL by COPY and upsert, delivery log on. Each case has an installation of its own, so that none
inherits another's memory or backlog.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from nexus.testing.servers import PostgresServer
from tests.benchmarks.delivery.installation import Installation, connection_config, installation
from tests.benchmarks.limits.draining import drain, figures, fill, workflow_ids

SIZES: Final = (100, 1_000, 10_000, 100_000, 1_000_000)
FIELDS: Final = (1, 10, 50, 100, 500)
PIPELINES: Final = (1, 2, 5, 10, 20, 50)
WORKFLOWS: Final = (1, 10, 100, 1_000, 10_000)
BACKLOGS: Final = (0, 100_000, 1_000_000, 10_000_000)

BYTES: Final = 100_000_000
"""Of all payloads of one case, at most."""

MESSAGES: Final = 50_000
"""Of one case, at most."""

Figures = dict[str, Any]
Rule = dict[str, Any]


def growth(server: PostgresServer, scale: float) -> dict[str, list[Figures]]:
    """Measure every kind of growth; ``scale`` takes a part of the messages, and leaves out the cases above it."""
    cases: dict[str, tuple[Callable[[PostgresServer, int, float], Figures], Sequence[int]]] = {
        "size": (of_size, SIZES),
        "fields": (of_fields, FIELDS),
        "pipelines": (of_pipelines, PIPELINES),
        "workflows": (of_workflows, WORKFLOWS),
        "backlog": (of_backlog, BACKLOGS),
    }
    return {
        name: [{name: value, **measure(server, value, scale)} for value in _chosen(values, scale)]
        for name, (measure, values) in cases.items()
    }


def _chosen(values: Sequence[int], scale: float) -> list[int]:
    return [value for value in values if value <= max(values) * scale or value == values[0]]


def of_size(server: PostgresServer, size: int, scale: float) -> Figures:
    """Two fields, of which one is a text that makes the message as large as is wanted."""
    count = _count(size, scale)
    with _installation(server, {"id": "bigint PRIMARY KEY", "note": "text"}) as one:
        text = "x" * (size - 24)
        return _drained(one, (b'{"id":%d,"note":"%s"}' % (n, text.encode()) for n in range(count)), count)


def of_fields(server: PostgresServer, fields: int, scale: float) -> Figures:
    """As many mapped fields as are wanted: whole numbers and short texts by turns."""
    count = _count(fields * 20, scale)
    names = [f"field_{number}" for number in range(fields)]
    columns = {name: "text" if number % 2 else "bigint" for number, name in enumerate(names)}
    columns["field_0"] = "bigint PRIMARY KEY"

    def messages() -> Iterator[bytes]:
        for n in range(count):
            yield json.dumps({name: f"text {n}" if at % 2 else n for at, name in enumerate(names)}).encode()

    with _installation(server, columns) as one:
        return _drained(one, messages(), count)


def of_pipelines(server: PostgresServer, pipelines: int, scale: float) -> Figures:
    """One workflow with many ways out; the figures are those of one delivery, not of a message."""
    count = max(500, int(2 * MESSAGES * scale) // pipelines)
    with _installation(server, {"id": "bigint PRIMARY KEY", "note": "text"}, pipelines=pipelines) as one:
        return _drained(one, (b'{"id":%d,"note":"a note"}' % n for n in range(count)), count, pipelines)


def of_workflows(server: PostgresServer, workflows: int, scale: float) -> Figures:
    """One workflow that has messages, beside others that have none."""
    count = int(MESSAGES * scale)
    with _installation(server, {"id": "bigint PRIMARY KEY", "note": "text"}, workflows=workflows) as one:
        return _drained(one, (b'{"id":%d,"note":"a note"}' % n for n in range(count)), count)


def of_backlog(server: PostgresServer, backlog: int, scale: float) -> Figures:
    """The first messages of a stream behind which many others wait."""
    count = int(MESSAGES * scale)
    with _installation(server, {"id": "bigint PRIMARY KEY", "note": "text"}) as one:
        return _drained(one, (b'{"id":%d,"note":"a note"}' % n for n in range(count + backlog)), count)


def _count(size: int, scale: float) -> int:
    return max(50, int(min(BYTES // size, MESSAGES) * scale))


@contextmanager
def _installation(
    server: PostgresServer, columns: dict[str, str], *, pipelines: int = 1, workflows: int = 1
) -> Iterator[Installation]:
    """An installation whose workflow ``busy`` upserts into a table of these columns, one table for each pipeline."""
    database = server.new_database().rpartition("/")[2]
    definition = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    with psycopg.connect(server.url(database, driver=""), autocommit=True) as connection:
        for number in range(pipelines):
            connection.execute(f"CREATE TABLE target_{number} ({definition})")
    rules = [_rule(name, kind) for name, kind in columns.items()]
    ways = [_pipeline(number, rules, next(iter(columns))) for number in range(pipelines)]
    idle = [{"name": f"idle-{number}", "pipelines": [ways[0]]} for number in range(workflows - 1)]
    document = {
        "connections": [
            {"name": "warehouse", "connector": "postgresql", "config": connection_config(server, database)}
        ],
        "workflows": [{"name": "busy", "pipelines": ways}, *idle],
    }
    with installation("everysec") as one:
        one.apply(json.dumps(document))  # JSON is YAML
        yield one


def _rule(name: str, kind: str) -> Rule:
    return {"source": name, "target": name, "type": "string" if kind == "text" else "integer"}


def _pipeline(number: int, rules: list[Rule], key: str) -> dict[str, Any]:
    return {
        "name": f"way-{number}",
        "destination": "warehouse",
        "operation": "upsert",
        "target": f"target_{number}",
        "key": [key],
        "mappings": rules,
    }


def _drained(one: Installation, messages: Iterator[bytes], count: int, pipelines: int = 1) -> Figures:
    found = workflow_ids(one)["busy"]
    fill(one, found, messages)
    return figures(drain(one, found, count * pipelines))
