"""From installed plugins to a catalogue: each is taken whole, or put in quarantine whole."""

import inspect
from collections.abc import Collection, Iterable, Iterator

from attrs import field, mutable

from nexus.plugins import certificate, discovery
from nexus.plugins.catalogue import Catalogue, PluginInfo
from nexus.plugins.components import Components, components_of
from nexus.plugins.discovery import Candidate
from nexus.plugins.faults import Fault, Quarantined, Stage
from nexus.plugins.host import Host
from nexus.plugins.observers import Observers

_OBSERVING = ("nexus_startup", "nexus_delivered", "nexus_dead_lettered", "nexus_shutdown")


def load_plugins(
    allow: Collection[str] | None = None,
    *,
    routes: bool = True,
    commands: bool = True,
    reserved_commands: Collection[str] = (),
) -> Catalogue:
    """Import every installed plugin and return what they bring; never raises for what a plugin does.

    Args:
        allow: names of plugins or distributions that may be imported (``NEXUS_PLUGINS_ALLOW``); None allows all.
        routes: ask for routes too; only the API needs them.
        commands: ask for commands too; only the command line needs them.
        reserved_commands: names that no plugin's command may have.
    """
    found = discovery.installed()
    allowed = [candidate for candidate in found if discovery.is_allowed(candidate, allow)]
    refused = [candidate.name for candidate in found if candidate not in allowed]
    reserved: dict[tuple[str, str], tuple[object, str]] = {
        ("command", name): (None, discovery.CORE) for name in reserved_commands
    }
    return _build(allowed, refused, _Admission(routes=routes, commands=commands, owners=reserved))


def build_catalogue(plugins: Iterable[object], *, routes: bool = True, commands: bool = True) -> Catalogue:
    """Return the catalogue of plugin objects that are there already, in their order; for tests."""
    return _build(map(discovery.of_object, plugins), (), _Admission(routes=routes, commands=commands))


def _build(candidates: Iterable[Candidate], refused: Iterable[str], admission: "_Admission") -> Catalogue:
    for candidate in candidates:
        admission.consider(candidate)
    return Catalogue.of(
        admission.admitted,
        observers=Observers.of(admission.host),
        plugins=admission.plugins,
        faults=admission.faults,
        refused=refused,
    )


@mutable
class _Admission:
    """Goes through the candidates, and keeps who has which name."""

    routes: bool
    commands: bool
    host: Host = field(factory=Host)
    names: dict[str, str] = field(factory=dict)
    owners: dict[tuple[str, str], tuple[object, str]] = field(factory=dict)
    admitted: list[Components] = field(factory=list)
    plugins: list[PluginInfo] = field(factory=list)
    faults: list[Fault] = field(factory=list)

    def consider(self, candidate: Candidate) -> None:
        """Take a plugin in, or note why not."""
        try:
            self._check_plugin_name(candidate)
            self._admit(candidate)
        except Quarantined as why:
            self.faults.append(
                Fault(candidate.name, candidate.distribution, why.stage, why.reason, why.remedy, why.offers)
            )

    def _check_plugin_name(self, candidate: Candidate) -> None:
        owner = self.names.setdefault(candidate.name, candidate.distribution)
        if owner != candidate.distribution:
            reason = f"the plugin name {candidate.name!r} is taken by {owner}"
            raise Quarantined(Stage.NAME, reason, "uninstall one of the two distributions")

    def _admit(self, candidate: Candidate) -> None:
        plugin = candidate.load()
        try:
            contract = self.host.admit(candidate.name, plugin)
            parts = components_of(self.host, candidate.name, routes=self.routes, commands=self.commands)
            self._claim(parts, candidate)
        except Quarantined:
            self.host.expel(candidate.name)
            raise
        self.admitted.append(parts)
        self.plugins.append(self._info(candidate, plugin, contract, parts))

    def _claim(self, parts: Components, candidate: Candidate) -> None:
        claims = parts.names
        for key, claimed in claims.items():
            owned, owner = self.owners.get(key, (claimed, ""))
            if owned is not claimed:
                reason = f"the {key[0]} name {key[1]!r} is taken by {owner}"
                offers = tuple(name for _, name in claims)
                raise Quarantined(Stage.COMPONENTS, reason, "uninstall one of the two distributions", offers)
        self.owners.update({key: (claimed, candidate.distribution) for key, claimed in claims.items()})

    def _info(self, candidate: Candidate, plugin: object, contract: str, parts: Components) -> PluginInfo:
        roles = {
            "source": parts.sources,
            "sink": parts.sinks,
            "query": [connector for connector in parts.connectors if connector.query],
            "browse": [connector for connector in parts.connectors if connector.browse],
            "transforms": parts.transforms,
            "steps": parts.step_types,
            "log store": parts.log_stores,
            "routes": parts.routes,
            "pages": parts.sites,
            "commands": parts.commands,
            "observer": [hook for hook in _OBSERVING if self.host.implements(candidate.name, hook)],
        }
        return PluginInfo(
            name=candidate.name,
            distribution=candidate.distribution,
            version=candidate.version,
            contract=contract,
            roles=tuple(role for role, brought in roles.items() if brought),
            connectors=tuple(connector.name for connector in parts.connectors),
            steps=tuple(step.name for step in parts.step_types),
            transforms=tuple(transform.name for transform in parts.transforms),
            capabilities=tuple(_capabilities(parts)),
            certificate=found.summary if (found := certificate.of_plugin(_module(plugin))) is not None else "",
            docs=(inspect.getdoc(plugin) or "").split("\n\n")[0],
        )


def _module(plugin: object) -> str:
    return str(getattr(plugin, "__name__", "")) if inspect.ismodule(plugin) else ""


def _capabilities(parts: Components) -> Iterator[str]:
    for sink in parts.sinks:
        for operation in sink.operations:
            if able := sorted(claim.value for claim in sink.able(operation)):
                yield f"{sink.connector.name} {operation}: {', '.join(able)}"
