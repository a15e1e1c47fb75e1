"""Routes of plugins: given what they may ask for, and told in OpenAPI as the core's own are."""

from collections.abc import Sequence
from typing import Any, Final, get_type_hints

from litestar import Request, Router
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.types import ControllerRouterHandler

from nexus.api.management.bodies import body
from nexus.api.management.caller import caller_of
from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import told
from nexus.config.fields import is_config
from nexus.hookspecs import Connections
from nexus.services.connections.desk import ConnectionDesk
from nexus.services.connections.of_workspace import WorkspaceConnections

_REACHING: Final = (404, 429, 502, 503)


def plugin_routes(routes: Sequence[ControllerRouterHandler], management: Management) -> list[ControllerRouterHandler]:
    """Return the routes that plugins bring, ready to be mounted; see `nexus.hookspecs.nexus_routes`.

    Controllers and routers are mounted as they are: what OpenAPI says of theirs they say themselves.
    """
    if not routes:
        return []
    desk = ConnectionDesk(management.metadata.repositories, management.catalogue)

    def connections(request: Request[Any, Any, Any]) -> Connections:
        caller = caller_of(request)
        return WorkspaceConnections(desk, management.reach, caller.workspace_id, caller.person)

    for route in routes:
        if isinstance(route, HTTPRouteHandler):
            _complete(route)
    given = {"connections": Provide(connections, sync_to_thread=False)}
    return [Router("/", route_handlers=list(routes), dependencies=given)]


def _complete(handler: HTTPRouteHandler) -> None:
    """Add what a route's policy, path and parameters say about it; a route without policy stays closed."""
    policy = handler.opt.get("policy")
    if policy not in set(Policy):
        return
    hints = get_type_hints(handler.fn)
    asked = hints.get("data")
    has_body = isinstance(asked, type) and is_config(asked)
    if has_body:
        handler.dto, handler.return_dto = body(asked), None  # type: ignore[arg-type] # it is a class
    refuses = _REACHING if "connections" in hints else ()
    about = told(min(handler.paths), Policy(policy), refuses, has_body=has_body)
    handler.operation_class = about["operation_class"]
    handler.security = about["security"]
    handler.responses = {**about["responses"], **(handler.responses or {})}
