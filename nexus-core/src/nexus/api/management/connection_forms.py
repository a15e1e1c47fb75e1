"""What OpenAPI says about the body of a connection: one form per connector, each with its typed configuration."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, cast

import attrs
from litestar._openapi.schema_generation import SchemaCreator  # the type that the base's own signature names
from litestar.openapi.spec import Discriminator, OpenAPIType, Reference, Schema
from litestar.typing import FieldDefinition

from nexus.api.management.bodies import Body
from nexus.config import example_of, json_schema
from nexus.config.fields import field_info
from nexus.hookspecs import Connector
from nexus.services.definitions.documents import ConnectionDocument


def connection_body(connectors: Sequence[Connector]) -> type[Body]:
    """Return what reads a connection of one of ``connectors``; it is the connector's class that checks the configuration."""
    return type("Body[Connection]", (_ConnectionBody,), {"kind": ConnectionDocument, "connectors": tuple(connectors)})


class _ConnectionBody(Body):
    connectors: ClassVar[tuple[Connector, ...]]

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: SchemaCreator
    ) -> Reference | Schema:
        """Return a form for each connector, told apart by ``connector``."""
        if not cls.connectors:
            return super().create_openapi_schema(field_definition, handler_id, schema_creator)
        forms = {one.name: _form(one, schema_creator) for one in cls.connectors}
        mapping = {name: f"#/components/schemas/{_form_type(name).__qualname__}" for name in forms}
        return Schema(
            one_of=list(forms.values()), discriminator=Discriminator(property_name="connector", mapping=mapping)
        )


@cache
def _form_type(connector: str) -> type[Any]:
    """Return the type that stands for a form in the registry of schemas."""
    name = "".join(part.capitalize() for part in connector.split("-"))
    return type(f"{name}Connection", (), {"__module__": __name__})


def _form(connector: Connector, schemas: SchemaCreator) -> Reference:
    field = FieldDefinition.from_annotation(_form_type(connector.name))
    known = schemas.schema_registry.get_reference_for_field_definition(field)
    if known is not None:
        return known
    form = schemas.schema_registry.get_schema_for_field_definition(field)
    about = {name: field_info(attribute) for name, attribute in _fields().items()}
    form.title = f"{connector.title} connection"
    form.type = OpenAPIType.OBJECT
    form.properties = {
        "name": Schema(type=OpenAPIType.STRING, title=about["name"].title, pattern=f"^(?:{about['name'].pattern})$"),
        "connector": Schema(type=OpenAPIType.STRING, const=connector.name, title=about["connector"].title),
        "config": _config(connector, schemas),
        "via_agent": Schema(
            type=[OpenAPIType.STRING, OpenAPIType.NULL],
            title=about["via_agent"].title,
            description=about["via_agent"].help,
        ),
    }
    form.required = ["name", "connector", "config"]
    form.additional_properties = False
    example = example_of(connector.config)
    if example is not None:
        form.examples = [{"name": f"my-{connector.name}", "connector": connector.name, "config": example}]
    return _reference(field, schemas)


def _config(connector: Connector, schemas: SchemaCreator) -> Reference:
    """Return the configuration's own JSON Schema, as a component; what it says to forms (``x-…``) included."""
    field = FieldDefinition.from_annotation(connector.config)
    known = schemas.schema_registry.get_reference_for_field_definition(field)
    if known is not None:
        return known
    component = schemas.schema_registry.get_schema_for_field_definition(field)
    said = json_schema(connector.config)
    component.title = said["title"]
    component.description = said.get("description")
    component.type = OpenAPIType.OBJECT
    properties = {name: _without_object(one) for name, one in said["properties"].items()}
    component.properties = cast("dict[str, Reference | Schema]", properties)  # plain JSON is written as it is
    component.required = said.get("required")
    component.additional_properties = False
    example = example_of(connector.config)
    component.examples = [example] if example is not None else None
    return _reference(field, schemas)


def _without_object(said: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out a default that is an object: generators of clients give up on it, and the server puts it in anyway."""
    return {key: value for key, value in said.items() if key != "default" or not isinstance(value, Mapping)}


def _reference(field: FieldDefinition, schemas: SchemaCreator) -> Reference:
    reference = schemas.schema_registry.get_reference_for_field_definition(field)
    assert reference is not None, "it has just been registered"
    return reference


def _fields() -> Mapping[str, Any]:
    cls: Any = ConnectionDocument  # made by config.define: an attrs class, which mypy cannot see
    return attrs.fields_dict(cls)
