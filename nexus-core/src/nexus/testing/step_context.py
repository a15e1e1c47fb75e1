"""A step's context for tests: compiles what users write as the platform does, and opens connections that one names."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from nexus.builtin.plugin import nexus_transforms
from nexus.engine.calls import Caller
from nexus.engine.sequence.compilers import Compilers
from nexus.errors import ConfigurationError
from nexus.hookspecs import Batch, Capability, Connector, Query, SinkType, TransformFunction, WriteTarget
from nexus.testing.context import LocalContext


class LocalStepContext(LocalContext):
    """`nexus.StepContext` without a platform around it.

    Args:
        call: runs what plugins give.
        connections: name -> (connector or sink type, configuration).
        functions: functions of mappings besides the standard ones.
    """

    def __init__(
        self,
        call: Caller,
        connections: Mapping[str, tuple[Connector | SinkType, Any]] | None = None,
        functions: Iterable[TransformFunction] = (),
    ) -> None:
        super().__init__()
        self.identity = "conformance-step"
        self.call = call
        self.connections = dict(connections or {})
        self._compilers = Compilers({one.name: one for one in (*nexus_transforms(), *functions)}, "conformance")
        self._open: list[Any] = []

    def mapping(self, rules: Sequence[Mapping[str, Any]]) -> Callable[[Mapping[str, Any]], Any]:
        """Compile mapping rules."""
        return self._compilers.mapping(rules)

    def expression(self, text: str) -> Callable[[Mapping[str, Any]], Any]:
        """Compile a CEL expression."""
        return self._compilers.expression(text)

    def template(self, text: str) -> Callable[[Mapping[str, Any]], str]:
        """Compile a text with places."""
        return self._compilers.template(text)

    def connection(self, name: str) -> Any:
        """Return the configuration of a connection."""
        return self._named(name)[1]

    def able(self, name: str, operation: str) -> Collection[Capability]:
        """Return what is true of writing to a connection."""
        offered = self._named(name)[0]
        able = isinstance(offered, SinkType) and operation in offered.operations
        return offered.able(operation) if able and isinstance(offered, SinkType) else ()

    async def writer(self, name: str, target: WriteTarget) -> Callable[[Any, str], Awaitable[None]]:
        """Open a connection for writing."""
        offered, config = self._named(name)
        if not isinstance(offered, SinkType):
            raise ConfigurationError(f"connection {name!r} cannot be written to")
        sink = await self.call(offered.open, config, target, self)
        self._open.append(sink)

        async def write(row: Any, message_id: str) -> None:
            await self.call(sink.write, Batch([row], [message_id]))

        return write

    async def query(self, name: str) -> Query:
        """Open a connection for reading."""
        offered, config = self._named(name)
        connector = offered.connector if isinstance(offered, SinkType) else offered
        if connector.query is None:
            raise ConfigurationError(f"connection {name!r} cannot be read from")
        query: Query = await self.call(connector.query, config, self)
        self._open.append(query)
        return query

    async def aclose(self, call: Caller) -> None:
        """Close what was opened, and what was shared."""
        for opened in self._open:
            await call(opened.close)
        await super().aclose(call)

    def _named(self, name: str) -> tuple[Connector | SinkType, Any]:
        if name not in self.connections:
            raise ConfigurationError(f"there is no connection {name!r}")
        return self.connections[name]
