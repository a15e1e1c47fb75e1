"""The routes of this package."""

from litestar.handlers import HTTPRouteHandler

from nexus.api.management.dead_letters.acting import acting_routes
from nexus.api.management.dead_letters.bulk import bulk_routes
from nexus.api.management.dead_letters.reading import reading_routes
from nexus.api.management.management import Management


def dead_letter_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    return [*reading_routes(management), *acting_routes(management), *bulk_routes(management)]
