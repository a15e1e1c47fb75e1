"""What is installed: connectors with their forms, and the plugins that are in quarantine."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.config import field, json_schema
from nexus.errors import NotFound
from nexus.hookspecs import Connector
from nexus.plugins import Catalogue


@view
class ConnectorView:
    """A connector."""

    name: str
    title: str
    family: str
    collection: str = field(help="Path of its connections' resource: `/api/destinations`.")
    plugin: str
    package: str
    version: str = field(title="Version of the package")
    contract: str = field(help="The plugin contract that it was written for.")
    certificate: str = field(help="What its certificate says, in a line; empty if it has none.")
    roles: Sequence[str] = field(help="source, sink, query, browse")
    operations: Sequence[str] = field(help="What a pipeline may do with it.")
    capabilities: Mapping[str, Sequence[str]] = field(help="What is true of each operation; `*` of all.")
    config_schema: Mapping[str, Any] = field(help="JSON Schema of its configuration, for forms.")
    options_schema: Mapping[str, Any] | None = field(help="JSON Schema of a pipeline's `options`.")
    docs: str = field(help="Markdown.")
    icon: str = field(help="SVG, or empty.")


@view
class QuarantineView:
    """A plugin that cannot be used; all others work."""

    plugin: str
    package: str
    stage: str
    reason: str
    remedy: str


@view
class ConnectorList:
    """What is installed."""

    items: Sequence[ConnectorView]
    quarantined: Sequence[QuarantineView]
    refused: Sequence[str] = field(help="Installed, but not named by `NEXUS_PLUGINS_ALLOW`.")


def connector_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes; what they show changes with the process only."""
    installed = _list(management.catalogue)
    by_name = {one.name: one for one in installed.items}

    @route(
        "GET",
        "/connectors",
        policy=Policy.SIGNED_IN,
        name="list_connectors",
        summary="What is installed, and what is in quarantine",
        tag="connectors",
    )
    def list_connectors() -> ConnectorList:
        return installed

    @route(
        "GET",
        "/connectors/{name:str}",
        policy=Policy.SIGNED_IN,
        name="get_connector",
        summary="Show a connector",
        tag="connectors",
    )
    def get_connector(name: FromPath[str]) -> ConnectorView:
        if name not in by_name:
            raise NotFound("connector", name)
        return by_name[name]

    return [list_connectors, get_connector]


def _list(catalogue: Catalogue) -> ConnectorList:
    return ConnectorList(
        items=[_view(one, catalogue) for _, one in sorted(catalogue.connectors.items())],
        quarantined=[
            QuarantineView(
                plugin=one.plugin, package=one.distribution, stage=one.stage.value, reason=one.reason, remedy=one.remedy
            )
            for one in catalogue.faults
        ],
        refused=catalogue.refused,
    )


def _view(connector: Connector, catalogue: Catalogue) -> ConnectorView:
    sink = catalogue.sinks.get(connector.name)
    plugin = next((one for one in catalogue.plugins if connector.name in one.connectors), None)
    roles = {
        "source": connector.name in catalogue.sources,
        "sink": sink is not None,
        "query": connector.query is not None,
        "browse": connector.browse is not None,
    }
    able = sink.capabilities.items() if sink is not None else ()
    return ConnectorView(
        name=connector.name,
        title=connector.title,
        family=connector.family,
        collection=connector.collection,
        plugin=plugin.name if plugin is not None else "",
        package=plugin.distribution if plugin is not None else "",
        version=plugin.version if plugin is not None else "",
        contract=plugin.contract if plugin is not None else "",
        certificate=plugin.certificate if plugin is not None else "",
        roles=[role for role, plays in roles.items() if plays],
        operations=sink.operations if sink is not None else (),
        capabilities={operation: sorted(one.value for one in those) for operation, those in able},
        config_schema=json_schema(connector.config),
        options_schema=json_schema(sink.options) if sink is not None and sink.options is not None else None,
        docs=connector.docs,
        icon=connector.icon,
    )
