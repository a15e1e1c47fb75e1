"""What OpenAPI says about bodies: config classes for what comes in, views for what goes out."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar, dataclass_transform

import attrs
from litestar._openapi.schema_generation import SchemaCreator  # the type that the plugin's own signature names
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition

from nexus.config import Secret
from nexus.config.examples import EXAMPLE
from nexus.config.fields import FieldInfo, field, field_info, field_types, is_config
from nexus.config.structuring import plain_values

DOCUMENTED: Final = "DOCUMENTED"
"""Name of the class variable that says, by field, what plain values in it look like."""

OPEN: Final = "OPEN"
"""Name of the class variable that is true where other fields may stand beside those of the class."""

C = TypeVar("C", bound=type[Any])


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def view(cls: C) -> C:
    """Make a class for what goes out, its fields described by `nexus.config.field`; frozen for whoever checks types.

    It is not when it runs: attrs sets the fields of a frozen one by one, at four times the cost, and a page has many.
    """
    return attrs.define(cls, kw_only=True)


class BodySchemas(OpenAPISchemaPlugin):
    """Describes config classes and views with what their fields say about themselves."""

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        """Whether this is an attrs class of ours, or the type of a secret."""
        return value is Secret or (isinstance(value, type) and attrs.has(value))

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: SchemaCreator) -> Schema:
        """Return the schema of a class; nested classes become components of their own."""
        cls = field_definition.annotation
        if cls is Secret:
            return Schema(type=OpenAPIType.STRING, format="password", write_only=True)  # type: ignore[arg-type] # any text is a format
        fields = attrs.fields_dict(cls)
        types = {**field_types(cls), **getattr(cls, DOCUMENTED, {})}
        comes_in = is_config(cls)
        schema = schema_creator.create_component_schema(
            field_definition,
            # What goes out has all of its fields, so that a generated client need not ask for each whether it is there.
            required=[name for name, one in fields.items() if not comes_in or one.default is attrs.NOTHING],
            property_fields={name: FieldDefinition.from_kwarg(types[name], name) for name in fields},
            title=cls.__name__,
            examples=[getattr(cls, EXAMPLE)] if hasattr(cls, EXAMPLE) else None,
        )
        schema.description = (cls.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ") or None
        schema.additional_properties = getattr(cls, OPEN, False) if comes_in else None
        for name, attribute in fields.items():
            said = (schema.properties or {})[name]
            if isinstance(said, Schema):
                _describe(said, field_info(attribute), _default(attribute) if comes_in else attrs.NOTHING)
        return schema


def _describe(schema: Schema, info: FieldInfo, default: Any) -> None:
    said: Mapping[str, Any] = {
        "title": info.title,
        "description": info.help,
        "minimum": info.minimum,
        "maximum": info.maximum,
        "min_items" if schema.type == OpenAPIType.ARRAY else "min_length": info.min_length,
        "pattern": None if info.pattern is None else f"^(?:{info.pattern})$",
        "enum": list(info.choices) or None,
    }
    for name, value in said.items():
        if value not in {None, ""} if not isinstance(value, list) else True:
            setattr(schema, name, value)
    if default is not attrs.NOTHING:
        schema.default = default


def _default(attribute: "attrs.Attribute[Any]") -> Any:
    default: Any = attribute.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type] # the stubs show this class as a function
        default = attrs.NOTHING if default.takes_self else default.factory()
    return attrs.NOTHING if default is None or default is attrs.NOTHING else plain_values(default)
