"""What runs saved queries in one API process."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from attrs import frozen
from litestar import Litestar

from nexus.api.app import Lifespan
from nexus.api.management.management import Management
from nexus.api.queries.routes import person_routes, public_routes
from nexus.engine.calls import Caller, DaemonThreads
from nexus.services.open_queries import OpenQueries
from nexus.services.query_runs import QueryRuns


@frozen
class QueryRunRoutes:
    """For `nexus.api.app.ApiParts`.

    Attributes:
        routes: below ``/api`` and ``/api/v1``.
        root_routes: where they say.
    """

    routes: Sequence[Any]
    root_routes: Sequence[Any]
    lifespan: Lifespan


def query_runs_of(management: Management) -> QueryRunRoutes:
    """Return the routes that run queries; what is open to be read from is closed at the end."""
    metadata = management.metadata
    call = Caller(DaemonThreads())
    opened = OpenQueries(management.catalogue, management.egress, call)
    runs = QueryRuns(opened, management.agents, metadata.repositories.connections.open, call)

    @contextlib.asynccontextmanager
    async def closing(_: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await opened.close()

    return QueryRunRoutes(
        routes=[*public_routes(runs, metadata.queries), *person_routes(runs, metadata.queries)],
        root_routes=public_routes(runs, metadata.queries, in_schema=False),
        lifespan=closing,
    )
