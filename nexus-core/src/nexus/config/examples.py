"""A configuration as it may look, for documentation: what a class says itself, or made of its JSON Schema."""

from collections.abc import Mapping
from typing import Any, Final

from nexus.config.schema import json_schema
from nexus.config.structuring import structure
from nexus.errors import InvalidInput

EXAMPLE: Final = "EXAMPLE"
"""Name of the class variable by which a class says itself how its values may look."""


def example_of(cls: type[Any]) -> dict[str, Any] | None:
    """Return a configuration that the class takes, or None if it says none and its schema is not enough to make one.

    Made of the fields that are required, and of those with a placeholder.
    """
    example = dict(getattr(cls, EXAMPLE)) if hasattr(cls, EXAMPLE) else _object(json_schema(cls))
    try:
        structure(cls, example)
    except InvalidInput:
        return None
    return example


def _object(schema: Mapping[str, Any]) -> dict[str, Any]:
    required = schema.get("required", ())
    return {
        name: _value(name, property_)
        for name, property_ in schema["properties"].items()
        if name in required or "x-placeholder" in property_
    }


def _value(name: str, schema: Mapping[str, Any]) -> Any:  # noqa: PLR0911 — one line per kind
    for key in ("default", "const"):
        if key in schema:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    if "oneOf" in schema:
        return _object(schema["oneOf"][0])
    kinds = schema.get("type", "string")
    match kinds if isinstance(kinds, str) else kinds[0]:
        case "object":
            return _object(schema) if "properties" in schema else {}
        case "array":
            return [_value(name, schema["items"])] if schema.get("minItems") else []
        case "boolean":
            return False
        case "integer" | "number":
            return schema.get("minimum", 1)
        case _ if "x-placeholder" in schema:
            return schema["x-placeholder"]
        case _:
            words = name.replace("_", "-")
            return (
                f"your-{words}-goes-here" if "x-secret" in schema else words
            )  # many ask for 16 characters of a secret
