"""The routes of this package."""

from litestar.handlers import HTTPRouteHandler

from nexus.api.management.logs.listing import list_route
from nexus.api.management.logs.streaming import stream_route
from nexus.api.management.logs.tracing import trace_route
from nexus.api.management.management import Management


def log_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    return [list_route(management), stream_route(management), trace_route(management)]
