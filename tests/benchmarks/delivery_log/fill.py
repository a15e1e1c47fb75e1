"""Fills a delivery log with many millions of lines in a minute: made inside the database, indexed afterwards."""

from typing import Final

from sqlalchemy import Connection, Engine, text

from nexus.storage import schema
from nexus.storage.engine import WRITES, open_engine
from nexus.storage.tables import delivery_log

WORKSPACES: Final = ("busy", "quiet")
WORKFLOWS: Final = 20
PIPELINES: Final = 2
FIRST_MS: Final = 1_700_000_000_000
LINES_PER_MS: Final = 10
"""Lines of one batch end in the same millisecond."""

_NUMBERS: Final = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {last}) ",
    "postgresql": "WITH numbers AS (SELECT generate_series(0, {last}) AS n) ",
    "mysql": "",
}
_FROM: Final = {
    "sqlite": "numbers",
    "postgresql": "numbers",
    "mysql": "(SELECT seq AS n FROM seq_0_to_{last}) AS numbers",
}
_MESSAGE: Final = {
    "sqlite": "printf('%08d-0000-7000-8000-%012d', n, n)",
    "postgresql": "lpad(n::text, 8, '0') || '-0000-7000-8000-' || lpad(n::text, 12, '0')",
    "mysql": "concat(lpad(n, 8, '0'), '-0000-7000-8000-', lpad(n, 12, '0'))",
}
_JOINED: Final = {
    "sqlite": "'deadlock found when trying to get lock ' || (n % 977)",
    "postgresql": "'deadlock found when trying to get lock ' || (n % 977)",
    "mysql": "concat('deadlock found when trying to get lock ', n % 977)",
}
_DIVIDED: Final = {"sqlite": "n / {by}", "postgresql": "n / {by}", "mysql": "n DIV {by}"}


def filled(url: str, lines: int) -> Engine:
    """Return an engine on a log of ``lines`` lines: of a hundred, ninety-seven are delivered.

    A busy workspace has all of forty routes but every fiftieth line, which are a quiet one's.
    """
    schema.upgrade(url, schema.DELIVERY_LOG)
    engine = open_engine(url, synchronous="OFF")
    indexes = sorted(delivery_log.indexes, key=lambda index: str(index.name))
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        _routes(connection)
        for index in indexes:
            index.drop(connection)
        connection.execute(text(_statement(engine.dialect.name, lines)))
        for index in indexes:
            index.create(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        command = {"sqlite": "PRAGMA wal_checkpoint(TRUNCATE)", "postgresql": "VACUUM ANALYZE delivery_log"}
        connection.execute(text(command.get(engine.dialect.name, "ANALYZE TABLE delivery_log")))
    return engine


def message(number: int) -> str:
    """Return the id of the message of a line."""
    return f"{number:08}-0000-7000-8000-{number:012}"


def _routes(connection: Connection) -> None:
    """Write the routes; a new table numbers them from 1."""
    rows = []
    for number in range(2 * WORKFLOWS * PIPELINES):
        busy = number < WORKFLOWS * PIPELINES
        workflow = f"workflow-{number // PIPELINES:02}"
        rows.append(
            {
                "workspace": WORKSPACES[0] if busy else WORKSPACES[1],
                "workflow": workflow,
                "pipeline": f"pipeline-{number:02}",
                "source": f"application-{number // PIPELINES % 3}",
            }
        )
    into = "INSERT INTO delivery_log_routes (workspace_id, workflow_id, pipeline_id, source) "
    connection.execute(text(into + "VALUES (:workspace, :workflow, :pipeline, :source)"), rows)


def _statement(dialect: str, lines: int) -> str:
    routes = WORKFLOWS * PIPELINES
    status = "CASE WHEN n % 200 = 7 THEN 3 WHEN n % 100 IN (13, 57) THEN 2 WHEN n % 100 = 31 THEN 1 ELSE 0 END"
    failed = "n % 200 = 7 OR n % 100 IN (13, 57)"
    batch = _DIVIDED[dialect].format(by=LINES_PER_MS)
    scattered = _DIVIDED[dialect].format(by=50)
    route = (
        f"CASE WHEN n % 50 = 0 THEN {routes + 1} + ({scattered}) % {routes} ELSE 1 + (n * 7 + {batch}) % {routes} END"
    )
    at = f"{FIRST_MS} + {batch}"
    columns = "route_id,message_id,status,attempt,received_at,started_at,finished_at,reason,fingerprint,entry"
    numbers = _NUMBERS[dialect].format(last=lines - 1)
    select = (
        f"SELECT {route}, {_MESSAGE[dialect]}, {status}, 1, {at}, {at}, {at}, "
        f"CASE WHEN {failed} THEN {_JOINED[dialect]} ELSE '' END, '', '' FROM {_FROM[dialect].format(last=lines - 1)}"
    )
    if dialect == "mysql":
        return f"INSERT INTO delivery_log ({columns}) {select}"
    return (
        f"{numbers}INSERT INTO delivery_log ({columns}) {select}"
        if dialect == "sqlite"
        else (f"INSERT INTO delivery_log ({columns}) {numbers}{select}")
    )
