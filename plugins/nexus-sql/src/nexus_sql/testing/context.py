"""A component context for tests: reaches the servers that the tests start, and closes what was shared."""

import logging
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from nexus import ConfigurationError

T = TypeVar("T")


class LocalEgress:
    """Permits this machine only; remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def resolve(self, host: str, port: int) -> str:
        """Return the loopback address for its names; refuse all others, as the platform would refuse them."""
        self.asked.append((host, port))
        if host in {"localhost", "127.0.0.1"}:
            return "127.0.0.1"
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
        """Close what was shared."""
        for value, close in self._shared.values():
            close(value)
        self._shared.clear()
