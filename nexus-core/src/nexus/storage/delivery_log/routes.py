"""Routes: (workspace, workflow, pipeline, source), written once and named by a number in every row of the log."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Select, and_, bindparam, or_, select

from nexus.model.delivery import DeliveryEvent
from nexus.storage.engine import WRITES
from nexus.storage.tables import log_routes
from nexus.storage.upsert import upsert

_KEY = ("workspace_id", "workflow_id", "pipeline_id", "source")


class Route(NamedTuple):
    """The four ids that repeat in every row."""

    workspace_id: str
    workflow_id: str
    pipeline_id: str
    source: str


class Routes:
    """Numbers of routes, remembered by this process; they never change."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._numbers: dict[tuple[str, str, str, str], int] = {}

    def numbers(self, events: Sequence[DeliveryEvent]) -> list[int]:
        """Return the number of each event's route, giving numbers to new ones."""
        keys = [(event.workspace_id, event.workflow_id, event.pipeline_id, event.source) for event in events]
        known = self._numbers
        try:
            return [known[key] for key in keys]
        except KeyError:
            self._learn({key for key in keys if key not in known})
            return [known[key] for key in keys]

    def _learn(self, keys: Iterable[tuple[str, str, str, str]]) -> None:
        rows = [dict(zip(_KEY, key, strict=True)) for key in sorted(keys)]
        columns = log_routes.c
        wanted = or_(*(and_(*(columns[name] == value for name, value in row.items())) for row in rows))
        with self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            upsert(connection, log_routes, rows, _KEY, lambda _new: [("source", log_routes.c.source)])
            for row in connection.execute(select(log_routes).where(wanted)):
                self._numbers[tuple(row[1:])] = row.id


def matching(connection: Connection, workspace_id: str, **wanted: str | None) -> dict[int, Route]:
    """Return the routes of a workspace with these ids, by number."""
    given = {name: value for name, value in wanted.items() if value is not None}
    rows = connection.execute(_matching(*given), {"workspace_id": workspace_id, **given})
    return {number: Route(*ids) for number, *ids in rows}


@cache
def _matching(*names: str) -> Select[Any]:
    """Return the statement that asks for routes by workspace and these; made once, as is what SQLAlchemy makes of it."""
    conditions = [log_routes.c[name] == bindparam(name) for name in ("workspace_id", *names)]
    return select(log_routes).where(*conditions)
