"""Binds a pipeline's definition to what it needs: compiled once per version, never looked up per message."""

from collections.abc import Mapping
from typing import Any, Protocol

from attrs import field, frozen

from nexus.config import structure
from nexus.engine.guarantee import Guarantee, guarantee
from nexus.engine.route import Route, pipeline_route
from nexus.errors import ConfigurationError, InvalidInput
from nexus.hookspecs import SinkType, TransformFunction, WriteTarget
from nexus.mapping import CompiledMapping, compile_mapping
from nexus.model.connection import Connection
from nexus.model.workflow import Pipeline, Workflow


class Components(Protocol):
    """What is installed, as far as a pipeline needs it."""

    @property
    def transforms(self) -> Mapping[str, TransformFunction]:
        """Functions for mappings, by name."""
        ...

    def sink(self, name: str) -> SinkType:
        """Return the sink type of the connector ``name`` or raise ConfigurationError."""
        ...


@frozen
class PipelinePlan:
    """A pipeline, ready to run.

    Attributes:
        config: the connection's configuration, as its connector's config class.
    """

    route: Route
    workflow: Workflow
    pipeline: Pipeline
    connection: Connection
    sink_type: SinkType
    config: Any = field(repr=False)
    mapping: CompiledMapping = field(repr=False)
    target: WriteTarget
    guarantee: Guarantee


def bind(workflow: Workflow, pipeline: Pipeline, connection: Connection, components: Components) -> PipelinePlan:
    """Compile and check everything about ``pipeline`` that can be checked without reaching its destination.

    Raises:
        ConfigurationError: the connector is missing, cannot do the operation, or does not take these settings.
    """
    place = f"workflows.{workflow.name}.pipelines.{pipeline.name}"
    sink_type = components.sink(connection.connector)
    if pipeline.operation not in sink_type.operations:
        known = ", ".join(sink_type.operations)
        raise ConfigurationError(
            f"{connection.connector} cannot {pipeline.operation!r}",
            path=f"{place}.operation",
            remedy=f"use one of {known}",
        )
    try:
        config = structure(sink_type.connector.config, connection.config, f"connections.{connection.name}.config")
        if sink_type.options is not None:
            structure(sink_type.options, pipeline.options, f"{place}.options")
        mapping = compile_mapping(
            pipeline.mappings,
            components.transforms,
            pipeline=pipeline.name,
            partial=pipeline.partial,
            condition=pipeline.condition,
        )
    except InvalidInput as error:
        raise ConfigurationError(str(error), path=place) from error
    target = WriteTarget(
        pipeline_id=pipeline.id,
        operation=pipeline.operation,
        target=pipeline.target,
        key=pipeline.key,
        columns=mapping.columns,
        ledger=pipeline.ledger,
        options=pipeline.options,
    )
    route = pipeline_route(workflow, pipeline, sink_type.connector.family, sink_type.batching)
    return PipelinePlan(
        route, workflow, pipeline, connection, sink_type, config, mapping, target, guarantee(pipeline, sink_type)
    )


def require_near(connection: Connection) -> None:
    """Refuse a connection that is reached through an agent, where that cannot be asked.

    Raises:
        ConfigurationError: it is.
    """
    if connection.via_agent is not None:
        raise ConfigurationError(
            "is reached through an agent, and can be opened at that alone",
            path=f"connections.{connection.name}.via_agent",
            remedy="use a connection without an agent for it",
        )
