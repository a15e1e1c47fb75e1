"""What the suites share that check a connector's own parts: configuration, queries, catalogue."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from nexus.engine.calls import Caller
from nexus.hookspecs import Connector
from nexus.testing.conformance.base import Conformance, calling
from nexus.testing.context import LocalContext


class ConnectorChecks(Conformance):
    """Base of the suites for a connector.

    Attributes:
        connector: what the plugin offers.
    """

    connector: ClassVar[Connector]

    @classmethod
    def subject(cls) -> str:
        """Return the connector's name."""
        connector = getattr(cls, "connector", None)
        return connector.name if connector is not None else ""

    @asynccontextmanager
    async def opened(self, opening: Callable[..., Any] | None, config: Any) -> AsyncIterator[tuple[Any, Caller]]:
        """Open one part of the connector, and close it with all that it shares."""
        assert opening is not None, f"{self.subject()} does not offer this"
        context = LocalContext()
        with calling() as call:
            try:
                part = await call(opening, config, context)
                try:
                    yield part, call
                finally:
                    await call(part.close)
            finally:
                await context.aclose(call)
