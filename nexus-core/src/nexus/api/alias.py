"""``/api/…`` is ``/api/v1/…``: the shorter form, for those to whom the version does not matter.

Each route stands once in the router: twice as many would take twice the time at the start, and 10 MiB.
"""

from typing import Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

CANONICAL: Final = "/api/v1"

_SHORT: Final = "/api/"
_AS_THEY_ARE: Final = (f"{CANONICAL}/", "/api/openapi.json", "/api/ingress")


class Alias:
    """ASGI middleware around the application: gives requests their canonical path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, under the canonical path."""
        if scope["type"] in {ScopeType.HTTP, ScopeType.WEBSOCKET}:
            path = scope["path"]
            if path.startswith(_SHORT) and not path.startswith(_AS_THEY_ARE):
                rest = len(_SHORT) - 1
                scope["path"] = CANONICAL + path[rest:]
                if scope.get("raw_path"):
                    scope["raw_path"] = CANONICAL.encode() + scope["raw_path"][rest:]
        await self._app(scope, receive, send)
