"""All management routes of one API process."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from attrs import frozen
from litestar.handlers import HTTPRouteHandler
from litestar.types import Guard

from nexus.api.management.agents import agent_routes
from nexus.api.management.applications import application_routes
from nexus.api.management.audit import audit_routes
from nexus.api.management.auth import auth_routes, login_route
from nexus.api.management.connection_resources import connection_resources
from nexus.api.management.connections import connection_routes
from nexus.api.management.connectors import connector_routes
from nexus.api.management.dead_letters.routes import dead_letter_routes
from nexus.api.management.logs.routes import log_routes
from nexus.api.management.management import Management
from nexus.api.management.metrics import metrics_routes
from nexus.api.management.policy import Gate, Identities
from nexus.api.management.queries import query_routes
from nexus.api.management.remembered import Remembered
from nexus.api.management.sources import source_routes
from nexus.api.management.step_types import step_type_routes
from nexus.api.management.transforms import transform_routes
from nexus.api.management.users import user_routes
from nexus.api.management.workflows.routes import workflow_routes
from nexus.api.management.workspaces import workspace_routes
from nexus.model.agent import Agent
from nexus.security.api_keys import AGENT_TOKEN, parse_key
from nexus.wiring import Metadata

FAMILIES: Sequence[Callable[[Management], Sequence[HTTPRouteHandler]]] = (
    auth_routes,
    user_routes,
    workspace_routes,
    connector_routes,
    transform_routes,
    step_type_routes,
    application_routes,
    agent_routes,
    query_routes,
    source_routes,
    workflow_routes,
    log_routes,
    dead_letter_routes,
    audit_routes,
    metrics_routes,
)
"""What makes the routes; each takes all that it works with and gives handlers with a policy each."""

_ELSEWHERE: Final = ("execute", "health", "ingress", "login", "metrics", "openapi.json", "query", "v1")
"""First segments below ``/api`` that are answered by others than the families."""


@frozen
class ManagementRoutes:
    """For `nexus.api.app.ApiParts`.

    Attributes:
        routes: below ``/api`` and ``/api/v1``.
        root_routes: where they say.
        guards: before every route.
    """

    routes: Sequence[Any]
    root_routes: Sequence[Any]
    guards: Sequence[Guard]


def management_routes(management: Management) -> ManagementRoutes:
    """Return all routes with the guard that keeps their policies."""
    database = management.metadata.database
    remembered = Remembered(management.log_in.who_sends, lambda: database.changes)
    identities = Identities(
        person=remembered.look_up,
        remembered=remembered.get,
        agent=lambda token: agent_by_token(management.metadata, token),
    )
    handlers = [handler for family in FAMILIES for handler in family(management)]
    others = [*handlers, *management.catalogue.routes]
    taken = {*_ELSEWHERE, *(segment for handler in others for segment in _first_segments(handler))}
    for resource in connection_resources(management.catalogue, taken):
        handlers += connection_routes(management, resource)
    return ManagementRoutes(
        routes=handlers,
        root_routes=[login_route(management, in_schema=False)],
        guards=[Gate(identities).guard],
    )


def _first_segments(handler: Any) -> set[str]:
    """Return the first segments below ``/api`` of what a handler, a controller or a router answers."""
    own = getattr(handler, "paths", None) or {getattr(handler, "path", "")}
    return {path.strip("/").partition("/")[0] for path in own}


def agent_by_token(metadata: Metadata, token: str) -> Agent | None:
    """Return the enabled agent whose token this is, None if there is none; asks the metadata database."""
    parsed = parse_key(token.encode(), AGENT_TOKEN)
    return metadata.agents.by_token(*parsed) if parsed is not None else None
