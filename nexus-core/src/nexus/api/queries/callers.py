"""Which application asks, by its key; and which of its queries."""

import asyncio
from typing import Any, Final, Protocol

from litestar import Request

from nexus.api.ingress.request import Head
from nexus.errors import Forbidden, NotFound, NotSignedIn
from nexus.model.connection import Application
from nexus.model.query import Query

_HOW: Final = "send an application's API key in the header X-API-Key"


class QueriesBySlug(Protocol):
    """Saved queries."""

    def by_slug(self, workspace_id: str, slug: str) -> Query:
        """The query of this slug; raises NotFound."""
        ...

    def get(self, workspace_id: str, query_id: str) -> Query:
        """One by its id; raises NotFound."""
        ...


async def application_of(request: Request[Any, Any, Any]) -> Application:
    """Return the application whose key the request shows.

    Raises:
        NotSignedIn: there is no key, or an unknown one.
        Forbidden: the application is disabled.
    """
    head = Head(request.scope["headers"])
    if head.key is None:
        raise NotSignedIn(_HOW)
    sender = await request.app.state.door.rules.keys.find(*head.key)
    if sender is None:
        raise NotSignedIn(f"unknown API key: {_HOW}")
    application: Application = sender.application
    if not application.enabled:
        raise Forbidden("an administrator has disabled this application")
    return application


async def query_of(queries: QueriesBySlug, application: Application, slug: str) -> Query:
    """Return a query that an application may run; one that it may not run does not exist for it.

    Raises:
        NotFound: there is none.
    """
    query = await asyncio.to_thread(queries.by_slug, application.workspace_id, slug)
    if not query.enabled or application.id not in query.applications:
        raise NotFound("query", slug)
    return query
