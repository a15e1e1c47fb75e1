"""Answers that are given again for a second: many people, and every page of a dashboard, ask for the same things.

Litestar's response cache, after the guard: who may not ask is refused as ever. An answer belongs to one person in one
workspace, and to the state of the metadata database: any change that this process makes, or hears of from others, ends it.
"""

from typing import Any, Final

from litestar import Request
from litestar.stores.memory import MemoryStore

from nexus.api.management.caller import Caller

SECONDS: Final = 1

STORE: Final = "response_cache"
"""Name of the store, as Litestar has it."""

CHANGES: Final = "changes"
"""Name in the application's state of what tells the state of the metadata database."""

_MOST: Final = 2_000
_KEY: Final = "nexus.kept"


class BoundedStore(MemoryStore):
    """Forgets all when there is too much of it: what it holds is a second old at most."""

    async def set(self, key: str, value: str | bytes, expires_in: Any = None) -> None:
        """Set a value."""
        if len(self._store) >= _MOST:
            await self.delete_all()
        await super().set(key, value, expires_in)


def key_of(request: Request[Any, Any, Any]) -> str:
    """Return what an answer is kept by; worked out before it is made, so that a change meanwhile counts."""
    scope: dict[str, Any] = request.scope  # type: ignore[assignment]  # for what is ours in it
    known: str | None = scope.get(_KEY)
    if known is None:
        known = scope[_KEY] = "\n".join(_parts(request))
    return known


def _parts(request: Request[Any, Any, Any]) -> list[str]:
    caller, headers = request.scope["user"], request.headers
    assert isinstance(caller, Caller), "a route whose answers are kept is for people"
    return [
        str(request.app.state[CHANGES]()),
        caller.user.id,
        str(caller.user.version),
        caller.scope or "",
        headers.get("if-none-match", ""),
        request.scope["path"],
        request.scope["query_string"].decode("latin-1"),
    ]
