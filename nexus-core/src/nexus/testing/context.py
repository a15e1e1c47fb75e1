"""A component context for tests: reaches this machine only, and closes what was shared."""

import logging
from collections.abc import Collection

from nexus.engine.calls import Caller
from nexus.engine.resources import ComponentContext, ConnectionResources
from nexus.errors import ConfigurationError

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


class LocalContext(ComponentContext):
    """`nexus.Context` without a platform around it; close it after the components."""

    def __init__(self) -> None:
        self._local = LocalEgress()
        super().__init__(ConnectionResources(), self._local, logging.getLogger("nexus.test"))

    @property
    def egress(self) -> LocalEgress:
        """Permits this machine only."""
        return self._local

    def close(self) -> None:
        """Close what was shared; for connectors whose closing functions are plain."""
        for closing in self.released():
            closing()

    async def aclose(self, call: Caller) -> None:
        """Close what was shared, by plain functions (then in a thread) or coroutines."""
        for closing in self.released():
            await call(closing)


class LocalSourceContext(LocalContext):
    """`nexus.SourceContext` without a platform around it.

    Attributes:
        identity: the same for every instance that one context is made for.
        subscriptions: all that the source has.
        is_connected: the source has said that messages can come.
    """

    def __init__(self, subscriptions: Collection[str] = (), identity: str = "conformance-0") -> None:
        super().__init__()
        self.identity = identity
        self.subscriptions = subscriptions
        self.is_connected = False

    def connected(self) -> None:
        """Take note that messages can come."""
        self.is_connected = True
