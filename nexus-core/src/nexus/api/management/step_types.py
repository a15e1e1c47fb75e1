"""The kinds of steps that sequential workflows may have, from the core and from plugins, with their forms."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from litestar.handlers import HTTPRouteHandler

from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.config import field, json_schema
from nexus.hookspecs import StepType


@view
class StepTypeView:
    """A kind of step."""

    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "name": "condition",
        "title": "Condition",
        "doc": "Goes on at one step or another, by an expression that is true or false.",
        "settings_schema": {"type": "object", "properties": {"expression": {"type": "string"}}},
        "branches": ["then", "otherwise"],
        "connections": [],
        "connectors": [],
        "mappings": [],
        "expressions": ["expression"],
        "effect": False,
        "repeatable": False,
    }

    name: str
    title: str
    doc: str
    settings_schema: Mapping[str, Any] = field(help="JSON Schema of its own settings, for forms.")
    branches: Sequence[str] = field(help="Settings that name a step that it may go to.")
    connections: Sequence[str] = field(help="Settings that name a connection.")
    connectors: Sequence[str] = field(help="Connectors that its connections must have; any if none is named.")
    mappings: Sequence[str] = field(help="Settings that are mapping rules.")
    expressions: Sequence[str] = field(help="Settings that are CEL.")
    effect: bool = field(help="It reaches outside, or reads what may change.")
    repeatable: bool = field(help="It may have a `for_each`.")


@view
class StepTypeList:
    """What is installed, by name."""

    items: Sequence[StepTypeView]


def step_type_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the route; what it shows changes with the process only."""
    installed = StepTypeList(items=[_view(one) for _, one in sorted(management.catalogue.step_types.items())])

    @route(
        "GET",
        "/step-types",
        policy=Policy.SIGNED_IN,
        name="list_step_types",
        summary="The kinds of steps that workflows may have",
        tag="connectors",
    )
    def list_step_types() -> StepTypeList:
        return installed

    return [list_step_types]


def _view(one: StepType) -> StepTypeView:
    return StepTypeView(
        name=one.name,
        title=one.title,
        doc=one.doc,
        settings_schema=json_schema(one.config),
        branches=one.branches,
        connections=[name for name in one.connections if name in json_schema(one.config)["properties"]],
        connectors=one.connectors,
        mappings=one.mappings,
        expressions=one.expressions,
        effect=one.effect,
        repeatable=one.repeatable,
    )
