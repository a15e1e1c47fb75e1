"""Health: is the process alive, is it ready to take messages, and what does each thing that it needs say."""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, Final, TypeAlias

from attrs import field, frozen
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Meta, Struct

from nexus.errors import NexusError

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS: Final = 3.0


@frozen
class Dependency:
    """How something that the process needs is doing.

    Attributes:
        message: for a person; never with secrets, the answer needs no sign-in.
        remedy: what to do, where it is not ok.
        required: messages cannot be taken without it.
        details: figures: ``{"appendfsync": "always"}``.
    """

    ok: bool
    message: str = ""
    remedy: str = ""
    required: bool = True
    details: Mapping[str, Any] = field(factory=dict)


class Health(Struct):
    """Each dependency's state."""

    status: Annotated[str, Meta(description="`ok`, `degraded` (messages are taken all the same) or `unavailable`.")]
    dependencies: Annotated[
        dict[str, dict[str, Any]],
        Meta(description="By name: `ok`, `required`, and what there is to say: `message`, `remedy`, figures."),
    ]


class Alive(Struct):
    """The process answers."""

    status: str = "ok"


HealthCheck: TypeAlias = Callable[[], Dependency | Awaitable[Dependency]]
"""Asked at each request for health; a plain function is run in a thread. What it raises counts as not ok."""


async def examine(checks: Mapping[str, HealthCheck]) -> dict[str, Dependency]:
    """Ask all checks at once."""
    answers = await asyncio.gather(*(_ask(name, check) for name, check in checks.items()))
    return dict(zip(checks, answers, strict=True))


def status_of(dependencies: Mapping[str, Dependency]) -> str:
    """Return ``ok``, ``degraded`` (messages are taken all the same) or ``unavailable``."""
    if any(not each.ok and each.required for each in dependencies.values()):
        return "unavailable"
    return "ok" if all(each.ok for each in dependencies.values()) else "degraded"


def health_routes(checks: Mapping[str, HealthCheck]) -> Sequence[HTTPRouteHandler]:
    """Return the routes below ``/api``."""

    async def report() -> Response[Health]:
        dependencies = await examine(checks)
        status = status_of(dependencies)
        document = Health(status, {name: _shown(each) for name, each in dependencies.items()})
        return Response(document, status_code=503 if status == "unavailable" else 200)

    about: Mapping[str, Any] = {
        "tags": ["health"],
        "opt": {"policy": "public"},
        "responses": {503: ResponseSpec(Health, description="Messages cannot be taken.", generate_examples=False)},
    }

    @get("/health", summary="Each dependency's state", operation_id="health", **about)
    async def health() -> Response[Health]:
        return await report()

    @get("/health/ready", summary="Ready for messages", operation_id="ready", **about)
    async def ready() -> Response[Health]:
        return await report()

    @get("/health/live", tags=["health"], summary="Alive", operation_id="live", opt={"policy": "public"})
    async def live() -> Alive:
        return Alive()

    return [health, ready, live]


async def _ask(name: str, check: HealthCheck) -> Dependency:
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            if inspect.iscoroutinefunction(check):
                answer = await check()
            else:
                answer = await asyncio.to_thread(check)  # it may block: a database driver
                if inspect.isawaitable(answer):
                    answer = await answer
            assert isinstance(answer, Dependency)
            return answer
    except TimeoutError:
        return Dependency(ok=False, message=f"no answer within {TIMEOUT_SECONDS:g} s")
    except NexusError as error:
        return Dependency(ok=False, message=str(error))
    except Exception:
        logger.exception("the health check %s failed", name)
        return Dependency(ok=False, message="the check failed; see the log")


def _shown(dependency: Dependency) -> dict[str, Any]:
    shown: dict[str, Any] = {"ok": dependency.ok, "required": dependency.required}
    if dependency.message:
        shown["message"] = dependency.message
    if dependency.remedy:
        shown["remedy"] = dependency.remedy
    return shown | dict(dependency.details)
