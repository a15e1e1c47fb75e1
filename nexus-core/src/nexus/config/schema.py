"""JSON Schema 2020-12 of a config class: what the dashboard's form, the API's documentation and the manual read."""

import re
from collections.abc import Mapping
from inspect import cleandoc
from pathlib import Path
from typing import Any, Final

import attrs

from nexus.config import shapes
from nexus.config.fields import FieldInfo
from nexus.config.masking import mask_value
from nexus.config.secret import Secret
from nexus.config.shapes import TAG
from nexus.config.structuring import plain_values

_SCALARS: Final[Mapping[type[Any], Mapping[str, Any]]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Path: {"type": "string", "format": "path"},
    Secret: {"type": "string", "format": "password", "writeOnly": True, "x-secret": True},
}


def json_schema(cls: type[Any]) -> dict[str, Any]:
    """Return the JSON Schema of a config class, its properties in the order of the fields.

    Beside the standard keywords a field has ``x-group``, ``x-advanced``, ``x-secret``, ``x-since``, ``x-deprecated`` (what
    to use instead), ``x-placeholder`` and ``x-multiline`` where they say something. Secrets have no default.

    Raises:
        TypeError: the class is no proper config class.
    """
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_object(cls)}


def _object(cls: type[Any], tag: str | None = None) -> dict[str, Any]:
    fields = shapes.fields_of(cls)
    required = [name for name, field in fields.items() if field.required or (tag and name == TAG)]
    return {
        "title": _words(tag or cls.__name__),
        **_documented(cls),
        "type": "object",
        "properties": {name: _property(field) for name, field in fields.items()},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _documented(cls: type[Any]) -> dict[str, Any]:
    first = cleandoc(cls.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    return {"description": first} if first else {}


def _property(field: shapes.Field) -> dict[str, Any]:
    schema = _schema(field.core) | _constraints(field)
    schema = {"title": field.info.title or _words(field.name), **_about(field.info), **schema, **_default(field)}
    return _nullable(schema) if field.core is not field.shape else schema


def _about(info: FieldInfo) -> dict[str, Any]:
    said = {
        "description": info.help,
        "x-group": info.group,
        "x-advanced": info.advanced,
        "x-since": info.since,
        "deprecated": bool(info.deprecated),
        "x-deprecated": info.deprecated,
        "x-placeholder": info.placeholder,
        "x-multiline": info.multiline,
    }
    return {key: value for key, value in said.items() if value}


def _schema(shape: shapes.Shape) -> dict[str, Any]:  # noqa: PLR0911 — one line per shape
    match shape:
        case shapes.Scalar(type):
            return dict(_SCALARS[type])
        case shapes.Json():
            return {}
        case shapes.Choice(values):
            return {"const": values[0]} if len(values) == 1 else {"enum": list(values)}
        case shapes.Optional(inner):
            return _nullable(_schema(inner))
        case shapes.Object(cls):
            return _object(cls)
        case shapes.Variants(classes):
            variants = [_object(cls, tag) for tag, cls in classes.items()]
            return {"oneOf": variants, "discriminator": {"propertyName": TAG}}
        case shapes.Items(item):
            return {"type": "array", "items": _schema(item)}
        case shapes.Entries(value):
            return {"type": "object", "additionalProperties": _schema(value)}


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    if "type" in schema:
        return (
            schema
            | {"type": [schema["type"], "null"]}
            | ({"enum": [*schema["enum"], None]} if "enum" in schema else {})
        )
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    if "const" in schema:
        return {key: value for key, value in schema.items() if key != "const"} | {"enum": [schema["const"], None]}
    if "oneOf" in schema:
        return schema | {"oneOf": [*schema["oneOf"], {"type": "null"}]}
    return schema


def _constraints(field: shapes.Field) -> dict[str, Any]:
    info = field.info
    fewest = {shapes.Items: "minItems", shapes.Entries: "minProperties"}.get(type(field.core), "minLength")
    said = {
        "minimum": info.minimum,
        "maximum": info.maximum,
        fewest: info.min_length,
        "pattern": None if info.pattern is None else f"^(?:{info.pattern})$",
        "enum": list(info.choices) or None,
    }
    return {key: value for key, value in said.items() if value is not None}


def _default(field: shapes.Field) -> dict[str, Any]:
    default: Any = field.attribute.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type] # the stubs show this class as a function
        default = attrs.NOTHING if default.takes_self else default.factory()
    if (
        default is attrs.NOTHING
        or (default is None and field.core is field.shape)
        or field.core == shapes.Scalar(Secret)
    ):
        return {}
    plain = plain_values(default)
    return {"default": plain} if mask_value(field.core, plain) == plain else {}


def _words(name: str) -> str:
    """Turn a name into a title: ``base_url`` and ``BaseUrl`` to ``Base url``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+", " ", name).capitalize()
