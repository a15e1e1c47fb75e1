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
    from nexus.config.examples import example_of
    from nexus.config.masking import cover, map_secrets, mask, restore, secret_paths, secret_texts, unmask
    from nexus.config.schema import json_schema
    from nexus.config.structuring import structure, unstructure

__all__ = [
    "MASK",
    "Secret",
    "cover",
    "define",
    "example_of",
    "field",
    "json_schema",
    "map_secrets",
    "mask",
    "restore",
    "secret_paths",
    "secret_texts",
    "structure",
    "unmask",
    "unstructure",
]

_LATER = {
    "cover": "masking",
    "example_of": "examples",
    "json_schema": "schema",
    "map_secrets": "masking",
    "mask": "masking",
    "restore": "masking",
    "secret_paths": "masking",
    "secret_texts": "masking",
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
