"""What the installed plugins bring, by name, and which of them are in quarantine."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import frozen

from nexus.errors import ConfigurationError
from nexus.hookspecs import Connector, LogStoreType, SinkType, Site, SourceType, StepType, TransformFunction
from nexus.plugins.components import Components
from nexus.plugins.faults import Fault
from nexus.plugins.observers import Observers

if TYPE_CHECKING:
    import click

T = TypeVar("T")


@frozen
class PluginInfo:
    """One plugin that is in use.

    Attributes:
        name: of its entry point.
        distribution: the installed package that brought it, with ``version``.
        contract: the contract that it was written for.
        roles: what it brings: ``source``, ``sink``, ``query``, ``browse``, ``transforms``, ``steps`` …
        connectors: names of its connectors.
        steps: names of its step types.
        transforms: names of its functions.
        capabilities: ``connector operation: claims`` for each operation of its sinks.
        certificate: what its certificate says, in a line; empty if none came with the package.
        docs: what it says about itself, in one paragraph.
    """

    name: str
    distribution: str
    version: str
    contract: str
    roles: tuple[str, ...] = ()
    connectors: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    transforms: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    certificate: str = ""
    docs: str = ""


@frozen
class Catalogue:
    """Everything that plugins bring to one process; read-only, complete, without anything of a quarantined plugin.

    Attributes:
        refused: names of plugins that are installed, but that the allow-list does not name; they were not imported.
    """

    connectors: Mapping[str, Connector]
    sources: Mapping[str, SourceType]
    sinks: Mapping[str, SinkType]
    transforms: Mapping[str, TransformFunction]
    step_types: Mapping[str, StepType]
    log_stores: Mapping[str, LogStoreType]
    routes: tuple[Any, ...]
    sites: tuple[Site, ...]
    commands: "tuple[click.Command, ...]"
    observers: Observers
    plugins: tuple[PluginInfo, ...]
    faults: tuple[Fault, ...]
    refused: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        admitted: Iterable[Components],
        *,
        observers: Observers,
        plugins: Iterable[PluginInfo] = (),
        faults: Iterable[Fault] = (),
        refused: Iterable[str] = (),
    ) -> "Catalogue":
        """Put together what plugins bring; their names must not collide any more."""
        parts = tuple(admitted)
        return cls(
            connectors=_by_name((c for part in parts for c in part.connectors), lambda c: c.name),
            sources=_by_name((s for part in parts for s in part.sources), lambda s: s.connector.name),
            sinks=_by_name((s for part in parts for s in part.sinks), lambda s: s.connector.name),
            transforms=_by_name((t for part in parts for t in part.transforms), lambda t: t.name),
            step_types=_by_name((s for part in parts for s in part.step_types), lambda s: s.name),
            log_stores=_by_name((s for part in parts for s in part.log_stores), lambda s: s.scheme),
            routes=tuple(route for part in parts for route in part.routes),
            sites=tuple(site for part in parts for site in part.sites),
            commands=tuple(command for part in parts for command in part.commands),
            observers=observers,
            plugins=tuple(plugins),
            faults=tuple(faults),
            refused=tuple(refused),
        )

    def connector(self, name: str) -> Connector:
        """Return a connector.

        Raises:
            ConfigurationError: it is not installed, or its plugin is in quarantine: then with the reason.
        """
        return self._get("connector", self.connectors, name)

    def source(self, name: str) -> SourceType:
        """Return a connector's source type; raises ConfigurationError as `connector` does, or if it is no source."""
        self.connector(name)
        return self._role("source", self.sources, name)

    def sink(self, name: str) -> SinkType:
        """Return a connector's sink type; raises ConfigurationError as `connector` does, or if it is no sink."""
        self.connector(name)
        return self._role("sink", self.sinks, name)

    def transform(self, name: str) -> TransformFunction:
        """Return a transform function; raises ConfigurationError as `connector` does."""
        return self._get("transform", self.transforms, name)

    def step_type(self, name: str) -> StepType:
        """Return a step type; raises ConfigurationError as `connector` does."""
        return self._get("step type", self.step_types, name)

    def log_store(self, scheme: str) -> LogStoreType:
        """Return a log store type by the scheme of its URLs; raises ConfigurationError as `connector` does."""
        return self._get("log store", self.log_stores, scheme)

    def _get(self, kind: str, known: Mapping[str, T], name: str) -> T:
        if name in known:
            return known[name]
        for fault in self.faults:
            if name in _likely_names(fault):
                raise ConfigurationError(f"{kind} {name!r} is not available: {fault}")
        if name in self.refused:
            raise ConfigurationError(f"{kind} {name!r} is not allowed", remedy="name its plugin in NEXUS_PLUGINS_ALLOW")
        listed = ", ".join(sorted(known)) or "none"
        remedy = "install the plugin that brings it; `nexus plugins` shows what is there"
        raise ConfigurationError(f"{kind} {name!r} is not installed; installed are {listed}", remedy=remedy)

    def _role(self, role: str, known: Mapping[str, T], name: str) -> T:
        if name in known:
            return known[name]
        listed = ", ".join(sorted(known)) or "none"
        raise ConfigurationError(f"connector {name!r} cannot be used as a {role}; those that can are {listed}")


def _by_name(parts: Iterable[T], name: Callable[[T], str]) -> Mapping[str, T]:
    return MappingProxyType({name(part): part for part in parts})


def _likely_names(fault: Fault) -> set[str]:
    distribution = fault.distribution.removeprefix("nexus-")
    return {fault.plugin, fault.plugin.replace("_", "-"), fault.distribution, distribution, *fault.offers}
