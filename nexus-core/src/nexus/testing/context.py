"""A component context for tests: reaches this machine only, and closes what was shared."""

import logging
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from nexus.engine.calls import Caller
from nexus.errors import ConfigurationError

T = TypeVar("T")

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class LocalEgress:
    """Permits this machine only; remembers what was asked.

    Attributes:
        asked: every (host, port) that a component wanted to reach.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def resolve(self, host: str, port: int) -> str:
        """Return the loopback address for its names; refuse all others, as the platform would refuse them."""
        self.asked.append((host, port))
        if host in LOCAL:
            return "::1" if host == "::1" else "127.0.0.1"
        raise ConfigurationError(f"{host} is not permitted", remedy="set NEXUS_EGRESS_ALLOW")


class LocalContext:
    """`nexus.Context` without a platform around it; close it after the components."""

    def __init__(self) -> None:
        self.egress = LocalEgress()
        self.logger = logging.getLogger("nexus.test")
        self._shared: dict[Hashable, tuple[Any, Callable[[Any], Any]]] = {}

    def shared(self, key: Hashable, create: Callable[[], T], close: Callable[[T], Any]) -> T:
        """Return the one ``key``."""
        if key not in self._shared:
            self._shared[key] = (create(), close)
        return cast("T", self._shared[key][0])

    def close(self) -> None:
        """Close what was shared; for connectors whose closing functions are plain."""
        for value, close in self._taken():
            close(value)

    async def aclose(self, call: Caller) -> None:
        """Close what was shared, by plain functions (then in a thread) or coroutines."""
        for value, close in self._taken():
            await call(close, value)

    def _taken(self) -> list[tuple[Any, Callable[[Any], Any]]]:
        taken = list(self._shared.values())
        self._shared.clear()
        return taken
