"""The functions that mappings can call, from the core and from plugins, for palettes."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from litestar.handlers import HTTPRouteHandler

from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.config import field
from nexus.hookspecs import Parameter, TransformFunction
from nexus.plugins import Catalogue


@view
class TransformParameterView:
    """One argument of a function."""

    name: str
    type: str = field(help="`string`, `integer`, `decimal`, `float`, `boolean`, `list`, `map` or `any`.")
    required: bool
    default: Any = field(help="What it is if it is not given.")
    doc: str


@view
class TransformView:
    """A function of a mapping's `transforms`."""

    EXAMPLE: ClassVar[Mapping[str, Any]] = {
        "name": "round",
        "doc": "Rounds to digits after the point. Example: ('2.345', digits=2) gives Decimal('2.34').",
        "returns": "decimal",
        "handles_null": False,
        "plugin": "core",
        "parameters": [
            {"name": "digits", "type": "integer", "required": False, "default": 0, "doc": "after the point"}
        ],
    }

    name: str
    doc: str = field(help="What it does, with an example.")
    returns: str = field(help="One of the types that mappings know, or `any`.")
    handles_null: bool = field(help="It is called with null too; others are not.")
    plugin: str = field(help="Which plugin brings it.")
    parameters: Sequence[TransformParameterView]


@view
class TransformList:
    """What is installed, by name."""

    items: Sequence[TransformView]


def transform_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the route; what it shows changes with the process only."""
    installed = _list(management.catalogue)

    @route(
        "GET",
        "/transforms",
        policy=Policy.SIGNED_IN,
        name="list_transforms",
        summary="The functions that mappings can call",
        tag="connectors",
    )
    def list_transforms() -> TransformList:
        return installed

    return [list_transforms]


def _list(catalogue: Catalogue) -> TransformList:
    plugins = {name: one.name for one in catalogue.plugins for name in one.transforms}
    return TransformList(
        items=[_view(one, plugins.get(name, "")) for name, one in sorted(catalogue.transforms.items())]
    )


def _view(function: TransformFunction, plugin: str) -> TransformView:
    return TransformView(
        name=function.name,
        doc=function.doc,
        returns=function.returns,
        handles_null=function.handles_null,
        plugin=plugin,
        parameters=[_parameter(one) for one in function.parameters],
    )


def _parameter(parameter: Parameter) -> TransformParameterView:
    return TransformParameterView(
        name=parameter.name,
        type=parameter.type,
        required=parameter.required,
        default=parameter.default,
        doc=parameter.doc,
    )
