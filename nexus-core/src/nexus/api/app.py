"""The API as a Litestar application: everything it works with is given, nothing is looked up."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from attrs import field, frozen
from litestar import Litestar, Request, Response, Router, get
from litestar.config.compression import CompressionConfig
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.plugins import PluginProtocol
from litestar.stores.base import Store as LitestarStore
from litestar.types import ControllerRouterHandler, Guard, Message, Middleware, Scope
from prometheus_client.registry import Collector

from nexus.api import problems
from nexus.api.alias import CANONICAL, Alias
from nexus.api.handover import Others
from nexus.api.headers import REFRESH_COOKIE, SECURITY_HEADERS
from nexus.api.health import HealthCheck, health_routes
from nexus.api.ingress.cross_origin import AllowedOrigins, Preflights
from nexus.api.ingress.door import Bounds, Door
from nexus.api.ingress.keys import KeyCache, read_sender
from nexus.api.ingress.route import ingress_routes
from nexus.api.ingress.rules import Rules
from nexus.api.ingress.unpacking import Caps
from nexus.api.metrics import CONTENT_TYPE, Metrics
from nexus.errors import NexusError
from nexus.ports import DefinitionStore, Producer
from nexus.telemetry.counts import Counts
from nexus.telemetry.tracing import Tracing

logger = logging.getLogger(__name__)

_PAUSE_SECONDS = 1.0

_COMPRESSION: Final = CompressionConfig(
    backend="gzip",
    gzip_compress_level=4,
    minimum_size=2048,
    exclude=[r"/stream$", r"/login$", r"/auth/", r"/ingress$"],
    exclude_opt_key="is_compressed",
)
"""Lists shrink to a tenth. Left alone: what is small, has no end, holds tokens, or (``opt``) comes compressed."""

Lifespan = Callable[[Litestar], contextlib.AbstractAsyncContextManager[None]]


@frozen
class ApiParts:
    """What an API process works with.

    Attributes:
        producer: writes accepted messages; opened and closed by whoever made it.
        definitions: keys, applications, workflows.
        changes: ``changes()`` yields ids of changed definitions, None after a reconnect (`nexus.ports.Streams.changes`).
        health: dependency -> its check.
        routes: handlers mounted under ``/api/v1``, and so under ``/api``: the management routes, and those of plugins
            (``catalogue.routes``).
        root_routes: handlers mounted where they say: ``/login``, the dashboard.
        guards: asked before every route, but ingress by the fast protocol, which keeps its own rules.
        plugins: of Litestar.
        stores: of Litestar, by name.
        counts: what was taken and refused of each application.
        tracing: makes traces, where they are made; closed by whoever made it.
        give: hands connections that ask for no ingress to another process; see `nexus.api.handover`.
        others: what further processes of the same port count.
        collectors: further metrics on the API's own port, which anyone may reach.
        lifespan: opened at start and closed at the end, in this order.
        cors_origins: of pages from elsewhere whose scripts may ask.
        cors_ingress_origins: of pages from elsewhere whose scripts may send messages.
    """

    producer: Producer
    definitions: DefinitionStore
    changes: Callable[[], AsyncIterator[str | None]] | None = None
    health: Mapping[str, HealthCheck] = field(factory=dict)
    routes: Sequence[ControllerRouterHandler] = ()
    root_routes: Sequence[ControllerRouterHandler] = ()
    middleware: Sequence[Middleware] = ()
    guards: Sequence[Guard] = ()
    plugins: Sequence[PluginProtocol] = ()
    lifespan: Sequence[Lifespan] = ()
    state: Mapping[str, Any] = field(factory=dict)
    stores: Mapping[str, LitestarStore] = field(factory=dict)
    counts: Counts = field(factory=Counts)
    give: Callable[[int, bytes], bool] | None = None
    others: Others = field(factory=Others)
    collectors: Sequence[Collector] = ()
    tracing: Tracing | None = None
    caps: Caps = field(factory=Caps)
    bounds: Bounds = field(factory=Bounds)
    cors_origins: Sequence[str] = ()
    cors_ingress_origins: Sequence[str] = ()
    version: str = "0.1.0"


def create_app(parts: ApiParts) -> Litestar:
    """Build the application. ``app.state.door`` is what `nexus.api.server` needs for the fast protocol."""
    metrics = Metrics(parts.collectors, parts.others)
    keys = KeyCache(parts.definitions, partial(read_sender, parts.definitions))
    rules = Rules(parts.producer, keys, caps=parts.caps, counts=parts.counts, tracing=parts.tracing)
    allowed = AllowedOrigins.of(parts.cors_ingress_origins)
    door = Door(rules, metrics.ingress, parts.bounds, allowed, parts.give)
    api: list[ControllerRouterHandler] = [*health_routes(parts.health), *parts.routes]
    app = Litestar(
        route_handlers=[
            *ingress_routes(door),
            _metrics_route(metrics),
            Router(CANONICAL, route_handlers=api),
            *parts.root_routes,
        ],
        stores=dict(parts.stores),
        state=State(
            {
                "stopping": asyncio.Event(),
                "door": door,
                "metrics": metrics,
                "keys": keys,
                "others": parts.others,
                **parts.state,
            }
        ),
        lifespan=[_keys_follow_changes(keys, parts.changes), *parts.lifespan],
        middleware=list(parts.middleware),
        guards=list(parts.guards),
        plugins=list(parts.plugins),
        exception_handlers={HTTPException: _http_problem, NexusError: _nexus_problem, Exception: _fault},
        before_send=[_add_security_headers],
        openapi_config=_openapi(parts.version),
        compression_config=_COMPRESSION,
        cors_config=_cors(parts.cors_origins),
        request_max_body_size=parts.caps.body_bytes,
        logging_config=None,
    )
    app.asgi_handler = Alias(app.asgi_handler)
    if allowed.origins:
        app.asgi_handler = Preflights(app.asgi_handler, allowed)
    return app


def _cors(origins: Sequence[str]) -> CORSConfig | None:
    """Return what scripts of other origins may do: with a token that they were given, never with our cookies."""
    if not origins:
        return None
    return CORSConfig(
        allow_origins=list(origins),
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "If-Match", "If-None-Match", "X-Workspace"],
        expose_headers=["ETag", "Retry-After"],
        allow_credentials=False,
    )


def _keys_follow_changes(keys: KeyCache, changes: Callable[[], AsyncIterator[str | None]] | None) -> Lifespan:
    @contextlib.asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        following = asyncio.create_task(_follow(keys, changes)) if changes is not None else None
        try:
            yield
        finally:
            if following is not None:
                following.cancel()
                await asyncio.wait([following])
            await keys.close()

    return lifespan


async def _follow(keys: KeyCache, changes: Callable[[], AsyncIterator[str | None]]) -> None:
    while True:
        try:
            await keys.follow(changes())
        except Exception:
            logger.exception("changes of definitions cannot be followed; trying again")
        keys.forget(None)  # what changed meanwhile is not known
        await asyncio.sleep(_PAUSE_SECONDS)


def _metrics_route(metrics: Metrics) -> HTTPRouteHandler:
    @get("/metrics", media_type=CONTENT_TYPE, include_in_schema=False, sync_to_thread=False, opt={"policy": "public"})
    def scrape() -> bytes:
        return metrics.exposition()

    return scrape


def _openapi(version: str) -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Nexus",
        version=version,
        openapi_router=Router("/api", route_handlers=[], opt={"policy": "public"}, include_in_schema=False),
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        components=Components(
            security_schemes={
                "apiKey": SecurityScheme(
                    type="apiKey", name="X-API-Key", security_scheme_in="header", description="An application's key."
                ),
                "bearer": SecurityScheme(
                    type="http", scheme="bearer", bearer_format="JWT", description="A person's access token."
                ),
                "agent": SecurityScheme(type="http", scheme="bearer", description="An agent's token."),
                "refresh": SecurityScheme(
                    type="apiKey", name=REFRESH_COOKIE, security_scheme_in="cookie", description="A refresh token."
                ),
            },
        ),
    )


def _answer(problem: problems.Problem) -> Response[bytes]:
    return Response(
        problem.body(),
        status_code=problem.status,
        media_type=problems.MEDIA_TYPE,
        headers=dict(problem.header_fields()),
    )


def _http_problem(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    if error.status_code >= 500:
        logger.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
    return _answer(problems.of_http(error.status_code, error.detail, error.extra, error.headers))


def _nexus_problem(_: Request[Any, Any, Any], error: NexusError) -> Response[bytes]:
    return _answer(problems.of(error))


def _fault(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    logger.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
    return _answer(problems.of(error))


async def _add_security_headers(message: Message, _: Scope) -> None:
    if message["type"] == "http.response.start":
        headers = message.setdefault("headers", [])
        present = {name.lower() for name, _ in headers}
        message["headers"] = [*headers, *(pair for pair in SECURITY_HEADERS if pair[0] not in present)]
