"""How values are named in messages for people."""

from typing import Any, Final

from nexus.mapping.paths import MISSING

_NAMES: Final = {
    "NoneType": "null",
    "bool": "boolean",
    "int": "integer",
    "float": "number",
    "Decimal": "number",
    "str": "string",
    "dict": "object",
    "list": "array",
    "datetime": "timestamp",
}


def type_name(value: Any) -> str:
    """Return the type of ``value`` in JSON's words."""
    if value is MISSING:
        return "nothing"
    name = type(value).__name__
    return _NAMES.get(name, name)
