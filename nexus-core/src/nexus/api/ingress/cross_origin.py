"""Which web pages of other origins may send from their scripts: the Fetch standard's CORS protocol, for ingress alone.

A page names its origin; a browser asks first (a preflight) since the key travels in a header, and shows the script only
what is allowed. Nobody is let in by default. Cookies are never taken here, so credentials are never allowed.
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final, Self

from attrs import frozen

from nexus.api.headers import SECURITY_HEADERS
from nexus.api.ingress.request import PATHS, PROBLEM
from nexus.api.problems import Problem
from nexus.errors import ConfigurationError

Send = Callable[[Any], Awaitable[None]]
ASGIApp = Callable[[Any, Any, Any], Awaitable[None]]

_ORIGIN: Final = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d+)?").fullmatch

_MAY_SEND: Final = "content-type, content-encoding, idempotency-key, traceparent, tracestate, x-api-key, x-request-id"
_MAY_READ: Final = "Retry-After"
_KEPT_SECONDS: Final = 7200
"""How long a browser may remember a preflight; Chromium keeps none longer."""

_PREFLIGHT: Final = (
    (b"access-control-allow-methods", b"POST"),
    (b"access-control-allow-headers", _MAY_SEND.encode()),
    (b"access-control-max-age", b"%d" % _KEPT_SECONDS),
)
_DENIED: Final = Problem(
    "origin-not-allowed",
    403,
    "Pages of this origin may not send",
    "An operator has to name the page's origin in NEXUS_CORS_INGRESS_ORIGINS.",
)


@frozen
class AllowedOrigins:
    """Origins whose pages may send, in the very form in which browsers name them."""

    origins: frozenset[bytes] = frozenset()

    @classmethod
    def of(cls, origins: Iterable[str]) -> Self:
        """Return those that a setting names.

        Raises:
            ConfigurationError: one of them is none, and would never match.
        """
        for origin in origins:
            if not _ORIGIN(origin):
                raise ConfigurationError(
                    f"NEXUS_CORS_INGRESS_ORIGINS: {origin!r} is no origin: it looks like https://shop.example.com, in "
                    "small letters, with the port where it is not the scheme's own, and without a path"
                )
        return cls(frozenset(origin.encode() for origin in origins))

    def header_fields(self, origin: bytes) -> tuple[tuple[str, str], ...]:
        """Return what lets the page read an answer; nothing for a page that may not."""
        if origin not in self.origins:
            return ()
        return (
            ("access-control-allow-origin", origin.decode()),
            ("access-control-expose-headers", _MAY_READ),
            ("vary", "Origin"),
        )


class Preflights:
    """ASGI middleware around the application: answers the preflights of ingress itself.

    Outermost, since Litestar's own CORS, which is for managing, would answer them by its list.
    """

    def __init__(self, app: ASGIApp, allowed: AllowedOrigins) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a preflight of ingress; hand on all else."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS" and scope["path"] in PATHS:
            origin = dict(scope["headers"]).get(b"origin")
            if origin is not None:
                await _answer(send, self._allowed.header_fields(origin))
                return
        await self._app(scope, receive, send)


async def _answer(send: Send, allowed: tuple[tuple[str, str], ...]) -> None:
    if allowed:
        status, body = 204, b""
        fields = [*((name.encode(), value.encode()) for name, value in allowed), *_PREFLIGHT]
    else:
        status, body = _DENIED.status, _DENIED.body()
        fields = [(b"content-type", PROBLEM), (b"content-length", b"%d" % len(body)), (b"vary", b"Origin")]
    await send({"type": "http.response.start", "status": status, "headers": [*SECURITY_HEADERS, *fields]})
    await send({"type": "http.response.body", "body": body, "more_body": False})
