"""All routes of workflows."""

from litestar.handlers import HTTPRouteHandler

from nexus.api.management.management import Management
from nexus.api.management.workflows.changing import changing_routes
from nexus.api.management.workflows.history import history_routes
from nexus.api.management.workflows.previewing import preview_routes
from nexus.api.management.workflows.reading import reading_routes
from nexus.api.management.workflows.replaying import replay_routes
from nexus.services.workflows.desk import WorkflowDesk


def workflow_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    desk = WorkflowDesk(management.metadata.repositories, management.catalogue)
    return [
        *reading_routes(desk),
        *changing_routes(management, desk),
        *history_routes(management, desk),
        *preview_routes(management, desk),
        *replay_routes(management),
    ]
