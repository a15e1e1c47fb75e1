"""Config classes: written once, they give validation, JSON Schema, forms, the manual's pages and the command line's help.

::

    from nexus import Secret, config

    @config.define
    class WarehouseConfig:
        host: str = config.field(title="Host", help="Name or address of the server.")
        port: int = config.field(default=5432, minimum=1, maximum=65535)
        password: Secret = config.field(title="Password")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nexus.config.fields import define, field
from nexus.config.secret import MASK, Secret

if TYPE_CHECKING:
    from nexus.config.masking import map_secrets, mask, secret_paths, unmask
    from nexus.config.schema import json_schema
    from nexus.config.structuring import structure, unstructure

__all__ = [
    "MASK",
    "Secret",
    "define",
    "field",
    "json_schema",
    "map_secrets",
    "mask",
    "secret_paths",
    "structure",
    "unmask",
    "unstructure",
]

_LATER = {
    "json_schema": "schema",
    "map_secrets": "masking",
    "mask": "masking",
    "secret_paths": "masking",
    "structure": "structuring",
    "unmask": "masking",
    "unstructure": "structuring",
}

if not TYPE_CHECKING:  # else type checkers would take any name for one of ours

    def __getattr__(name: str) -> Any:
        """Load what works on config classes at its first use: a plugin that only declares its config class imports fast."""
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
        globals()[name] = value
        return value
