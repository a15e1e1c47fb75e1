"""What the agent answers besides ingress: ``/health`` and ``/metrics``, as a plain ASGI application."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from nexus.edge import MEDIA_TYPE, SECURITY_HEADERS, Problem, StoreError
from nexus_agent.standing import Parts, standing

Send = Callable[[Any], Awaitable[None]]

_JSON: Final = "application/json"
_TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
_GET: Final = {"GET", "HEAD"}


_KNOWN: Final = Problem(
    "not-found", 404, "Not found", "The agent answers POST /ingress, GET /health and GET /metrics, and nothing else."
)
_ASK: Final = Problem("method-not-allowed", 405, "Method not allowed", "Ask with GET.")


class Site:
    """The application. ``parts`` is set when the agent has started."""

    def __init__(self) -> None:
        self.parts: Parts | None = None

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:  # noqa: ARG002 — ASGI
        """Answer a request."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        status, kind, body = await self._answer(scope["method"], scope["path"])
        headers = [*SECURITY_HEADERS, (b"content-type", kind.encode()), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _answer(self, method: str, path: str) -> tuple[int, str, bytes]:
        path = path.removeprefix("/api/v1").removeprefix("/api")
        if path not in {"/health", "/health/live", "/health/ready", "/metrics"} or method not in _GET:
            return _problem(_KNOWN if method in _GET else _ASK)
        if path == "/health/live":
            return 200, _JSON, b'{"status":"up"}'
        if self.parts is None:
            return 503, _JSON, b'{"status":"starting"}'
        if path == "/metrics":
            from nexus_agent.metrics import exposition  # noqa: PLC0415 — see there

            return 200, _TEXT, exposition(self.parts)
        try:
            found = await standing(self.parts)
        except StoreError as error:
            return 503, _JSON, msgspec.json.encode({"status": "down", "reason": str(error)})
        return (503 if found["status"] == "down" else 200), _JSON, msgspec.json.encode(found)


def _problem(problem: Problem) -> tuple[int, str, bytes]:
    return problem.status, MEDIA_TYPE, problem.body()
